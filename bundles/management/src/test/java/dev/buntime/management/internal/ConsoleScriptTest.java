package dev.buntime.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.Test;

public final class ConsoleScriptTest {
  @Test
  public void rewrite_whenData_isTheDataWithoutComments() {
    assertThat(
            ConsoleScript.rewrite(
                """

                // <![CDATA[
                appRoot = "/_/console";
                var startLevel = 1;
                var drawDetails = false; // details
                var currentBundle = null;
                var data = {"s":[1,-2.5,1e3,true],"o":{},'k':'it\\'s', plain_1: [] , $x:"",}
                var i18n = {
                  1: 'x', // one
                  a : "\u00e4\ud83d\udc34",
                }
                // ]]>
                """))
        .contains(
            """
            var appRoot = "/_/console";
            var startLevel = 1;
            var drawDetails = false;
            var currentBundle = null;
            var data = {"s":[1,-2.5,1e3,true],"o":{},'k':'it\\'s',plain_1:[],$x:"",};
            var i18n = {1:'x',a:"\u00e4\ud83d\udc34",};
            """);
  }

  @Test
  public void rewrite_whenAStringWouldEndTheScript_writesItsBracketsInAnotherWay() {
    assertThat(ConsoleScript.rewrite("var data = [\"</script><!--<script>\\<\u2028\"];"))
        .contains("var data = [\"\\x3c/script>\\x3c!--\\x3cscript>\\x3c\\u2028\"];\n");
  }

  @Test
  public void rewrite_whenConstant_isTheScript() {
    for (String script :
        List.of(
            """
            // <![CDATA[
                $(document).ready(function(){
                    $( '#navmenu' ).menu({\s
                        position: {
                            my: "left top",
                            at: "left bottom"
                        },
                        classes: {
                            "ui-menu": "ui-corner-all"
                        }
                    });
                });

            // ]]>
            """,
            "if(statData.shutdownTimer) shutdown(statData.shutdownTimeout, 'shutdownform2',"
                + " 'countdowncell');",
            "shutdown(40, \"reloadform\", \"reloadcountdowncell\");")) {
      assertThat(ConsoleScript.rewrite(script)).as(script).isPresent();
    }
  }

  @Test
  public void rewrite_whenAnythingRuns_isNothing() {
    for (String script :
        List.of(
            "alert(1)",
            "window.pwned=1",
            "pwned = 1",
            "var data = alert(1);",
            "var data = [alert(1)];",
            "var data = {a: alert(1)};",
            "var data = {[alert(1)]: 1};",
            "var data = {get a() { alert(1) }};",
            "var data = {a() { alert(1) }};",
            "var data = {...alert};",
            "var data = `${alert(1)}`;",
            "var data = /x/;",
            "var data = (1);",
            "var data = 1, filter = alert(1);",
            "var data = 1\n(alert)(1);",
            "var data = [1]\n[alert(1)];",
            "var data = \"a\" + alert(1);",
            "var data = \"a\"; alert(1);",
            "var filter = \"\"-alert(1)-\"\";",
            "var data = 1 /* */; alert(1)",
            "var data = 1; <!-- \nalert(1)",
            "var data = 'a\nalert(1)'",
            "var data = 'a\\\nb'",
            "var data = 'a",
            "var data = [1",
            "var data = [1 2]",
            "var data = [,]",
            "var data = {1}",
            "var data = {1a: 1}",
            "var data = 1.e",
            "var data = --1",
            "var data = undefined",
            "var data =",
            "var data",
            "var location = \"http://evil\"",
            "location = \"javascript:alert(1)\"",
            "data.x = 1",
            "var $ = null",
            "let data = 1",
            "shutdown(1)",
            "shutdown(40, \"reloadform\", \"reloadcountdowncell\");alert(1)",
            "var data = " + "[".repeat(10_000))) {
      assertThat(ConsoleScript.rewrite(script)).as(script).isEmpty();
    }
  }

  /** Whatever comes out has nothing in it that could begin a tag or a comment. */
  @Test
  public void rewrite_ofAnything_hasNoBracketsButInTheConstantOnes() {
    String alphabet = "ab\"'\\<>/!-{}[],:;=1 \n\u2028var data";
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder("var data = ");
      int length = random.nextInt(12);
      for (int j = 0; j < length; j++) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      ConsoleScript.rewrite(text.toString())
          .ifPresent(safe -> assertThat(safe).doesNotContain("<").doesNotContain("\u2028"));
    }
  }
}
