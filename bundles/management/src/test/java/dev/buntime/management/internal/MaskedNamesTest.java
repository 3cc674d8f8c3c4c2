package dev.buntime.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.Test;

public final class MaskedNamesTest {

  @Test
  public void lines_ofTexts() {
    assertMasked(
        "PID = plugin-a\n  secret = ab c<d\n  a.tokens = [x, y]\n  b = 1",
        "PID = plugin-a\n  secret = ********<d\n  a.tokens = ********\n  b = 1");
    assertMasked("    password: x\r\n    b: 1", "    password: ********\r\n    b: 1");
    assertMasked("api-key=x\nb=1", "api-key=********\nb=1");
    assertMasked(
        "&nbsp;&nbsp;secret&nbsp;=&nbsp;a&nbsp;b\n&nbsp;c",
        "&nbsp;&nbsp;secret&nbsp;=&nbsp;********\n&nbsp;c");
  }

  @Test
  public void lines_inListsOfJson() {
    assertMasked(
        "[\"  secret = a\\\"b\\\\\", \"  c = d\"]", "[\"  secret = ********\", \"  c = d\"]");
    assertMasked("[\"secret: x\",\"b\"]", "[\"secret: ********\",\"b\"]");
  }

  @Test
  public void properties_ofServices() {
    assertMasked(
        "{\"key\":\"secret\",\"value\":\"a\\\"b\"},{\"key\":\"c\",\"value\":\"d\"}",
        "{\"key\":\"secret\",\"value\":\"********\"},{\"key\":\"c\",\"value\":\"d\"}");
    assertMasked(
        "{\"key\":\"tokens\",\"value\":[\"a]\",\"b\"]}",
        "{\"key\":\"tokens\",\"value\":\"********\"}");
    assertMasked("{\"key\":\"token\",\"value\":5}", "{\"key\":\"token\",\"value\":\"********\"}");
    assertMasked("{\"key\":\"token\",\"value\":true}", "{\"key\":\"token\",\"value\":true}");
  }

  @Test
  public void members_ofObjects_inTextsOfJsonToo() {
    assertMasked("{\"secret\" : \"a\", \"b\":1}", "{\"secret\" : \"********\", \"b\":1}");
    assertMasked(
        "\"{\\\"secret\\\":\\\"a\\\\\\\"b\\\\\\\\\\\",\\\"b\\\":1}\"",
        "\"{\\\"secret\\\":\\\"********\\\",\\\"b\\\":1}\"");
    assertMasked(
        "{\"credentials\":{\"a\":[\"}\"]},\"b\":1}", "{\"credentials\":\"********\",\"b\":1}");
    assertMasked("{\"secret\":\"\",\"tokens\":[]}", "{\"secret\":\"\",\"tokens\":[]}");
  }

  @Test
  public void properties_inALine() {
    assertMasked(
        "[a=b, keystore.password=x,y, buntime.home=/opt]",
        "[a=b, keystore.password=********, buntime.home=/opt]");
  }

  @Test
  public void fieldsOfHeaders_inLists() {
    assertMasked(
        "[Authorization: Bearer a, b, Accept: a, X-Api-Key: x]",
        "[Authorization: ********, Accept: a, X-Api-Key: ********]");
    assertMasked("[\"Cookie: a=b; c=d\",\"b\"]", "[\"Cookie: ********\",\"b\"]");
    assertMasked(
        "{\"a\":\"[\\\"Authorization: x \\\\\\\"y\\\",\\\"b\\\"]\"}",
        "{\"a\":\"[\\\"Authorization: ********\\\",\\\"b\\\"]\"}");
  }

  @Test
  public void passwords_ofAddresses() {
    assertMasked(
        "{\"url\":\"a://joe:x@h/\",\"b\":\"c@d\"}",
        "{\"url\":\"a://joe:********@h/\",\"b\":\"c@d\"}");
    assertMasked("<td>redis://:x@h<td>", "<td>redis://:********@h<td>");
    assertMasked(
        "url = jdbc:a://b/c?user=d&amp;password=e&amp;f=g",
        "url = jdbc:a://b/c?user=d&amp;password=********&amp;f=g");
    assertMasked("\"a://b/?token=c\"", "\"a://b/?token=********\"");
    assertMasked("secret://vault/db", "secret://vault/db");
  }

  @Test
  public void members_onPages() {
    assertMasked(
        "<td>{\"password\":&nbsp;\"x\",\"b\":1}</td>",
        "<td>{\"password\":&nbsp;\"********\",\"b\":1}</td>");
    assertMasked(
        "<td>&quot;password&quot;:&nbsp;&quot;x&nbsp;&lt;y\\&quot;z&quot;,&nbsp;&quot;b&quot;:1</td>",
        "<td>&quot;password&quot;:&nbsp;&quot;********&quot;,&nbsp;&quot;b&quot;:1</td>");
    assertMasked(
        "{&quot;credentials&quot;:&nbsp;{&quot;a&quot;:&nbsp;&quot;x}&quot;},&quot;b&quot;:1}",
        "{&quot;credentials&quot;:&nbsp;&quot;********&quot;,&quot;b&quot;:1}");
    assertMasked(
        "<td>\\&quot;token\\&quot;:\\&quot;x\\\\\\&quot;y\\&quot;,</td>",
        "<td>\\&quot;token\\&quot;:\\&quot;********\\&quot;,</td>");
    assertMasked(
        "<td>&quot;token&quot;:&quot;x</td><td>&quot;</td>",
        "<td>&quot;token&quot;:&quot;********&quot;</td><td>&quot;</td>");
    assertMasked("a = {'password': 'x', 'b': 1}", "a = {'password': '********', 'b': 1}");
    assertMasked("&#39;password&#39;:&#39;x&#39;", "&#39;password&#39;:&#39;********&#39;");
  }

  @Test
  public void variables_ofOptions() {
    assertMasked("env = DB_PASSWORD=x y\nb = 1", "env = DB_PASSWORD=********\nb = 1");
    assertMasked("ado = Password=x;Server=h", "ado = Password=********");
    assertMasked("env&nbsp;=&nbsp;TOKEN=x<br/>", "env&nbsp;=&nbsp;TOKEN=********<br/>");
    assertMasked("[\"env = PASSWORD=\\\"a b\\\"\",\"b\"]", "[\"env = PASSWORD=********\",\"b\"]");
    assertMasked("[a=b, env=TOKEN=x, c=d]", "[a=b, env=TOKEN=********, c=d]");
    assertMasked("- password: x\n- b: 1", "- password: ********\n- b: 1");
  }

  @Test
  public void pairs_ofNamesAndValues() {
    assertMasked(
        "[{\"name\":\"DB_PASSWORD\",\"value\":\"x\"},{\"name\":\"LABEL\",\"value\":\"y\"}]",
        "[{\"name\":\"DB_PASSWORD\",\"value\":\"********\"},{\"name\":\"LABEL\",\"value\":\"y\"}]");
    assertMasked(
        "\"{\\\"key\\\":\\\"API_TOKEN\\\",\\\"value\\\":\\\"x\\\"}\"",
        "\"{\\\"key\\\":\\\"API_TOKEN\\\",\\\"value\\\":\\\"********\\\"}\"");
    assertMasked(
        "{&quot;name&quot;:&nbsp;&quot;TOKEN&quot;,&nbsp;&quot;value&quot;:&nbsp;&quot;x&quot;}",
        "{&quot;name&quot;:&nbsp;&quot;TOKEN&quot;,&nbsp;&quot;value&quot;:&nbsp;&quot;********&quot;}");
  }

  @Test
  public void options_ofCommands() {
    assertMasked("args = a --password x -v", "args = a --password ******** -v");
    assertMasked("args = [--token, x, b]", "args = [--token, ********, b]");
    assertMasked("[\"--token\",\"x\",\"b\"]", "[\"--token\",\"********\",\"b\"]");
    assertMasked("\"[\\\"--token\\\",\\\"x\\\"]\"", "\"[\\\"--token\\\",\\\"********\\\"]\"");
    assertMasked("a&nbsp;--token&nbsp;x&nbsp;b", "a&nbsp;--token&nbsp;********&nbsp;b");
    assertMasked("--token --verbose a", "--token --verbose a");
    assertMasked("x = curl -u joe:x h", "x = curl -u joe:******** h");
    assertMasked("curl&nbsp;-u&nbsp;joe:x&nbsp;h", "curl&nbsp;-u&nbsp;joe:********&nbsp;h");
  }

  @Test
  public void elements_ofXml_andFragments() {
    assertMasked("x = <password>y</password>", "x = <password>********</password>");
    assertMasked("&lt;token&gt;y&lt;/token&gt;", "&lt;token&gt;********&lt;/token&gt;");
    assertMasked("a://b/#access_token=x", "a://b/#access_token=********");
    assertMasked("a://b/?X-Amz-Signature=x&amp;c=d", "a://b/?X-Amz-Signature=********&amp;c=d");
  }

  @Test(timeout = 60_000)
  public void anyText_isQuick() {
    for (String part :
        new String[] {
          "\"secret\":x ",
          "\"secret\":[",
          "[secret=",
          "?key=",
          ",token: ",
          "\"token: ",
          "\\",
          "\\\"",
          "\"key\":\"a\",",
          "(",
          "&nbsp;",
          "a://b:",
          "{\"secret\":\"file (",
          "{\"key\":{",
          "&quot;key&quot;:",
          "&quot;key&quot;:&quot;",
          "'key':[",
          "'key':'",
          "&quot;",
          "\\&quot;",
          "a=key=",
          "\"a=key=",
          "--key ",
          "--key,\"",
          "<key>",
          "&lt;key&gt;",
          "#key=",
          "- key: ",
          " -u a:",
          "\"name\":\"key\",\"value\":\"",
          "&#000"
        }) {
      String text = part.repeat(100_000 / part.length());
      assertThat(MaskedNames.of("a" + text)).as(part).isNotNull();
      assertThat(MaskedNames.of("{" + text + "@")).as(part).isNotNull();
    }
  }

  /** What somebody writes into a text of JSON cannot swallow what is behind that text. */
  @Test
  public void values_thatDoNotEnd_endWithTheTextThatTheyAreIn() {
    assertMasked(
        "{\"name\":\"evil \\\"secret\\\":[\",\"other\":[1]}",
        "{\"name\":\"evil \\\"secret\\\":\\\"********\\\"\",\"other\":[1]}");
    assertMasked(
        "{\"name\":\"evil \\\"password\\\":\\\"x\",\"other\":\"\\\"\"}",
        "{\"name\":\"evil \\\"password\\\":\\\"********\\\"\",\"other\":\"\\\"\"}");
    assertMasked(
        "{\"name\":\"evil \\\"secret\\\":{\\\"a\\\\\",\"b\":\"}\"}",
        "{\"name\":\"evil \\\"secret\\\":\\\"********\\\"\",\"b\":\"}\"}");
    assertMasked(
        "Bundle-Name = evil \"secret\":[\nb = ]",
        "Bundle-Name = evil \"secret\":\"********\"\nb = ]");
    assertMasked("a = \"password: x\nb = \"", "a = \"password: ********\nb = \"");
    assertMasked(
        "{\"name\":\"evil &quot;secret&quot;:[\",\"other\":[1]}",
        "{\"name\":\"evil &quot;secret&quot;:&quot;********&quot;\",\"other\":[1]}");
    assertMasked(
        "{\"name\":\"evil 'secret':'x\\\" y\",\"other\":[1]}",
        "{\"name\":\"evil 'secret':'********'\\\" y\",\"other\":[1]}");
  }

  @Test
  public void whatIsNoSecret_staysTheSame() {
    for (String text :
        new String[] {
          "",
          "tls.key = /etc/key.pem",
          "passwordFile: server.password",
          "{\"key\":\"issuer\",\"value\":\"secret\"}",
          "[\"listed: file (a)\",\"secret: file (a, line 5)\"]",
          "[\"secret: console (the file has another value)\"]",
          "a secret is = b",
          "{\"key\":\"a <b> & it's \\\\ c\",\"value\":\"d\"}",
          "\"{\\\"key\\\":\\\"a <b> & it's\\\",\\\"value\\\":\\\"d\\\"}\"",
          "{&quot;key&quot;:&quot;a b&quot;,&nbsp;&quot;value&quot;:&quot;d&quot;}",
          "{\"token\":",
        }) {
      assertThat(MaskedNames.of(text)).isEqualTo(text);
    }
  }

  private static void assertMasked(String text, String masked) {
    assertThat(MaskedNames.of(text)).isEqualTo(masked);
  }
}
