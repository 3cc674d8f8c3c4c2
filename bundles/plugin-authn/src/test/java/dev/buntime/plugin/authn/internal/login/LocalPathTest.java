package dev.buntime.plugin.authn.internal.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

/** Where a browser may be sent after a login, and where not. */
@RunWith(Parameterized.class)
public class LocalPathTest {
  private static final List<String> LOCAL =
      List.of(
          "/",
          "/hello-api",
          "/hello-api@1/",
          "/hello-api@%5E1.2/x",
          "/a//b",
          "/a?x=1&y=//evil.example",
          "/a?next=https://evil.example/",
          "/a#top",
          "/a?b#c",
          "/a%20b",
          "/caf%C3%A9",
          "/a/.well-known/x",
          "/a/...",
          "/a:b",
          "/@evil.example",
          "/javascript:alert(1)",
          "/_/console",
          "/_/plugin-authn-other",
          "/_/plugin-authn/keys",
          "/100%25",
          "/100%2525",
          "/%25zz",
          "/a;v=1/b");

  private static final List<String> FOREIGN =
      List.of(
          "",
          " ",
          "a",
          "a/b",
          "?x",
          "#x",
          "//evil.example",
          "//evil.example/a",
          "///evil.example",
          "////evil.example",
          "/\\evil.example",
          "\\\\evil.example",
          "\\/evil.example",
          "/a\\b",
          "/\t/evil.example",
          "/\n/evil.example",
          "/\r\n/evil.example",
          "\t//evil.example",
          " //evil.example",
          "/ /evil.example",
          "/\u0000/evil.example",
          "/\u007f",
          "https://evil.example",
          "HTTPS://evil.example",
          "http:evil.example",
          "https:/evil.example",
          "javascript:alert(1)",
          "data:text/html,x",
          "evil.example",
          "@evil.example",
          "/%2Fevil.example",
          "/%2f%2fevil.example",
          "/%5Cevil.example",
          "/%5cevil.example",
          "/%252Fevil.example",
          "/%25252Fevil.example",
          "/%2525252Fevil.example",
          "/%09/evil.example",
          "/%0d%0aSet-Cookie:x=y",
          "/a\r\nSet-Cookie: x=y",
          "/a%0aSet-Cookie:x=y",
          "/a%00",
          "/./evil",
          "/.//evil.example",
          "/..//evil.example",
          "/a/../../evil.example",
          "/%2e%2e//evil.example",
          "/a/%2e%2e/%2e%2e//evil.example",
          "/..;/evil.example",
          "/a%",
          "/a%4",
          "/a%zz",
          "/\u2215evil.example",
          "/\uff0fevil.example",
          "/caf\u00e9",
          "/\u3002evil",
          "/\u202eevil",
          "/_/plugin-authn/login?redirect=/",
          "/_/plugin-authn/callback?code=x",
          "/_/plugin-authn/logout",
          "/_/PLUGIN-authn/login",
          "/_/plugin%2Dauthn/login",
          "/%5f/plugin-authn/login",
          "/" + "a".repeat(LocalPath.LONGEST));

  @Parameters(name = "of_when{0}_isLocal{1}")
  public static List<Object[]> cases() {
    List<Object[]> cases = new ArrayList<>();
    LOCAL.forEach(text -> cases.add(new Object[] {text, true}));
    FOREIGN.forEach(text -> cases.add(new Object[] {text, false}));
    return cases;
  }

  @Parameter(0)
  public String text = "";

  @Parameter(1)
  public boolean local;

  @Test
  public void of_tellsLocalFromForeign() {
    assertThat(LocalPath.of(text).map(LocalPath::text).isPresent()).as(text).isEqualTo(local);
  }
}
