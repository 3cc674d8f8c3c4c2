package dev.buntime.plugin.authz.internal.set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.jsonc.Jsonc;
import dev.buntime.jsonc.JsoncException;
import dev.buntime.plugin.authz.internal.pdp.Decision;
import dev.buntime.plugin.authz.internal.pdp.Frame;
import dev.buntime.plugin.authz.internal.query.ContextReader;
import dev.buntime.plugin.authz.internal.query.Situation;
import dev.buntime.plugin.authz.internal.store.Format;
import dev.buntime.plugin.authz.internal.store.StoreException;
import dev.buntime.plugin.authz.internal.store.StoredPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Test;

/** What policies decide. */
public class PolicySetTest {
  /** A Wednesday. */
  private static final Instant NOW = Instant.parse("2030-01-02T12:00:00Z");

  private static final String ADA =
      """
      {"id": "ada", "name": "Ada", "email": "ada@example.org", "roles": ["admin", "dev-lead"],
       "groups": ["staff"],
       "claims": {"level": 5, "dept": "sales", "ok": true, "teams": ["red", "blue"],
                  "address": {"country": "NL"}, "https://x.example/a.b": "c", "none": []}}\
      """;

  private static PolicySet set(Combining combining, Decision otherwise, String... policies)
      throws StoreException {
    List<StoredPolicy> stored = new ArrayList<>();
    for (String policy : policies) {
      boolean isXml = policy.startsWith("<");
      String id = policy.replaceAll("(?s).*?(\"id\": ?\"|PolicyId=\")(.*?)\".*", "$2");
      stored.add(new StoredPolicy(id, isXml ? Format.XACML : Format.JSON, policy));
    }
    return new PolicySetCompiler(new Frame(combining.id(), otherwise)).compile(stored);
  }

  private static Situation situation(String subject, String more) throws JsoncException {
    String context =
        "{%s%s}"
            .formatted(
                subject.isEmpty() ? "" : "\"subject\": " + subject + (more.isEmpty() ? "" : ","),
                more);
    return ContextReader.read(Jsonc.parse("context", context), NOW);
  }

  private static Situation request(String app, String path, String method) throws JsoncException {
    return situation(
        ADA,
        "\"resource\": {\"app\": \"%s\", \"path\": \"%s\"}, \"action\": {\"method\": \"%s\"}"
            .formatted(app, path, method));
  }

  private static String policy(
      String id, String effect, String subjects, String resources, String actions, String more) {
    return "{\"id\": \"%s\", \"effect\": \"%s\", \"subjects\": [%s], \"resources\": [%s], \"actions\": [%s]%s}"
        .formatted(id, effect, subjects, resources, actions, more.isEmpty() ? "" : ", " + more);
  }

  private static String permit(String subjects, String resources, String actions) {
    return policy("p", "permit", subjects, resources, actions, "");
  }

  private static String when(String condition) {
    return policy("p", "permit", "", "", "", "\"conditions\": [" + condition + "]");
  }

  /** Whether one policy that permits applies. */
  private static boolean applies(String policy, Situation situation) throws StoreException {
    Decision decision =
        set(Combining.DENY_OVERRIDES, Decision.NOT_APPLICABLE, policy)
            .decide(situation)
            .verdict()
            .decision();
    assertThat(decision).as(policy).isIn(Decision.PERMIT, Decision.NOT_APPLICABLE);
    return decision == Decision.PERMIT;
  }

  private static void assertSubject(String subject, boolean expected) throws Exception {
    assertThat(applies(permit(subject, "", ""), situation(ADA, "")))
        .as(subject)
        .isEqualTo(expected);
  }

  @Test
  public void subject_fitsByIdRoleAndGroup() throws Exception {
    assertSubject("", true);
    assertSubject("{\"id\": \"ada\"}", true);
    assertSubject("{\"id\": \"Ada\"}", false);
    assertSubject("{\"id\": \"a*\"}", false);
    assertSubject("{\"role\": \"admin\"}", true);
    assertSubject("{\"role\": \"adm\"}", false);
    assertSubject("{\"role\": \"dev-*\"}", true);
    assertSubject("{\"role\": \"*-lead\"}", true);
    assertSubject("{\"role\": \"d*v-l*d\"}", true);
    assertSubject("{\"role\": \"ADMIN\"}", false);
    assertSubject("{\"role\": \"*\"}", true);
    assertSubject("{\"group\": \"staff\"}", true);
    assertSubject("{\"group\": \"st*\"}", false);
    assertSubject("{\"id\": \"ada\", \"role\": \"guest\"}", false);
    assertSubject("{\"id\": \"ada\", \"role\": \"admin\"}", true);
    assertSubject("{\"id\": \"bob\"}, {\"role\": \"admin\"}", true);
    assertSubject("{\"id\": \"bob\"}, {\"role\": \"guest\"}", false);
  }

  @Test
  public void subject_fitsByClaims() throws Exception {
    assertClaim("dept", "eq", "\"sales\"", true);
    assertClaim("dept", "eq", "\"Sales\"", false);
    assertClaim("dept", "neq", "\"sales\"", false);
    assertClaim("dept", "neq", "\"legal\"", true);
    assertClaim("missing", "neq", "\"legal\"", true);
    assertClaim("missing", "eq", "\"legal\"", false);
    assertClaim("level", "eq", "5", true);
    assertClaim("level", "eq", "\"5\"", false);
    assertClaim("level", "gt", "4.5", true);
    assertClaim("level", "gt", "5", false);
    assertClaim("level", "lt", "6", true);
    assertClaim("level", "lt", "5", false);
    assertClaim("dept", "gt", "1", false);
    assertClaim("ok", "eq", "true", true);
    assertClaim("ok", "neq", "true", false);
    assertClaim("teams", "eq", "\"blue\"", true);
    assertClaim("teams", "contains", "\"lu\"", true);
    assertClaim("dept", "contains", "\"ale\"", true);
    assertClaim("dept", "contains", "\"x\"", false);
    assertClaim("dept", "regex", "\"^s.*s$\"", true);
    assertClaim("dept", "regex", "\"al\"", true);
    assertClaim("dept", "regex", "\"^al\"", false);
    assertClaim("address.country", "eq", "\"NL\"", true);
    assertClaim("https://x.example/a.b", "eq", "\"c\"", true);
    assertClaim("none", "eq", "\"c\"", false);
    assertClaim("none", "neq", "\"c\"", true);
  }

  private static void assertClaim(String name, String operator, String value, boolean expected)
      throws Exception {
    assertSubject(
        "{\"claim\": {\"name\": \"%s\", \"operator\": \"%s\", \"value\": %s}}"
            .formatted(name, operator, value),
        expected);
  }

  @Test
  public void claim_thatIsAskedForInTwoTypes_hasTheValuesOfEach() throws Exception {
    String number = "{\"claim\": {\"name\": \"level\", \"value\": 5}}";
    String text = "{\"claim\": {\"name\": \"level\", \"value\": \"5\"}}";

    assertSubject(text + ", " + number, true);
    assertThat(
            set(
                    Combining.PERMIT_OVERRIDES,
                    Decision.DENY,
                    policy("a", "permit", text, "", "", ""),
                    policy("b", "permit", number, "", "", ""))
                .decide(situation(ADA, ""))
                .verdict()
                .decision())
        .isEqualTo(Decision.PERMIT);
  }

  @Test
  public void subject_thatIsUnknown_isAnonymous() throws Exception {
    Situation nobody = situation("", "");

    assertThat(applies(permit("{\"id\": \"anonymous\"}", "", ""), nobody)).isTrue();
    assertThat(applies(permit("{\"role\": \"*\"}", "", ""), nobody)).isFalse();
    assertThat(applies(permit("", "", ""), nobody)).isTrue();
    assertThat(
            applies(
                permit(
                    "{\"claim\": {\"name\": \"a\", \"operator\": \"neq\", \"value\": 1}}", "", ""),
                nobody))
        .isTrue();
  }

  private static void assertResource(String resource, boolean expected) throws Exception {
    assertThat(applies(permit("", resource, ""), request("shop", "/a.b/c", "GET")))
        .as(resource)
        .isEqualTo(expected);
  }

  @Test
  public void resource_fitsByAppPathTypeAndOwner() throws Exception {
    assertResource("{\"app\": \"shop\"}", true);
    assertResource("{\"app\": \"sh*\"}", true);
    assertResource("{\"app\": \"shops\"}", false);
    assertResource("{\"app\": \"*\"}", true);
    assertResource("{\"path\": \"/a.b/c\"}", true);
    assertResource("{\"path\": \"/aXb/c\"}", false);
    assertResource("{\"path\": \"/a*\"}", true);
    assertResource("{\"path\": \"*/c\"}", true);
    assertResource("{\"path\": \"/*/c\"}", true);
    assertResource("{\"path\": \"*b*\"}", true);
    assertResource("{\"path\": \"/a+*\"}", false);
    assertResource("{\"path\": \"/a\"}", false);
    assertResource("{\"type\": \"app\"}", true);
    assertResource("{\"type\": \"runner\"}", false);
    assertResource("{\"owner\": \"*\"}", false);
    assertResource("{\"app\": \"shop\", \"path\": \"/x\"}", false);
    assertResource("{\"app\": \"other\"}, {\"path\": \"/a*\"}", true);
  }

  @Test
  public void resource_ofTheRunnerItself_hasNoApp() throws Exception {
    Situation own = situation(ADA, "\"resource\": {\"path\": \"/_/stats\"}");

    assertThat(applies(permit("", "{\"app\": \"*\"}", ""), own)).isFalse();
    assertThat(applies(permit("", "{\"path\": \"/_/*\", \"type\": \"runner\"}", ""), own)).isTrue();
  }

  @Test
  public void resource_thatTheSubjectOwns() throws Exception {
    String own = permit("", "{\"owner\": \"$subject\"}", "");
    String ownOrPublic = permit("", "{\"owner\": \"$subject\"}, {\"path\": \"/public*\"}", "");

    assertThat(applies(own, situation(ADA, "\"resource\": {\"owner\": \"ada\"}"))).isTrue();
    assertThat(applies(own, situation(ADA, "\"resource\": {\"owner\": \"bob\"}"))).isFalse();
    assertThat(applies(own, situation(ADA, ""))).isFalse();
    assertThat(applies(ownOrPublic, situation(ADA, "\"resource\": {\"path\": \"/public/x\"}")))
        .isTrue();
    assertThat(
            applies(
                permit("", "{\"owner\": \"a*\"}", ""),
                situation(ADA, "\"resource\": {\"owner\": \"ada\"}")))
        .isTrue();
  }

  @Test
  public void action_fitsByMethodAndOperation() throws Exception {
    Situation get = request("shop", "/", "get");
    Situation put = request("shop", "/", "PUT");

    assertThat(applies(permit("", "", "{\"method\": \"GET\"}"), get)).isTrue();
    assertThat(applies(permit("", "", "{\"method\": \"get\"}"), get)).isTrue();
    assertThat(applies(permit("", "", "{\"method\": \"*\"}"), put)).isTrue();
    assertThat(applies(permit("", "", "{\"method\": \"GET\"}"), put)).isFalse();
    assertThat(applies(permit("", "", "{\"operation\": \"read\"}"), get)).isTrue();
    assertThat(applies(permit("", "", "{\"operation\": \"update\"}"), put)).isTrue();
    assertThat(applies(permit("", "", "{\"operation\": \"delete\"}"), put)).isFalse();
    assertThat(applies(permit("", "", "{\"operation\": \"*\"}"), put)).isTrue();
    assertThat(applies(permit("", "", "{\"method\": \"PUT\", \"operation\": \"read\"}"), put))
        .isFalse();
  }

  private static Situation at(String time) throws JsoncException {
    return situation(ADA, "\"environment\": {\"time\": \"" + time + "\"}");
  }

  @Test
  public void time_isFromAfterToBefore_inTheZone() throws Exception {
    String office =
        when("{\"time\": {\"after\": \"09:00\", \"before\": \"17:00\", \"zone\": \"UTC\"}}");
    String night =
        when("{\"time\": {\"after\": \"22:00\", \"before\": \"06:00\", \"zone\": \"UTC\"}}");
    String berlin =
        when(
            "{\"time\": {\"after\": \"09:00\", \"before\": \"17:00\", \"zone\": \"Europe/Berlin\"}}");

    assertThat(applies(office, at("2030-01-02T08:59:59Z"))).isFalse();
    assertThat(applies(office, at("2030-01-02T09:00:00Z"))).isTrue();
    assertThat(applies(office, at("2030-01-02T16:59:59.999Z"))).isTrue();
    assertThat(applies(office, at("2030-01-02T17:00:00Z"))).isFalse();
    assertThat(applies(night, at("2030-01-02T23:00:00Z"))).isTrue();
    assertThat(applies(night, at("2030-01-02T05:59:00Z"))).isTrue();
    assertThat(applies(night, at("2030-01-02T06:00:00Z"))).isFalse();
    assertThat(applies(night, at("2030-01-02T12:00:00Z"))).isFalse();
    assertThat(applies(berlin, at("2030-01-02T08:00:00Z"))).as("winter").isTrue();
    assertThat(applies(berlin, at("2030-07-02T07:00:00Z"))).as("summer").isTrue();
    assertThat(applies(berlin, at("2030-01-02T07:59:00Z"))).isFalse();
    assertThat(applies(berlin, at("2030-01-02T12:00:00+04:00"))).isTrue();
  }

  @Test
  public void dayOfWeek_isFrom0ForSunday() throws Exception {
    String weekend = when("{\"time\": {\"dayOfWeek\": [0, 6], \"zone\": \"UTC\"}}");
    String wednesday = when("{\"time\": {\"dayOfWeek\": 3, \"zone\": \"UTC\"}}");

    assertThat(applies(weekend, at("2030-01-05T12:00:00Z"))).as("Saturday").isTrue();
    assertThat(applies(weekend, at("2030-01-06T12:00:00Z"))).as("Sunday").isTrue();
    assertThat(applies(weekend, at("2030-01-02T12:00:00Z"))).isFalse();
    assertThat(applies(wednesday, at("2030-01-02T12:00:00Z"))).isTrue();
    assertThat(applies(wednesday, at("2030-01-02T23:59:59-12:00"))).as("in UTC").isFalse();
  }

  private static Situation from(String address) throws JsoncException {
    return situation(ADA, "\"environment\": {\"ip\": \"" + address + "\"}");
  }

  @Test
  public void ip_isInTheListsAndRanges() throws Exception {
    String allowed = when("{\"ip\": {\"allowlist\": [\"192.0.2.1\", \"2001:db8::/32\"]}}");
    String blocked = when("{\"ip\": {\"blocklist\": [\"192.0.2.1\"]}}");
    String range = when("{\"ip\": {\"cidr\": \"10.0.0.0/8\", \"blocklist\": [\"10.9.0.0/16\"]}}");

    assertThat(applies(allowed, from("192.0.2.1"))).isTrue();
    assertThat(applies(allowed, from("2001:db8::7"))).isTrue();
    assertThat(applies(allowed, from("192.0.2.2"))).isFalse();
    assertThat(applies(blocked, from("192.0.2.1"))).isFalse();
    assertThat(applies(blocked, from("192.0.2.2"))).isTrue();
    assertThat(applies(range, from("10.1.1.1"))).isTrue();
    assertThat(applies(range, from("10.9.1.1"))).isFalse();
    assertThat(applies(range, from("11.1.1.1"))).isFalse();
    assertThat(applies(range, situation(ADA, ""))).as("unknown address").isFalse();
    assertThat(applies(range, from("10.1.1.1, 192.0.2.1"))).as("no address").isFalse();
  }

  @Test
  public void custom_isAnExpression() throws Exception {
    for (String holds :
        List.of(
            "subject.id == 'ada' && subject.claims.level >= 5",
            "subject.email endsWith '@example.org'",
            "'admin' in subject.roles || false",
            "subject.roles contains 'dev-lead' && !(subject.roles contains 'dev')",
            "subject.claims.address.country in ['NL', 'BE']",
            "subject.claims.ok",
            "subject.claims.nothing != 'a'",
            "resource.app == 'shop' && resource.path matches '^/a\\\\\\\\.b/'",
            "action.method == 'GET' && action.operation == 'read'",
            "environment.date >= '2030-01-01' && environment.dayOfWeek in [2, 3, 4]")) {
      assertThat(applies(custom(holds), request("shop", "/a.b/c", "GET"))).as(holds).isTrue();
    }
    for (String fails :
        List.of(
            "false",
            "subject.claims.level > 5",
            "subject.claims.nothing == 'a'",
            "subject.claims.nothing",
            "!subject.claims.ok",
            "resource.owner == subject.id",
            "environment.ip == '10.0.0.1'")) {
      assertThat(applies(custom(fails), request("shop", "/a.b/c", "GET"))).as(fails).isFalse();
    }
  }

  private static String custom(String expression) {
    return when("{\"custom\": {\"expression\": \"" + expression + "\"}}");
  }

  @Test
  public void conditions_mustAllHold() throws Exception {
    String both =
        policy(
            "p",
            "permit",
            "",
            "",
            "",
            "\"conditions\": [{\"ip\": {\"cidr\": \"10.0.0.0/8\"}, \"custom\": {\"expression\": \"true\"}},"
                + " {\"custom\": {\"expression\": \"subject.id == 'ada'\"}}]");

    assertThat(applies(both, from("10.0.0.1"))).isTrue();
    assertThat(applies(both, from("11.0.0.1"))).isFalse();
    assertThat(
            applies(
                both, situation("{\"id\": \"bob\"}", "\"environment\": {\"ip\": \"10.0.0.1\"}")))
        .isFalse();
  }

  private static final String YES =
      policy("yes", "permit", "", "", "", "\"description\": \"all may\"");
  private static final String NO = policy("no", "deny", "", "", "", "\"priority\": -1");
  private static final String FOR_BOB =
      policy("bob", "permit", "{\"id\": \"bob\"}", "", "", "\"priority\": 9");

  private static Outcome decide(Combining combining, Decision otherwise, String... policies)
      throws Exception {
    return set(combining, otherwise, policies).decide(situation(ADA, ""));
  }

  private static Decision decided(Combining combining, String... policies) throws Exception {
    return decide(combining, Decision.DENY, policies).verdict().decision();
  }

  @Test
  public void combining_isAsItIsChosen() throws Exception {
    assertThat(decided(Combining.DENY_OVERRIDES, YES, NO)).isEqualTo(Decision.DENY);
    assertThat(decided(Combining.ORDERED_DENY_OVERRIDES, YES, NO)).isEqualTo(Decision.DENY);
    assertThat(decided(Combining.PERMIT_OVERRIDES, NO, YES)).isEqualTo(Decision.PERMIT);
    assertThat(decided(Combining.ORDERED_PERMIT_OVERRIDES, NO, YES)).isEqualTo(Decision.PERMIT);
    assertThat(decided(Combining.FIRST_APPLICABLE, NO, FOR_BOB, YES))
        .as("by priority")
        .isEqualTo(Decision.PERMIT);
    assertThat(decided(Combining.DENY_UNLESS_PERMIT, FOR_BOB)).isEqualTo(Decision.DENY);
    assertThat(decided(Combining.PERMIT_UNLESS_DENY, FOR_BOB)).isEqualTo(Decision.PERMIT);
    assertThat(decided(Combining.ONLY_ONE_APPLICABLE, FOR_BOB, YES)).isEqualTo(Decision.PERMIT);
    assertThat(decided(Combining.ONLY_ONE_APPLICABLE, YES, NO)).isEqualTo(Decision.INDETERMINATE);
  }

  @Test
  public void combining_ofTheSamePriority_goesByTheOrder() throws Exception {
    String first = policy("a", "deny", "", "", "", "");
    String second = policy("b", "permit", "", "", "", "");

    assertThat(decided(Combining.FIRST_APPLICABLE, first, second)).isEqualTo(Decision.DENY);
    assertThat(decided(Combining.FIRST_APPLICABLE, second, first)).isEqualTo(Decision.PERMIT);
  }

  @Test
  public void default_isForWhatNoPolicyIsFor() throws Exception {
    for (Decision otherwise : List.of(Decision.PERMIT, Decision.DENY, Decision.NOT_APPLICABLE)) {
      Outcome outcome = decide(Combining.DENY_OVERRIDES, otherwise, FOR_BOB);

      assertThat(outcome.verdict().decision()).isEqualTo(otherwise);
      assertThat(outcome.matched()).isEmpty();
      assertThat(decide(Combining.DENY_OVERRIDES, otherwise).verdict().decision())
          .isEqualTo(otherwise);
    }
  }

  @Test
  public void outcome_ofARefusal_namesThePolicy() throws Exception {
    assertThat(decide(Combining.DENY_OVERRIDES, Decision.DENY, YES, NO, FOR_BOB).matched())
        .hasValueSatisfying(policy -> assertThat(policy.id()).isEqualTo("no"));
  }

  @Test
  public void explanation_tellsOfEachPolicy() throws Exception {
    Explanation explanation =
        set(Combining.DENY_OVERRIDES, Decision.DENY, YES, NO, FOR_BOB).explain(situation(ADA, ""));

    assertThat(explanation.outcome().verdict().decision()).isEqualTo(Decision.DENY);
    assertThat(explanation.outcome().matched().orElseThrow().id()).isEqualTo("no");
    assertThat(explanation.outcome().verdict().rules())
        .extracting(rule -> rule.rule())
        .containsExactly("no");
    assertThat(explanation.parts())
        .extracting(part -> part.policy().id() + " " + part.verdict().decision())
        .containsExactly("bob NOT_APPLICABLE", "yes PERMIT", "no DENY");
    assertThat(explanation.parts().get(1).policy().description()).isEqualTo("all may");
  }

  @Test
  public void obligations_comeWithTheDecision() throws Exception {
    String withLog =
        policy(
            "p",
            "permit",
            "",
            "",
            "",
            "\"obligations\": [{\"id\": \"header\", \"attributes\": {\"name\": \"X-A\", \"value\": [\"1\", 2, true]}},"
                + " {\"id\": \"log\", \"on\": \"deny\"}], \"advice\": [{\"id\": \"urn:x:y\"}]");

    Outcome outcome = decide(Combining.DENY_OVERRIDES, Decision.DENY, withLog);

    assertThat(outcome.verdict().obligations())
        .extracting(each -> each.id())
        .containsExactly("urn:buntime:obligation:header");
    assertThat(outcome.verdict().obligations().getFirst().attributes())
        .extracting(each -> each.id() + "=" + each.value())
        .containsExactly("name=X-A", "value=1", "value=2.0", "value=true");
    assertThat(outcome.verdict().advice()).extracting(each -> each.id()).containsExactly("urn:x:y");
  }

  @Test
  public void xacml_standsBesideTheShortForm() throws Exception {
    String xacml =
        """
        <Policy xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" PolicyId="x" Version="1.0"
            RuleCombiningAlgId="urn:oasis:names:tc:xacml:1.0:rule-combining-algorithm:first-applicable">
          <Target/>
          <Rule RuleId="r" Effect="Deny">
            <Condition><Apply FunctionId="urn:oasis:names:tc:xacml:1.0:function:string-is-in">
              <AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">staff</AttributeValue>
              <AttributeDesignator Category="urn:oasis:names:tc:xacml:1.0:subject-category:access-subject"
                AttributeId="urn:buntime:subject:group" DataType="http://www.w3.org/2001/XMLSchema#string"
                MustBePresent="true"/>
            </Apply></Condition>
          </Rule>
        </Policy>\
        """;
    PolicySet set = set(Combining.DENY_OVERRIDES, Decision.PERMIT, YES, xacml);

    Outcome outcome = set.decide(situation(ADA, ""));
    assertThat(outcome.verdict().decision()).isEqualTo(Decision.DENY);
    assertThat(outcome.matched().orElseThrow().id()).isEqualTo("x");
    Explanation without = set.explain(situation("", ""));
    assertThat(without.outcome().verdict().decision()).isEqualTo(Decision.INDETERMINATE);
    assertThat(without.outcome().verdict().missing())
        .extracting(each -> each.id())
        .containsExactly("urn:buntime:subject:group");
  }

  @Test
  public void decide_again_isTheSame_alsoWhenTimePasses() throws Exception {
    PolicySet set =
        set(
            Combining.DENY_OVERRIDES,
            Decision.DENY,
            when("{\"time\": {\"after\": \"09:00\", \"zone\": \"UTC\"}}"));

    for (int i = 0; i < 2; i++) {
      assertThat(set.decide(at("2030-01-02T08:00:00Z")).verdict().decision())
          .isEqualTo(Decision.DENY);
      assertThat(set.decide(at("2030-01-02T10:00:00Z")).verdict().decision())
          .isEqualTo(Decision.PERMIT);
    }
  }

  @Test
  public void compile_ofWhatIsNoSet_saysWhichPolicyIsWrong() {
    Stream.of(
            List.of("a", "{", "the policy a, line 1"),
            List.of("a", permit("", "", ""), "the policy a has the id p in its text"),
            List.of("x", "<Policy/>", "the policy x:1"),
            List.of("x", "<!DOCTYPE a><Policy/>", "DOCTYPE"))
        .forEach(wrong ->
            assertThatThrownBy(() ->
                    new PolicySetCompiler(new Frame(Combining.DENY_OVERRIDES.id(), Decision.DENY))
                        .compile(
                            List.of(
                                new StoredPolicy(
                                    wrong.get(0),
                                    wrong.get(1).startsWith("<") ? Format.XACML : Format.JSON,
                                    wrong.get(1)))))
                .as(wrong.get(1))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(wrong.get(2)));
  }

  @Test
  public void explanation_namesThePartsThatDoNotFit() throws Exception {
    String condition = "\"conditions\": [{\"ip\": {\"cidr\": \"10.0.0.0/8\"}}]";
    PolicySet set =
        set(
            Combining.DENY_OVERRIDES,
            Decision.DENY,
            policy(
                "a",
                "permit",
                "{\"role\": \"none\"}",
                "{\"app\": \"x\"}",
                "{\"method\": \"PUT\"}",
                condition),
            policy(
                "b",
                "permit",
                "{\"role\": \"admin\"}",
                "{\"app\": \"x\"}",
                "{\"method\": \"GET\"}",
                ""),
            policy("c", "permit", "{\"role\": \"admin\"}", "", "", condition),
            policy("d", "permit", "{\"role\": \"admin\"}", "", "", ""));
    List<Explanation.Part> parts = set.explain(request("shop", "/", "GET")).parts();
    assertThat(parts)
        .extracting(Explanation.Part::unfit)
        .containsExactly(
            List.of("subjects", "resources", "actions", "conditions"),
            List.of("resources"),
            List.of("conditions"),
            List.of());
  }

  @Test
  public void context_withoutAnId_isSomebodyIfAnythingElseIsSaid() throws Exception {
    PolicySet set =
        set(
            Combining.DENY_OVERRIDES,
            Decision.DENY,
            policy("a", "permit", "{\"role\": \"admin\"}", "", "", ""));
    assertThat(set.decide(situation("{\"roles\": [\"admin\"]}", "")).verdict().decision())
        .isEqualTo(Decision.PERMIT);
    for (String nobody : List.of("{}", "{\"id\": \"\"}", "{\"id\": \"anonymous\"}")) {
      assertThat(situation(nobody, "").identity()).isEmpty();
    }
  }

  @Test
  public void explanation_ofMany_saysOfTheNearestWhyTheyDoNotApply() throws Exception {
    List<String> policies = new ArrayList<>();
    for (int n = 0; n < 150; n++) {
      policies.add(policy("o" + n, "permit", "", "{\"app\": \"other\"}", "", ""));
    }
    policies.add(
        policy(
            "near",
            "permit",
            "",
            "{\"app\": \"shop\"}",
            "",
            "\"conditions\": [{\"ip\": {\"cidr\": \"10.0.0.0/8\"}}]"));
    List<Explanation.Part> parts =
        set(Combining.DENY_OVERRIDES, Decision.DENY, policies.toArray(String[]::new))
            .explain(request("shop", "/", "GET"))
            .parts();
    assertThat(parts)
        .hasSize(151)
        .allMatch(part -> part.verdict().decision() == Decision.NOT_APPLICABLE);
    assertThat(parts.getFirst().unfit()).containsExactly("resources");
    assertThat(parts.get(149).unfit()).isEmpty();
    assertThat(parts.getLast().unfit()).containsExactly("conditions");
    assertThat(parts).filteredOn(part -> !part.unfit().isEmpty()).hasSize(100);
  }

  @Test
  public void compile_again_goesByWhatChanged_alsoAfterARefusal() throws Exception {
    PolicySetCompiler compiler =
        new PolicySetCompiler(new Frame(Combining.FIRST_APPLICABLE.id(), Decision.DENY));
    StoredPolicy yes = new StoredPolicy("yes", Format.JSON, YES);
    StoredPolicy no = new StoredPolicy("no", Format.JSON, NO);
    Situation ada = situation(ADA, "");
    assertThat(compiler.compile(List.of(yes, no)).decide(ada).verdict().decision())
        .isEqualTo(Decision.PERMIT);
    assertThatThrownBy(
            () -> compiler.compile(List.of(yes, new StoredPolicy("no", Format.JSON, "{"))))
        .isInstanceOf(StoreException.class);
    StoredPolicy first =
        new StoredPolicy("no", Format.JSON, policy("no", "deny", "", "", "", "\"priority\": 5"));
    PolicySet changed = compiler.compile(List.of(yes, first));
    assertThat(changed.decide(ada).verdict().decision()).isEqualTo(Decision.DENY);
    assertThat(changed.decide(ada).matched().orElseThrow().priority()).isEqualTo(5);
    assertThat(compiler.compile(List.of(yes)).decide(ada).verdict().decision())
        .isEqualTo(Decision.PERMIT);
  }
}
