package dev.buntime.plugin.authz.internal.pdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.jsonc.JsoncException;
import dev.buntime.plugin.authz.internal.attributes.Attribute;
import dev.buntime.plugin.authz.internal.attributes.Category;
import dev.buntime.plugin.authz.internal.attributes.Type;
import dev.buntime.plugin.authz.internal.attributes.Vocabulary;
import dev.buntime.plugin.authz.internal.pdp.Needs.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.Test;

/** An engine for each app decides as one for all does. */
public class SpecialisedTest {
  private static final String POLICY = "urn:oasis:names:tc:xacml:3.0:policy-combining-algorithm:";
  private static final String FIRST = "urn:oasis:names:tc:xacml:1.0:policy-combining-algorithm:";
  private static final List<String> ALGORITHMS =
      List.of(
          POLICY + "deny-overrides",
          POLICY + "permit-overrides",
          POLICY + "ordered-deny-overrides",
          POLICY + "ordered-permit-overrides",
          POLICY + "deny-unless-permit",
          POLICY + "permit-unless-deny",
          FIRST + "first-applicable",
          FIRST + "only-one-applicable");

  /**
   * Some of them cannot be decided for a request without a claim, or with a claim of two values.
   */
  private static final List<String> RESOURCES =
      List.of(
          "[]",
          "[{\"app\":\"a\"}]",
          "[{\"app\":\"b\"}]",
          "[{\"app\":\"a\"},{\"app\":\"b\",\"path\":\"/x*\"}]",
          "[{\"app\":\"a*\"}]",
          "[{\"app\":\"c\"},{\"path\":\"/x\"}]",
          "[{\"app\":\"c\",\"owner\":\"$subject\"}]",
          "[{\"type\":\"runner\"}]",
          "[{\"path\":\"/x\"}]",
          "[{\"path\":\"/*\"}]",
          "[{\"path\":\"/y*\"},{\"path\":\"/x*\"}]",
          "[{\"owner\":\"ada\"}]",
          "[{\"owner\":\"bob\",\"app\":\"a\"}]");

  @Test
  public void decide_isTheSameAsOfTheWhole() throws Exception {
    Random random = new Random(5);
    int indeterminate = 0;
    for (String algorithm : ALGORITHMS) {
      for (Decision otherwise : List.of(Decision.PERMIT, Decision.DENY, Decision.NOT_APPLICABLE)) {
        Specialised point = Specialised.of(policies(random), new Frame(algorithm, otherwise));
        for (Query query : queries()) {
          Verdict expected = point.whole().decide(query);
          Verdict actual = point.decide(query);
          assertThat(actual.decision())
              .as("%s %s", algorithm, query)
              .isEqualTo(expected.decision());
          assertThat(actual.obligations()).isEqualTo(expected.obligations());
          if (otherwise == Decision.DENY) { // to explain takes longer
            assertThat(point.explain(query).rules())
                .as("%s %s", algorithm, query)
                .isEqualTo(point.whole().explain(query).rules());
          }
          assertThat(point.decideByEach(query))
              .extracting(Verdict::decision)
              .isEqualTo(
                  IntStream.range(0, 16)
                      .mapToObj(place -> point.decideBy(place, query).decision())
                      .toList());
          indeterminate += actual.decision() == Decision.INDETERMINATE ? 1 : 0;
        }
      }
    }
    assertThat(indeterminate).isPositive();
  }

  private static List<PolicyText> policies(Random random) throws JsoncException {
    List<PolicyText> policies = new ArrayList<>();
    for (int n = 0; n < 14; n++) {
      String resources = RESOURCES.get(random.nextInt(RESOURCES.size()));
      policies.add(
          Samples.shortPolicy(
              "p" + n,
              random.nextBoolean() ? "permit" : "deny",
              resources,
              random.nextBoolean() ? ",\"obligations\":[{\"id\":\"log\"}]" : ""));
    }
    policies.add(indeterminate("i0", "a"));
    policies.add(indeterminate("i1", "d"));
    return policies;
  }

  /** A policy for one app that asks for an attribute that no request has. */
  private static PolicyText indeterminate(String id, String app) {
    String xml =
        Samples.policy(1)
            .replace("\"p1\"", "\"" + id + "\"")
            .replace("app-1", app)
            .replace(Vocabulary.RESOURCE_ID.id(), Vocabulary.APP.id());
    return new PolicyText(id, xml);
  }

  private static List<Query> queries() {
    List<Query> queries = new ArrayList<>();
    for (List<String> apps :
        List.of(
            List.<String>of(),
            List.of("a"),
            List.of("b"),
            List.of("c"),
            List.of("other"),
            List.of("a", "b"))) {
      for (String path : List.of("/x", "/y")) {
        queries.add(
            Query.builder()
                .add(Vocabulary.APP, apps)
                .add(Vocabulary.PATH, path)
                .add(Vocabulary.RESOURCE_TYPE, apps.isEmpty() ? "runner" : "app")
                .add(Vocabulary.SUBJECT_ID, "ada")
                .add(Vocabulary.OWNER, "ada")
                .build());
      }
    }
    queries.add(
        Query.builder()
            .add(new Attribute(Category.RESOURCE, Vocabulary.APP.id(), Type.INTEGER), "1")
            .build());
    return queries;
  }

  @Test
  public void needs_areTextsOfEveryAlternative() throws Exception {
    Kind app = new Kind(Vocabulary.APP, false);
    Kind path = new Kind(Vocabulary.PATH, false);
    Kind prefix = new Kind(Vocabulary.PATH, true);
    assertThat(needs("[{\"app\":\"a\"},{\"app\":\"b\",\"path\":\"/x\"}]"))
        .isEqualTo(Map.of(app, Set.of("a", "b")));
    assertThat(needs("[{\"app\":\"a\",\"path\":\"/x\"}]"))
        .isEqualTo(Map.of(app, Set.of("a"), path, Set.of("/x")));
    assertThat(needs("[{\"path\":\"/x*\"},{\"path\":\"/y*\"}]"))
        .isEqualTo(Map.of(prefix, Set.of("/x", "/y")));
    assertThat(needs("[{\"path\":\"/x\"},{\"path\":\"/y*\"}]")).isEmpty();
    assertThat(needs("[{\"app\":\"*a\"}]")).isEmpty();
    assertThat(needs("[{\"app\":\"a\"},{\"path\":\"/x\"}]")).isEmpty();
    assertThat(needs("[]")).isEmpty();
  }

  private static Map<Kind, Set<String>> needs(String resources) throws Exception {
    PolicyText text = Samples.shortPolicy("p", "permit", resources, "");
    return Needs.of(XacmlReader.policy(text).target());
  }

  @Test
  public void attributes_thatMustBePresent_areNotNeeded() throws PolicyException {
    String xml =
        indeterminate("i", "a").xml().replace("MustBePresent=\"false\"", "MustBePresent=\"true\"");
    assertThat(Needs.of(XacmlReader.policy(new PolicyText("i", xml)).target())).isEmpty();
  }

  @Test
  public void policy_thatAnotherRefersTo_staysThere() throws PolicyException {
    String set =
        """
        <PolicySet xmlns="%s" PolicySetId="set" Version="1.0" PolicyCombiningAlgId="%sfirst-applicable"><Target/>
          <PolicyIdReference>i</PolicyIdReference></PolicySet>
        """
            .formatted(Samples.NS, FIRST);
    Specialised point =
        Specialised.of(
            List.of(indeterminate("i", "a"), new PolicyText("set", set)),
            new Frame(POLICY + "deny-overrides", Decision.PERMIT));
    assertThat(point.decide(app("a")).decision()).isEqualTo(Decision.INDETERMINATE);
    assertThat(point.decide(app("b")).decision()).isEqualTo(Decision.PERMIT);
  }

  @Test
  public void decideByEach_asksEveryPolicyAlone() throws Exception {
    Specialised point =
        Specialised.of(
            List.of(
                Samples.shortPolicy("p", "permit", "[{\"app\":\"a\"}]", ""),
                Samples.shortPolicy("d", "deny", "[]", ""),
                indeterminate("i", "a"),
                Samples.shortPolicy("n", "deny", "[{\"app\":\"b\"}]", "")),
            new Frame(POLICY + "deny-overrides", Decision.PERMIT));
    List<Verdict> verdicts = point.decideByEach(app("a"));
    assertThat(verdicts)
        .extracting(Verdict::decision)
        .containsExactly(
            Decision.PERMIT, Decision.DENY, Decision.INDETERMINATE, Decision.NOT_APPLICABLE);
    assertThat(verdicts.get(2).missing()).isNotEmpty();
  }

  @Test
  public void applicable_areThosePoliciesThatDoNotStandAside() throws Exception {
    Specialised point =
        Specialised.of(
            List.of(
                Samples.shortPolicy("n", "deny", "[{\"app\":\"b\"}]", ""),
                Samples.shortPolicy("p", "permit", "[{\"app\":\"a\"}]", ""),
                Samples.shortPolicy("d", "deny", "[{\"app\":\"a*\"}]", "")),
            new Frame(POLICY + "deny-overrides", Decision.PERMIT));
    assertThat(point.applicable(point.decide(app("a")))).containsExactly(1, 2);
    assertThat(point.applicable(point.decide(app("c")))).isEmpty();
    assertThat(point.possible(app("a"))).containsExactly(1, 2);
  }

  @Test
  public void next_takesOverWhatDidNotChange_andDecidesByWhatDid() throws Exception {
    PolicyText kept = Samples.shortPolicy("k", "permit", "[{\"app\":\"a\"}]", "");
    Specialised point =
        Specialised.of(
            List.of(
                kept,
                Samples.shortPolicy("c", "deny", "[{\"app\":\"b\"}]", ""),
                Samples.shortPolicy("g", "permit", "[{\"app\":\"g\"}]", "")),
            new Frame(POLICY + "deny-overrides", Decision.DENY));
    Specialised next =
        point.next(List.of(Samples.shortPolicy("c", "permit", "[{\"app\":\"b\"}]", ""), kept));
    assertThat(point.decide(app("b")).decision()).isEqualTo(Decision.DENY);
    assertThat(next.decide(app("b")).decision()).isEqualTo(Decision.PERMIT);
    assertThat(next.decide(app("a")).decision()).isEqualTo(Decision.PERMIT);
    assertThat(next.decide(app("g")).decision()).isEqualTo(Decision.DENY);
    assertThat(next.applicable(next.decide(app("a")))).containsExactly(1);
    assertThatThrownBy(() -> next.next(List.of(kept, new PolicyText("x", "<Policy/>"))))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("x:1");
  }

  @Test
  public void policies_withIdsOfTheFrame_areRefused() {
    for (String id : Frame.IDS) {
      PolicyText policy =
          new PolicyText("p", indeterminate("p", "a").xml().replace("\"p\"", "\"" + id + "\""));
      assertThatThrownBy(() ->
              Specialised.of(List.of(policy), new Frame(POLICY + "deny-overrides", Decision.DENY)))
          .isInstanceOf(PolicyException.class)
          .hasMessage(
              "p: the id %s is of what all policies are combined in; choose another one", id);
    }
  }

  @Test
  public void twoVersionsOfAPolicy_areRefusedByName() {
    String other = indeterminate("p", "b").xml().replace("Version=\"1.0\"", "Version=\"2.0\"");
    List<PolicyText> policies = List.of(indeterminate("p", "a"), new PolicyText("p2", other));
    assertThatThrownBy(
            () -> Specialised.of(policies, new Frame(POLICY + "deny-overrides", Decision.DENY)))
        .isInstanceOf(PolicyException.class)
        .hasMessage("p2: another document has the id p as well; choose another one");
  }

  @Test
  public void frame_withUnknownAlgorithm_isRefused() {
    List<PolicyText> policies = List.of(indeterminate("p", "a"));
    assertThatThrownBy(() -> Specialised.of(policies, new Frame("urn:nothing", Decision.DENY)))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("urn:nothing");
  }

  @Test
  public void noPolicies_areCombinedAsTheAlgorithmSays() throws PolicyException {
    Specialised deny =
        Specialised.of(List.of(), new Frame(POLICY + "deny-unless-permit", Decision.PERMIT));
    assertThat(deny.decide(app("a")).decision()).isEqualTo(Decision.DENY);
    Specialised permit =
        Specialised.of(List.of(), new Frame(POLICY + "permit-unless-deny", Decision.DENY));
    assertThat(permit.decide(app("a")).decision()).isEqualTo(Decision.PERMIT);
  }

  @Test
  public void noPolicies_leaveTheDefault() throws PolicyException {
    Specialised point =
        Specialised.of(List.of(), new Frame(POLICY + "deny-overrides", Decision.DENY));
    assertThat(point.decide(app("a")).decision()).isEqualTo(Decision.DENY);
    assertThat(point.whole().explain(app("a")).rules())
        .containsExactly(new Verdict.AppliedRule(Frame.DEFAULT, "default"));
  }

  private static Query app(String name) {
    return Query.builder().add(Vocabulary.APP, name).build();
  }
}
