package dev.buntime.plugin.authz.internal.shortform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.jsonc.JsoncException;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** What is read of policies in the short form, and what is refused. */
public class ShortPolicyTest {

  @Test
  public void read_ofTheLeast_isAPolicyForAllRequests() throws JsoncException {
    ShortPolicy policy = ShortPolicy.read("a.json", policy(""));

    assertThat(policy.id()).isEqualTo("p");
    assertThat(policy.name()).isEmpty();
    assertThat(policy.priority()).isZero();
    assertThat(policy.xacml())
        .contains("PolicyId=\"urn:buntime:policy:p\"")
        .contains("<Target></Target><Rule RuleId=\"p\" Effect=\"Deny\"></Rule>");
  }

  @Test
  public void read_ofTexts_escapesThem() throws JsoncException {
    ShortPolicy policy =
        ShortPolicy.read(
            "a.json",
            policy(
                "\"name\": \"N\", \"priority\": -5, \"description\": \"a<b>&\\\"'\","
                    + " \"obligations\": [{\"id\": \"log\", \"attributes\": {\"a\\\"<b\": \"]]><c\"}}]"));

    assertThat(policy.name()).isEqualTo("N");
    assertThat(policy.priority()).isEqualTo(-5);
    assertThat(policy.xacml())
        .contains("<Description>a&lt;b&gt;&amp;\"'</Description>")
        .contains("AttributeId=\"a&quot;&lt;b\"")
        .contains("]]&gt;&lt;c");
  }

  @Test
  public void read_ofAGlob_takesNothingButTheStarAsSpecial() throws JsoncException {
    Map<String, String> expected =
        Map.of(
            "/a/b", "1.0:function:string-equal\">/a/b",
            "/a/*", "3.0:function:string-starts-with\">/a/",
            "*", "3.0:function:string-starts-with\">",
            "*.html", "3.0:function:string-ends-with\">.html",
            "/a.b/*/(c)+",
                "1.0:function:string-regexp-match\">^\\/a\\.b\\/[\\s\\S]*\\/\\(c\\)\\+$");
    for (Map.Entry<String, String> each : expected.entrySet()) {
      String json =
          policy("")
              .replace("\"resources\": []", "\"resources\": [{\"path\": \"%s\"}]")
              .formatted(each.getKey());

      assertThat(
              ShortPolicy.read("a.json", json)
                  .xacml()
                  .replace(
                      "<AttributeValue DataType=\"http://www.w3.org/2001/XMLSchema#string\">", ""))
          .as(each.getKey())
          .contains(each.getValue() + "</AttributeValue>");
    }
  }

  @Test
  public void read_ofWhatIsNoPolicy_saysWhatAndWhere() {
    Map<String, String> refused =
        Map.ofEntries(
            Map.entry("[]", "a.json"),
            Map.entry("{", "a.json, line 1"),
            Map.entry("{}", "id is missing"),
            Map.entry(
                policy("\"prioritty\": 1"), "prioritty is not a known key; did you mean priority"),
            Map.entry(
                policy("").replace("\"deny\"", "\"forbid\""),
                "effect is \"forbid\"; allowed is one of \"permit\", \"deny\""),
            Map.entry(policy("").replace("\"p\"", "\"a b\""), "id is \"a b\""),
            Map.entry(policy("").replace("\"p\"", "\"../x\""), "id is \"../x\""),
            Map.entry(policy("\"priority\": 1.5"), "priority is 1.5"),
            Map.entry(policy("\"description\": \"a\\u0000b\""), "description is "),
            Map.entry(policy("\"description\": \"\\ud800\""), "description is "),
            Map.entry(
                subject("{}"),
                "subjects[0] is an object; allowed is an object with at least one of id"),
            Map.entry(subject("\"x\""), "subjects[0] is \"x\""),
            Map.entry(
                subject("{\"rol\": \"x\"}"),
                "subjects[0].rol is not a known key; did you mean role"),
            Map.entry(subject("{\"id\": \"\"}"), "subjects[0].id is \"\""),
            Map.entry(
                subject("{\"claim\": {\"name\": \"a\"}}"),
                "subjects[0].claim is an object; allowed is an object with name, value"),
            Map.entry(
                subject("{\"claim\": {\"name\": \"a\", \"value\": 1, \"operator\": \"ge\"}}"),
                "operator is \"ge\""),
            Map.entry(
                subject("{\"claim\": {\"name\": \"a\", \"value\": \"1\", \"operator\": \"gt\"}}"),
                "value is \"1\"; allowed is a number"),
            Map.entry(
                subject(
                    "{\"claim\": {\"name\": \"a\", \"value\": \"(a\", \"operator\": \"regex\"}}"),
                "value is \"(a\"; allowed is a regular expression"),
            Map.entry(
                subject(
                    "{\"claim\": {\"name\": \"a\", \"value\": \"(?=a)\", \"operator\": \"regex\"}}"),
                "look-around"),
            Map.entry(
                subject(
                    "{\"claim\": {\"name\": \"a\", \"value\": \"(a{1000}){1000}\","
                        + " \"operator\": \"regex\"}}"),
                "more than 10000 parts"),
            Map.entry(
                condition(
                    "{\"custom\": {\"expression\": \"subject.id matches '((a{1000}){1000}){1000}'\"}}"),
                "more than 10000 parts"),
            Map.entry(
                subject("{\"role\": \"" + "a".repeat(600) + "*" + "-".repeat(600) + "\"}"),
                "allowed is a pattern that is not so long"),
            Map.entry(
                subject("{\"claim\": {\"name\": \"a b\", \"value\": 1}}"),
                "claim.name is \"a b\"; allowed is the name of a claim, without blanks"),
            Map.entry(subject("{\"claim\": {\"name\": \"a%zz\", \"value\": 1}}"), "claim.name is"),
            Map.entry(
                policy("").replace("\"actions\": []", "\"actions\": [{\"operation\": \"reed\"}]"),
                "actions[0].operation is \"reed\"; allowed is \"read\", \"create\""),
            Map.entry(
                condition("{}"),
                "conditions[0] is an object; allowed is an object with time, ip or custom"),
            Map.entry(condition("{\"time\": {}}"), "at least one of after, before and dayOfWeek"),
            Map.entry(
                condition("{\"time\": {\"after\": \"9:00\"}}"),
                "time.after is \"9:00\"; allowed is a time of the day, such as \"09:00\""),
            Map.entry(condition("{\"time\": {\"after\": \"24:00\"}}"), "time.after is \"24:00\""),
            Map.entry(
                condition("{\"time\": {\"dayOfWeek\": [7]}}"),
                "dayOfWeek[0] is 7; allowed is a whole number from 0 to 6"),
            Map.entry(condition("{\"time\": {\"dayOfWeek\": []}}"), "a list of days"),
            Map.entry(
                condition("{\"time\": {\"after\": \"09:00\", \"zone\": \"Mars\"}}"),
                "zone is \"Mars\"; allowed is the name of a time zone"),
            Map.entry(condition("{\"ip\": {\"cidr\": \"10.0.0.1/8\"}}"), "cidr is \"10.0.0.1/8\""),
            Map.entry(
                condition("{\"ip\": {\"allowlist\": [\"example.org\"]}}"),
                "allowlist[0] is \"example.org\""),
            Map.entry(condition("{\"custom\": {}}"), "an object with an expression"),
            Map.entry(
                condition("{\"custom\": {\"expression\": \"subject.id = 'a'\"}}"),
                "column 12 of the expression: to compare, write =="),
            Map.entry(
                policy("\"obligations\": [{}]"),
                "obligations[0] is an object; allowed is an object with an id"),
            Map.entry(
                policy("\"obligations\": [{\"id\": \"Not this\"}]"),
                "a name, such as \"log\", or a URI"),
            Map.entry(
                policy("\"advice\": [{\"id\": \"log\", \"on\": \"never\"}]"), "on is \"never\""));
    refused.forEach((json, problem) ->
        assertThatThrownBy(() -> ShortPolicy.read("a.json", json))
            .as(json)
            .isInstanceOf(JsoncException.class)
            .hasMessageContaining("a.json")
            .hasMessageContaining(problem));
  }

  @Test
  public void read_ofNamesOfClaimsAndOperations_takesWhatIsUsual() throws JsoncException {
    for (String name : List.of("level", "https://example.org/roles#a", "größe", "a.b")) {
      assertThat(
              ShortPolicy.read(
                      "a.json",
                      subject("{\"claim\": {\"name\": \"%s\", \"value\": 1}}".formatted(name)))
                  .xacml())
          .contains("claim-double:" + name);
    }
    for (String operation : List.of("read", "create", "update", "delete", "propfind", "*")) {
      String actions = "\"actions\": [{\"operation\": \"%s\"}]".formatted(operation);
      assertThat(ShortPolicy.read("a.json", policy("").replace("\"actions\": []", actions)).id())
          .isEqualTo("p");
    }
  }

  private static String policy(String more) {
    return """
    {"id": "p", "effect": "deny", "subjects": [], "resources": [], "actions": []%s}\
    """
        .formatted(more.isEmpty() ? "" : ", " + more);
  }

  private static String subject(String item) {
    return policy("").replace("\"subjects\": []", "\"subjects\": [" + item + "]");
  }

  private static String condition(String item) {
    return policy("\"conditions\": [" + item + "]");
  }
}
