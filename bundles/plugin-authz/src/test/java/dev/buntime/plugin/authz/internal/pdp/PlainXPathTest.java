package dev.buntime.plugin.authz.internal.pdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.Test;

/** Which XPaths are looked at. */
public class PlainXPathTest {

  @Test
  public void problem_ofPlainPaths_isNone() {
    for (String path :
        List.of(
            "/",
            ".",
            "/record/open/text()",
            "//md:records/md:record",
            "//a//b",
            "/a/@id",
            "@*",
            "md:*/node()",
            "/a/comment()",
            "a/../b",
            "/a[1]/b[last()]",
            "/a[position() <= 2]",
            "/a[@id = 'x' and not(b/c = 5.5)]/text()",
            "/a[count(b/*) != 1 or count = \"]\"]",
            "/a[ not(. = 'x') ][2]",
            "/last/not/count")) {
      assertThat(PlainXPath.problem(path)).as(path).isEmpty();
    }
  }

  @Test
  public void problem_ofAllElse_saysWhatIsNotPlain() {
    for (String path :
        List.of(
            "",
            "for $a in 1 to 100000 return $a",
            "some $a in //* satisfies $a",
            "1 to 100000000",
            "/a[b[c]]",
            "/a[../b]",
            "/a[//b]",
            "/a[/b = /c]",
            "//a//b//c",
            "a/../b/../c",
            "/a[1 + 1]",
            "/a[string-length(.) > 1]",
            "matches(a, 'b')",
            "doc('file:///etc/passwd')",
            "/a | /b",
            "(/a)",
            "/a/",
            "/a[",
            "/a[1",
            "/a]",
            "/a['x]",
            "ancestor::a",
            "/a[" + "not(".repeat(50) + "b" + ")".repeat(50) + "]",
            "/a/following::b",
            "$a",
            "/a{1}")) {
      assertThat(PlainXPath.problem(path)).as(path).contains("is not a plain path: ");
    }
    assertThat(PlainXPath.problem("a".repeat(501))).contains("more than 500 characters");
  }
}
