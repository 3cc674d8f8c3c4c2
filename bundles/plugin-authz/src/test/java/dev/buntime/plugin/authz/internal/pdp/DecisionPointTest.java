package dev.buntime.plugin.authz.internal.pdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.buntime.plugin.authz.internal.attributes.Attribute;
import dev.buntime.plugin.authz.internal.attributes.Category;
import dev.buntime.plugin.authz.internal.attributes.Type;
import dev.buntime.plugin.authz.internal.attributes.Vocabulary;
import dev.buntime.plugin.authz.internal.pdp.Reads.Reference;
import dev.buntime.plugin.authz.internal.pdp.Verdict.AppliedPolicy;
import dev.buntime.plugin.authz.internal.pdp.Verdict.AppliedRule;
import dev.buntime.plugin.authz.internal.pdp.Verdict.Assignment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Response;
import org.junit.Test;

/** What a decision point promises beyond the conformance suite. */
public class DecisionPointTest {
  private static final Attribute ROLE = new Attribute(Category.SUBJECT, "role", Type.STRING);

  @Test
  public void decide_fromManyThreadsAtOnce_givesEveryoneTheRightAnswer() throws Exception {
    DecisionPoint point = point(Samples.policySet(100), "root");
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (int n = 0; n < 4_000; n++) {
      int app = n % 100;
      boolean isAllowed = n % 3 == 0;
      Query query = query("role-" + (isAllowed ? app : app + 1), "app-" + app);
      Decision expected = isAllowed ? Decision.PERMIT : Decision.DENY;
      tasks.add(() -> point.decide(query).decision() == expected);
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Boolean> answer : threads.invokeAll(tasks)) {
        assertThat(answer.get()).isTrue();
      }
    }
  }

  @Test
  public void decide_whenNoPolicyIsFor_isNotApplicable() throws PolicyException {
    Verdict verdict = point(Samples.policySet(3), "root").decide(query("role-1", "app-9"));
    assertThat(verdict.decision()).isEqualTo(Decision.NOT_APPLICABLE);
    assertThat(verdict.status()).isEqualTo(Verdict.OK);
    assertThat(verdict.message()).isEmpty();
    assertThat(verdict.policies()).isEmpty();
  }

  @Test
  public void explain_namesPoliciesAndRules_andNoAdviceOfItsOwn() throws PolicyException {
    DecisionPoint point = point(Samples.policySet(3), "root");
    Verdict permitted = point.explain(query("role-1", "app-1"));
    assertThat(permitted.decision()).isEqualTo(Decision.PERMIT);
    assertThat(permitted.policies())
        .contains(new AppliedPolicy("p1", "1.0"))
        .doesNotContain(new AppliedPolicy("p2", "1.0"));
    assertThat(permitted.rules()).containsExactly(new AppliedRule("p1", "permit-role"));
    assertThat(permitted.advice()).isEmpty();
    Verdict denied = point.explain(query("guest", "app-2"));
    assertThat(denied.decision()).isEqualTo(Decision.DENY);
    assertThat(denied.rules()).containsExactly(new AppliedRule("p2", "deny-rest"));
  }

  @Test
  public void decide_whenAttributeIsMissing_namesIt() throws PolicyException {
    Query anonymous = Query.builder().add(Vocabulary.RESOURCE_ID, "app-1").build();
    Verdict verdict = point(Samples.policySet(3), "root").decide(anonymous);
    assertThat(verdict.decision()).isEqualTo(Decision.INDETERMINATE);
    assertThat(verdict.status()).endsWith("status:missing-attribute");
    assertThat(verdict.missing()).containsExactly(Reference.of(ROLE));
    assertThat(verdict.message()).contains("Missing named Attribute");
  }

  @Test
  public void decide_withObligationAndAdvice_givesThemWithTheirValues() throws PolicyException {
    Verdict verdict = point(Samples.instructing(), "instructing").decide(query("x", "y"));
    assertThat(verdict.obligations()).hasSize(1);
    assertThat(verdict.obligations().getFirst().id()).isEqualTo("urn:o");
    assertThat(verdict.obligations().getFirst().attributes())
        .containsExactly(new Assignment("level", Type.INTEGER.id(), "7"));
    assertThat(verdict.advice()).hasSize(1);
    assertThat(verdict.advice().getFirst().id()).isEqualTo("urn:a");
  }

  @Test
  public void decide_withValueThatIsNotOfItsType_isIndeterminate() throws PolicyException {
    Attribute level = Vocabulary.claim("level", Type.INTEGER);
    String bag =
        """
        <Apply FunctionId="urn:oasis:names:tc:xacml:1.0:function:integer-one-and-only">
          <AttributeDesignator Category="%s" AttributeId="%s" DataType="%s" MustBePresent="true"/>
        </Apply>\
        """
            .formatted(level.category().id(), level.id(), level.type().id());
    DecisionPoint point = condition("integer-greater-than", bag, Samples.integer("3"));
    assertThat(point.decide(Query.builder().add(level, "4").build()).decision())
        .isEqualTo(Decision.PERMIT);
    Verdict verdict = point.decide(Query.builder().add(level, "four").build());
    assertThat(verdict.decision()).isEqualTo(Decision.INDETERMINATE);
    assertThat(verdict.status()).endsWith("status:syntax-error");
    assertThat(verdict.message()).contains("four");
  }

  @Test
  public void decide_withAttributeOfAnotherType_isAsWithoutIt() throws PolicyException {
    Attribute number = new Attribute(Category.SUBJECT, "role", Type.INTEGER);
    Query query = Query.builder().add(number, "5").add(Vocabulary.RESOURCE_ID, "app-1").build();
    Verdict verdict = point(Samples.policySet(3), "root").decide(query);
    assertThat(verdict.missing()).containsExactly(Reference.of(ROLE));
  }

  @Test
  public void reads_areTheAttributesThatPoliciesName() throws PolicyException {
    Reads reads = point(Samples.policySet(3), "root").reads();
    assertThat(reads.attributes())
        .containsExactlyInAnyOrder(Reference.of(ROLE), Reference.of(Vocabulary.RESOURCE_ID));
    assertThat(reads.names(Vocabulary.RESOURCE_ID)).isTrue();
    assertThat(reads.names(Vocabulary.PATH)).isFalse();
    assertThat(reads.content()).isFalse();
    assertThat(point(Samples.selecting(), "selecting").reads().content()).isTrue();
  }

  @Test
  public void of_onThreadWithoutContextClassLoader_givesItsOwnBack() throws PolicyException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(null);
    try {
      assertThat(point(Samples.policySet(1), "root").decide(query("role-0", "app-0")).decision())
          .isEqualTo(Decision.PERMIT);
      assertThat(thread.getContextClassLoader()).isNull();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  public void regexp_thatExplodes_takesLinearTime() throws PolicyException {
    DecisionPoint point = point(Samples.regexpPolicy("^(a+)+$"), "regexp");
    assertThat(point.decide(query("x", "a".repeat(10_000) + "!")).decision())
        .isEqualTo(Decision.DENY);
    assertThat(point.decide(query("x", "a".repeat(10_000))).decision()).isEqualTo(Decision.PERMIT);
  }

  @Test
  public void regexp_notAnchored_matchesInside() throws PolicyException {
    assertThat(point(Samples.regexpPolicy("dmi"), "regexp").decide(query("x", "admin")).decision())
        .isEqualTo(Decision.PERMIT);
  }

  @Test
  public void policy_withBadRegexp_isRefused() {
    assertThatThrownBy(() -> point(Samples.regexpPolicy("("), "regexp"))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("error parsing regexp");
  }

  @Test(timeout = 60_000)
  public void regexp_thatIsTooLarge_isRefusedOrIndeterminate() throws PolicyException {
    String bomb = "((a{1000}){1000}){1000}";
    assertThatThrownBy(() -> point(Samples.regexpPolicy(bomb), "regexp"))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("more than 10000 parts");
    String id =
        """
        <Apply FunctionId="urn:oasis:names:tc:xacml:1.0:function:string-one-and-only">
          <AttributeDesignator Category="%s" AttributeId="%s" DataType="%s" MustBePresent="true"/>
        </Apply>\
        """
            .formatted(
                Vocabulary.RESOURCE_ID.category().id(),
                Vocabulary.RESOURCE_ID.id(),
                Vocabulary.RESOURCE_ID.type().id());
    Verdict verdict = condition("string-regexp-match", id, id).decide(query("x", bomb));
    assertThat(verdict.decision()).isEqualTo(Decision.INDETERMINATE);
    assertThat(verdict.message()).contains("more than 10000 parts");
  }

  @Test
  public void policy_withNestedCharacterClass_isRefused() {
    assertThatThrownBy(() -> point(Samples.regexpPolicy("[a-z-[aeiou]]"), "regexp"))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("a character class in another");
  }

  @Test
  public void policy_withDoctype_isRefused() {
    String attack =
        "<!DOCTYPE Policy [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + Samples.policy(1);
    assertThatThrownBy(() -> point(attack, "p1"))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("DOCTYPE");
  }

  @Test
  public void policy_outsideTheSchema_isRefusedWithDocumentAndPlace() {
    String wrong = Samples.policy(1).replace("Effect=\"Deny\"", "Effect=\"Maybe\"");
    PolicyException refusal = catchThrowableOfType(PolicyException.class, () -> point(wrong, "p1"));
    assertThat(refusal.document()).isEqualTo("document");
    assertThat(refusal.line()).isEqualTo(15);
    assertThat(refusal.column()).isPositive();
    assertThat(refusal).hasMessageStartingWith("document:15:").hasMessageContaining("Maybe");
  }

  @Test
  public void policy_withUnknownFunction_isRefusedWithDocument() {
    String wrong = Samples.policy(1).replace("function:string-is-in", "function:string-is-on");
    PolicyException refusal = catchThrowableOfType(PolicyException.class, () -> point(wrong, "p1"));
    assertThat(refusal.document()).isEqualTo("document");
    assertThat(refusal).hasMessageContaining("string-is-on");
  }

  @Test
  public void policySet_withUnknownReference_isRefused() {
    String dangling =
        """
        <PolicySet xmlns="%s" PolicySetId="root" Version="1.0"
            PolicyCombiningAlgId="urn:oasis:names:tc:xacml:3.0:policy-combining-algorithm:deny-overrides"><Target/>
          <PolicyIdReference>http://127.0.0.1:9/elsewhere.xml</PolicyIdReference></PolicySet>
        """
            .formatted(Samples.NS);
    assertThatThrownBy(() -> point(dangling, "root"))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("elsewhere");
  }

  @Test
  public void documents_withOneIdAndVersion_areRefused() {
    PolicyText one = new PolicyText("one", Samples.policy(1));
    PolicyText two = new PolicyText("two", Samples.policy(1));
    assertThatThrownBy(() -> DecisionPoint.of(List.of(one, two), "p1"))
        .isInstanceOf(PolicyException.class)
        .hasMessage("two: another document has the id p1 and the version 1.0 as well");
  }

  @Test
  public void root_thatIsNotThere_isRefused() {
    assertThatThrownBy(() -> point(Samples.policy(1), "p2"))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("p2");
  }

  @Test
  public void integers_beyondLong_areExact() throws PolicyException {
    String sum =
        "<Apply FunctionId=\"urn:oasis:names:tc:xacml:1.0:function:integer-add\">"
            + Samples.integer("9223372036854775807")
            + Samples.size()
            + "</Apply>";
    assertThat(permits(condition("integer-greater-than", sum, Samples.integer("0")))).isTrue();
    assertThat(
            permits(condition("integer-less-than", Samples.size(), Samples.integer("3000000000"))))
        .isTrue();
  }

  @Test(timeout = 60_000)
  public void variables_thatGrow_makeTheDecisionIndeterminate() throws PolicyException {
    String text = "<AttributeValue DataType=\"%s\">a</AttributeValue>".formatted(Type.STRING.id());
    Verdict longText =
        growing(text, "urn:oasis:names:tc:xacml:2.0:function:string-concatenate", "string")
            .decide(query("x", "y"));
    assertThat(longText.decision()).isEqualTo(Decision.INDETERMINATE);
    assertThat(longText.message()).contains("more than 100000 characters");
    Verdict large =
        growing(
                Samples.integer("1000000000"),
                "urn:oasis:names:tc:xacml:1.0:function:integer-multiply",
                "integer")
            .decide(query("x", "y"));
    assertThat(large.decision()).isEqualTo(Decision.INDETERMINATE);
    assertThat(large.message()).contains("more than 10000 bits");
  }

  /** A policy with variables of which each is made of ten of the one before. */
  private static DecisionPoint growing(String first, String function, String type)
      throws PolicyException {
    StringBuilder variables = new StringBuilder();
    variables.append(
        "<VariableDefinition VariableId=\"v0\">%s</VariableDefinition>".formatted(first));
    for (int n = 1; n <= 9; n++) {
      variables.append(
          "<VariableDefinition VariableId=\"v%d\"><Apply FunctionId=\"%s\">%s</Apply></VariableDefinition>"
              .formatted(
                  n,
                  function,
                  "<VariableReference VariableId=\"v%d\"/>".formatted(n - 1).repeat(10)));
    }
    String last = "<VariableReference VariableId=\"v9\"/>";
    String policy = Samples.conditionPolicy(type + "-equal", last, last);
    return point(policy.replaceFirst("<Target/>", "<Target/>" + variables), "condition");
  }

  @Test
  public void concatenation_isOfAllItsTexts() throws PolicyException {
    String text = "<AttributeValue DataType=\"%s\">%s</AttributeValue>";
    String made =
        "<Apply FunctionId=\"urn:oasis:names:tc:xacml:2.0:function:string-concatenate\">"
            + text.formatted(Type.STRING.id(), "a")
            + text.formatted(Type.STRING.id(), "b")
            + text.formatted(Type.STRING.id(), "c")
            + "</Apply>";
    assertThat(permits(condition("string-equal", made, text.formatted(Type.STRING.id(), "abc"))))
        .isTrue();
  }

  @Test
  public void addressInRange_comparesAddresses() throws PolicyException {
    DecisionPoint point = point(Samples.addressPolicy("10.0.0.0/8"), "address");
    assertThat(decideFrom(point, "10.20.30.40")).isEqualTo(Decision.PERMIT);
    assertThat(decideFrom(point, "11.0.0.1")).isEqualTo(Decision.DENY);
    assertThat(decideFrom(point, "::1")).isEqualTo(Decision.DENY);
    assertThat(decideFrom(point, "unknown")).isEqualTo(Decision.DENY);
    assertThat(decideFrom(point(Samples.addressPolicy("2001:db8::/32"), "address"), "2001:db8::7"))
        .isEqualTo(Decision.PERMIT);
  }

  @Test
  public void policy_withBadRange_isRefused() {
    assertThatThrownBy(() -> point(Samples.addressPolicy("10.0.0.0/33"), "address"))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("10.0.0.0/33");
  }

  @Test
  public void decideXml_withDoctype_isSyntaxError() throws PolicyException {
    String attack =
        "<!DOCTYPE Request [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + Samples.request("a", "b");
    assertThat(point(Samples.policySet(1), "root").decideXml(attack))
        .contains("<Decision>Indeterminate", "status:syntax-error", "DOCTYPE");
  }

  @Test
  public void decideXml_withWhatIsNoRequest_isSyntaxError() throws PolicyException {
    DecisionPoint point = point(Samples.policySet(1), "root");
    assertThat(point.decideXml("{}")).contains("<Decision>Indeterminate", "status:syntax-error");
    assertThat(point.decideXml(Samples.policy(1))).contains("not a Request");
  }

  @Test
  public void decideXml_withRepeatedCategory_givesOneResultEach() throws PolicyException {
    String second =
        """
        <Attributes Category="urn:oasis:names:tc:xacml:3.0:attribute-category:resource">
          <Attribute AttributeId="urn:oasis:names:tc:xacml:1.0:resource:resource-id" IncludeInResult="true">
            <AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">app-2</AttributeValue></Attribute></Attributes>
        </Request>\
        """;
    String request = Samples.request("role-1", "app-1").replace("</Request>", second);
    assertThat(point(Samples.policySet(3), "root").decideXml(request))
        .contains("<Decision>Permit", "<Decision>Deny");
  }

  @Test
  public void decideXml_withRequestReferences_givesOneResultEach() throws PolicyException {
    assertThat(point(Samples.policySet(3), "root").decideXml(Samples.references("false")))
        .contains("<Decision>Permit", "<Decision>Deny");
  }

  @Test
  public void decideXml_combined_whenDecisionsDiffer_isIndeterminate() throws PolicyException {
    assertThat(point(Samples.policySet(3), "root").decideXml(Samples.references("true")))
        .contains("<Decision>Indeterminate", "differ")
        .doesNotContain("Permit");
  }

  private static boolean permits(DecisionPoint point) {
    return point.decide(query("x", "y")).decision() == Decision.PERMIT;
  }

  private static Decision decideFrom(DecisionPoint point, String address) {
    return point.decide(Query.builder().add(Vocabulary.ADDRESS, address).build()).decision();
  }

  private static Query query(String role, String resource) {
    return Query.builder().add(ROLE, role).add(Vocabulary.RESOURCE_ID, resource).build();
  }

  private static DecisionPoint condition(String function, String left, String right)
      throws PolicyException {
    return point(Samples.conditionPolicy(function, left, right), "condition");
  }

  private static DecisionPoint point(String xml, String root) throws PolicyException {
    return DecisionPoint.of(List.of(new PolicyText("document", xml)), root);
  }

  @Test
  public void decisions_thatTakeForEver_areIndeterminate_whileOthersAreDecided() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Response late =
        BoundedTime.decide(() -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return MultipleDecisions.syntaxError("the latch went down");
        });
    assertThat(XacmlWriter.write(late)).contains("Indeterminate", "an XPath takes longer than 2 s");
    assertThat(
            point(Samples.selecting(), "selecting")
                .decideXml(withContent("<record xmlns=\"\"><open>yes</open></record>")))
        .contains("<Decision>Permit</Decision>");
  }

  @Test
  public void xpath_thatIsNotPlain_isRefused() throws Exception {
    String slow = "for $a in 1 to 100000, $b in 1 to 100000 return $a";
    assertThatThrownBy(
            () -> point(Samples.selecting().replace("/record/open/text()", slow), "selecting"))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("document:9:")
        .hasMessageContaining("is not a plain path");
    String value =
        "<AttributeValue DataType=\"urn:oasis:names:tc:xacml:3.0:data-type:xpathExpression\""
            + " XPathCategory=\"urn:oasis:names:tc:xacml:3.0:attribute-category:resource\">%s</AttributeValue>";
    assertThatThrownBy(
            () -> condition("xpath-node-equal", value.formatted(slow), value.formatted("/a")))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("is not a plain path");
    String request =
        withContent("<record xmlns=\"\"/>")
            .replace(
                "</Content>",
                "</Content><Attribute AttributeId=\"urn:x\" IncludeInResult=\"false\">%s</Attribute>"
                    .formatted(value.formatted(slow)));
    assertThat(point(Samples.selecting(), "selecting").decideXml(request))
        .contains("<Decision>Indeterminate", "status:syntax-error", "is not a plain path");
  }

  @Test
  public void policy_withElementsTooDeep_isRefused() {
    String deep = "<Apply FunctionId=\"urn:oasis:names:tc:xacml:1.0:function:not\">";
    assertThatThrownBy(() -> condition("not", deep.repeat(5000) + "</Apply>".repeat(5000), ""))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("has a depth of");
  }

  private static String withContent(String content) {
    return """
    <Request xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" CombinedDecision="false" ReturnPolicyIdList="false">
      <Attributes Category="urn:oasis:names:tc:xacml:3.0:attribute-category:resource"><Content>%s</Content></Attributes>
    </Request>
    """
        .formatted(content);
  }
}
