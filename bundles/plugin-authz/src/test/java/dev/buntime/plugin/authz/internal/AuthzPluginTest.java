package dev.buntime.plugin.authz.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.HeaderChange;
import dev.buntime.plugin.Identity;
import dev.buntime.plugin.PluginContext;
import dev.buntime.plugin.authz.internal.admin.NotReadyException;
import dev.buntime.plugin.authz.internal.set.PolicySet;
import dev.buntime.plugin.authz.internal.store.Format;
import dev.buntime.plugin.authz.internal.store.SetCheck;
import dev.buntime.plugin.authz.internal.store.StoreException;
import dev.buntime.plugin.authz.internal.store.StoredPolicy;
import dev.buntime.runtime.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What becomes of requests. */
public class AuthzPluginTest {
  /** A Wednesday. */
  private static final Instant NOW = Instant.parse("2030-01-02T12:00:00Z");

  private static final String ADMINS =
      policy("admins", "permit", "{\"role\": \"admin\"}", "", "", "");
  private static final String PUBLIC =
      policy("public", "permit", "", "{\"app\": \"shop\", \"path\": \"/public/*\"}", "", "");

  static {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(30)); // others use the machine, too
  }

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private AuthzPlugin plugin =
      new AuthzPlugin(AuthzOptions.of(Map.of()), Path.of(""), Path.of(""), () -> NOW);

  @After
  public void stop() {
    plugin.stop();
  }

  private static String policy(
      String id, String effect, String subjects, String resources, String actions, String more) {
    return "{\"id\": \"%s\", \"effect\": \"%s\", \"subjects\": [%s], \"resources\": [%s], \"actions\": [%s]%s}"
        .formatted(id, effect, subjects, resources, actions, more.isEmpty() ? "" : ", " + more);
  }

  private static String withObligations(String obligations) {
    return policy("p", "permit", "", "", "", "\"obligations\": [" + obligations + "]");
  }

  private void start(Map<String, Object> options, String... policies) throws InterruptedException {
    start("production", options, policies);
  }

  private void start(String mode, Map<String, Object> options, String... policies)
      throws InterruptedException {
    Map<String, Object> properties = new HashMap<>(Map.of("store", "memory"));
    properties.putAll(options);
    if (policies.length > 0) {
      properties.put("policies", policies);
    }
    plugin =
        new AuthzPlugin(
            AuthzOptions.of(properties),
            folder.getRoot().toPath().resolve("buntime.jsonc"),
            folder.getRoot().toPath(),
            () -> NOW);
    plugin.onInit(context(mode));
  }

  private static PluginContext context(String mode) {
    return new PluginContext() {
      @Override
      public String name() {
        return AuthzPlugin.NAME;
      }

      @Override
      public Map<String, Object> options() {
        return Map.of();
      }

      @Override
      public String mode() {
        return mode;
      }

      @Override
      public String runnerVersion() {
        return "1";
      }
    };
  }

  private static FakeRequest get(String app, String inside) {
    return FakeRequest.toApp("GET", app, inside);
  }

  private boolean passes(FakeRequest request) {
    return plugin.onRequest(request) instanceof Decision.Pass;
  }

  private String refusal(FakeRequest request) {
    return refused(request).detail();
  }

  private Decision.Refuse refused(FakeRequest request) {
    return (Decision.Refuse) plugin.onRequest(request);
  }

  /** The answer to a request, of which the app sends some fields. */
  private FakeAnswer answer(FakeRequest request, int status, String... fields) {
    Decision.Pass pass = (Decision.Pass) plugin.onRequest(request);
    FakeAnswer answer = new FakeAnswer(request.withAttributes(pass.attributes()), status);
    for (int i = 0; i < fields.length; i += 2) {
      answer.setHeader(fields[i], fields[i + 1]);
    }
    plugin.onResponse(answer);
    return answer;
  }

  @Test
  public void noPolicies_letNobodyPass() throws Exception {
    start(Map.of());
    assertThat(refusal(get("shop", "/"))).isEqualTo("No policy allows this.");
    assertThat(refusal(get("shop", "/").by("ada", "admin"))).isEqualTo("No policy allows this.");
  }

  @Test
  public void defaultEffect_permit_letsPassWhatNoPolicyIsFor() throws Exception {
    start(
        Map.of("defaultEffect", "permit"),
        policy("no-shop", "deny", "", "{\"app\": \"shop\"}", "", ""));
    assertThat(passes(get("blog", "/"))).isTrue();
    assertThat(refused(get("shop", "/")).code()).isEqualTo(ErrorCode.FORBIDDEN);
  }

  @Test
  public void policy_permitsWhomItIsFor() throws Exception {
    start(Map.of(), ADMINS, PUBLIC);
    assertThat(passes(get("shop", "/orders").by("ada", "admin"))).isTrue();
    assertThat(passes(get("shop", "/orders").by("bob", "user"))).isFalse();
    assertThat(passes(get("shop", "/orders"))).isFalse();
    assertThat(passes(get("shop", "/public/logo.png"))).isTrue();
    assertThat(passes(get("blog", "/public/logo.png"))).isFalse();
  }

  @Test
  public void subject_isTheIdentity() throws Exception {
    start(
        Map.of(),
        policy("id", "permit", "{\"id\": \"ada\"}", "{\"path\": \"/id\"}", "", ""),
        policy("role", "permit", "{\"role\": \"dev-*\"}", "{\"path\": \"/role\"}", "", ""),
        policy("group", "permit", "{\"group\": \"red\"}", "{\"path\": \"/group\"}", "", ""),
        policy(
            "claim",
            "permit",
            "{\"claim\": {\"name\": \"level\", \"operator\": \"gt\", \"value\": 3}}",
            "{\"path\": \"/claim\"}",
            "",
            ""),
        policy("nobody", "permit", "{\"id\": \"anonymous\"}", "{\"path\": \"/nobody\"}", "", ""));
    Identity ada =
        new Identity("ada", "", "", Set.of("dev-lead"), Set.of("red"), Map.of("level", 4));
    for (String path : List.of("/id", "/role", "/group", "/claim")) {
      assertThat(passes(get("a", path).by(ada))).as(path).isTrue();
      assertThat(passes(get("a", path).by("bob"))).as(path).isFalse();
      assertThat(passes(get("a", path))).as(path).isFalse();
    }
    assertThat(passes(get("a", "/nobody"))).isTrue();
    assertThat(passes(get("a", "/nobody").by(ada))).isFalse();
  }

  @Test
  public void identity_isWhatPluginsFoundOut_andNotWhatAClientSays() throws Exception {
    start(Map.of(), ADMINS);
    String forged = "{\"sub\":\"eve\",\"roles\":[\"admin\"]}";
    assertThat(passes(get("shop", "/").with("X-Identity", forged))).isFalse();
    assertThat(passes(get("shop", "/").with("X-Identity", "no JSON").by("ada", "admin"))).isTrue();
  }

  @Test
  public void resource_isAppVersionPathAndOwner() throws Exception {
    start(
        Map.of("owners.documents", "/users/{owner}/**"),
        policy("own", "permit", "", "{\"app\": \"documents\", \"owner\": \"$subject\"}", "", ""),
        policy(
            "version",
            "permit",
            "",
            "",
            "",
            "\"conditions\": [{\"custom\": {\"expression\": \"resource.version == '1.2.3' && resource.path == '/v'\"}}]"),
        policy("root", "permit", "", "{\"app\": \"home\", \"path\": \"/\"}", "", ""),
        policy("index", "permit", "", "{\"type\": \"runner\", \"path\": \"/\"}", "", ""));
    assertThat(passes(get("documents", "/users/ada/1").by("ada"))).isTrue();
    assertThat(passes(get("documents", "/users/ada").by("ada"))).isTrue();
    assertThat(passes(get("documents", "/users/ada/1").by("bob"))).isFalse();
    assertThat(passes(get("documents", "/ada").by("ada"))).isFalse();
    assertThat(passes(get("other", "/users/ada/1").by("ada"))).isFalse();
    assertThat(passes(get("any", "/v"))).isTrue();
    assertThat(passes(get("home", ""))).isTrue();
    assertThat(passes(get("home", "/"))).isTrue();
    assertThat(passes(get("home", "/x"))).isFalse();
    assertThat(passes(FakeRequest.toRunner("GET", "/"))).isTrue();
    assertThat(passes(FakeRequest.toRunner("GET", "/nothing"))).isFalse();
  }

  @Test
  public void action_isMethodAndOperation() throws Exception {
    start(
        Map.of(),
        policy("get", "permit", "", "{\"path\": \"/m\"}", "{\"method\": \"get\"}", ""),
        policy("update", "permit", "", "{\"path\": \"/o\"}", "{\"operation\": \"update\"}", ""));
    assertThat(passes(FakeRequest.toApp("GET", "a", "/m"))).isTrue();
    assertThat(passes(FakeRequest.toApp("get", "a", "/m"))).isTrue();
    assertThat(passes(FakeRequest.toApp("POST", "a", "/m"))).isFalse();
    assertThat(passes(FakeRequest.toApp("PUT", "a", "/o"))).isTrue();
    assertThat(passes(FakeRequest.toApp("PATCH", "a", "/o"))).isTrue();
    assertThat(passes(FakeRequest.toApp("GET", "a", "/o"))).isFalse();
  }

  @Test
  public void environment_isAddressTimeAndUserAgent() throws Exception {
    start(
        Map.of(),
        policy(
            "net",
            "permit",
            "",
            "{\"path\": \"/net\"}",
            "",
            "\"conditions\": [{\"ip\": {\"cidr\": \"10.0.0.0/8\"}}]"),
        policy(
            "noon",
            "permit",
            "",
            "{\"path\": \"/noon\"}",
            "",
            "\"conditions\": [{\"time\": {\"after\": \"11:00\", \"before\": \"13:00\", \"zone\": \"UTC\"}}]"),
        policy(
            "night",
            "permit",
            "",
            "{\"path\": \"/night\"}",
            "",
            "\"conditions\": [{\"time\": {\"after\": \"22:00\", \"before\": \"06:00\", \"zone\": \"UTC\"}}]"),
        policy(
            "curl",
            "permit",
            "",
            "{\"path\": \"/curl\"}",
            "",
            "\"conditions\": [{\"custom\": {\"expression\": \"environment.userAgent startsWith 'curl/'\"}}]"));
    assertThat(passes(get("a", "/net").from("10.1.2.3"))).isTrue();
    assertThat(passes(get("a", "/net").from("11.1.2.3"))).isFalse();
    assertThat(passes(get("a", "/net").fromNowhere())).isFalse();
    assertThat(passes(get("a", "/net").with("X-Forwarded-For", "10.1.2.3"))).isFalse();
    assertThat(passes(get("a", "/net").with("X-Real-IP", "10.1.2.3"))).isFalse();
    assertThat(passes(get("a", "/noon"))).isTrue();
    assertThat(passes(get("a", "/night"))).isFalse();
    assertThat(passes(get("a", "/curl").with("User-Agent", "curl/8"))).isTrue();
    assertThat(passes(get("a", "/curl").with("User-Agent", "wget"))).isFalse();
    assertThat(passes(get("a", "/curl"))).isFalse();
  }

  @Test
  public void refusal_namesThePolicy_andItsReasonInDevelopmentOnly() throws Exception {
    String deny =
        policy(
            "no-shop",
            "deny",
            "",
            "{\"app\": \"shop\"}",
            "",
            "\"description\": \"The shop is closed\"");
    start("production", Map.of(), deny);
    assertThat(refusal(get("shop", "/"))).isEqualTo("The policy 'no-shop' does not allow this.");
    stop();
    start("staging", Map.of(), deny);
    assertThat(refusal(get("shop", "/"))).isEqualTo("The policy 'no-shop' does not allow this.");
    stop();
    start("development", Map.of(), deny);
    assertThat(refusal(get("shop", "/")))
        .isEqualTo("The policy 'no-shop' does not allow this. The shop is closed.");
  }

  @Test
  public void whatCannotBeDecided_isRefused() throws Exception {
    start("development", Map.of("store", "file"));
    var _ =
        plugin
            .store()
            .create(
                new StoredPolicy("needs", Format.XACML, NEEDS_A_CLEARANCE), "ada", SetCheck.none());
    assertThat(refusal(get("shop", "/").by("ada")))
        .startsWith("It cannot be found out whether the policies allow this.")
        .contains("It needs urn:example:clearance.");
    stop();
    start("production", Map.of("store", "file"));
    assertThat(refusal(get("shop", "/").by("ada")))
        .isEqualTo("It cannot be found out whether the policies allow this.");
  }

  private static final String NEEDS_A_CLEARANCE =
      """
      <Policy xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" PolicyId="needs" Version="1.0"
          RuleCombiningAlgId="urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides">
        <Target/>
        <Rule RuleId="r" Effect="Permit"><Condition>
          <Apply FunctionId="urn:oasis:names:tc:xacml:1.0:function:string-is-in">
            <AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">high</AttributeValue>
            <AttributeDesignator Category="urn:oasis:names:tc:xacml:1.0:subject-category:access-subject"
                AttributeId="urn:example:clearance" DataType="http://www.w3.org/2001/XMLSchema#string"
                MustBePresent="true"/>
          </Apply></Condition></Rule>
      </Policy>
      """;

  @Test
  public void combiningAlgorithm_saysWhoWins() throws Exception {
    String[] both = {
      policy("yes", "permit", "", "", "", "\"priority\": 10"), policy("no", "deny", "", "", "", "")
    };
    Map<String, Boolean> passes =
        Map.of(
            "deny-overrides", false,
            "permit-overrides", true,
            "first-applicable", true,
            "ordered-deny-overrides", false,
            "ordered-permit-overrides", true,
            "deny-unless-permit", true,
            "permit-unless-deny", false,
            "only-one-applicable", false);
    for (var each : passes.entrySet()) {
      start(Map.of("combiningAlgorithm", each.getKey()), both);
      assertThat(passes(get("a", "/"))).as(each.getKey()).isEqualTo(each.getValue());
      stop();
    }
  }

  @Test
  public void excludedPaths_areNotDecided() throws Exception {
    start(Map.of("excludePaths", new String[] {"/shop/open/.*", "/health"}));
    assertThat(passes(get("shop", "/open/x"))).isTrue();
    assertThat(passes(get("shop", "/open"))).isFalse();
    assertThat(passes(get("shop", "/x/shop/open/x"))).isFalse();
    assertThat(passes(FakeRequest.typed("/shop/open/..%2fclosed", "shop", "/closed"))).isFalse();
  }

  @Test
  public void path_thatCanBeReadInTwoWays_isRefused() throws Exception {
    start(
        Map.of("defaultEffect", "permit"),
        policy("no", "deny", "", "{\"path\": \"/admin\"}", "", ""));
    for (String path :
        List.of(
            "/shop//admin",
            "/shop/./admin",
            "/shop/x/../admin",
            "/shop/admin;x=1",
            "/shop/%2e%2e/admin",
            "/shop/%2fadmin",
            "/shop/%252fadmin",
            "/shop/x\\admin",
            "/shop/admin%00",
            "/shop/admin%0a")) {
      assertThat(refusal(FakeRequest.typed(path, "shop", "/other")))
          .as(path)
          .startsWith("The path can be read in two ways");
    }
    assertThat(passes(FakeRequest.typed("/shop/caf%C3%A9/", "shop", "/café/"))).isTrue();
  }

  @Test
  public void runnersOwnPaths_areLeftToTheirLogin() throws Exception {
    start(Map.of());
    for (String path : List.of("/_/stats", "/_/plugin-authz/policies", "/_/stats;x=1")) {
      assertThat(((Decision.Pass) plugin.onRequest(FakeRequest.toRunner("GET", path))).attributes())
          .as(path)
          .isEmpty();
    }
    assertThat(passes(FakeRequest.toRunner("GET", "/_"))).isFalse();
    assertThat(passes(FakeRequest.toRunner("GET", "/x/../_/stats"))).isFalse();
  }

  @Test
  public void runnersOwnPaths_areDecidedBehindTheirLogin_ifPoliciesGovern() throws Exception {
    start(Map.of("management", true), ADMINS);
    FakeRequest request = FakeRequest.toRunner("GET", "/_/stats").by("bob");
    Decision.Pass pass = (Decision.Pass) plugin.onRequest(request);
    assertThat(pass.attributes()).containsOnlyKeys(Visitors.SITUATION);
  }

  @Test
  public void dryRun_letsEverybodyPass_andAsksForNothing() throws Exception {
    start(
        Map.of("dryRun", true),
        policy(
            "no",
            "deny",
            "",
            "{\"path\": \"/no\"}",
            "",
            "\"obligations\": [{\"id\": \"header\", \"attributes\": {\"X-A\": \"b\"}}]"),
        policy(
            "yes",
            "permit",
            "",
            "{\"path\": \"/yes\"}",
            "",
            "\"obligations\": [{\"id\": \"redact\", \"attributes\": {\"fields\": \"a\"}},"
                + " {\"id\": \"step-up\", \"attributes\": {\"acr\": \"gold\"}}]"));
    for (String path : List.of("/no", "/yes", "/other")) {
      assertThat(plugin.onRequest(get("shop", path))).as(path).isEqualTo(Decision.pass());
    }
    assertThat(plugin.onRequest(FakeRequest.typed("/shop//x", "shop", "/x")))
        .isEqualTo(Decision.pass());
  }

  @Test
  public void beforePoliciesAreRead_nobodyPasses() {
    assertThat(refused(get("shop", "/")).code()).isEqualTo(ErrorCode.NOT_READY);
    assertThatThrownBy(plugin::store).isInstanceOf(NotReadyException.class);
    assertThat(plugin.status()).containsEntry("problem", "they are being read");
  }

  @Test
  public void policiesThatCannotBeRead_letNobodyPass_untilTheyCan() throws Exception {
    Path journal = folder.newFolder("policies").toPath().resolve(".journal.jsonl");
    Files.writeString(journal, "damaged\n");
    start(Map.of("store", "file", "path", "policies", "defaultEffect", "permit"));
    Decision.Refuse refused = refused(get("shop", "/"));
    assertThat(refused.code()).isEqualTo(ErrorCode.NOT_READY);
    assertThat(refused.detail()).contains("could not be read");
    assertThat(plugin.status()).containsKey("problem");
    assertThat(plugin.store().current().isUsable()).isFalse();

    Files.delete(journal);
    await().until(() -> passes(get("shop", "/")));
    assertThat(plugin.status()).doesNotContainKey("problem");
  }

  @Test
  public void obligation_header_isSetOnTheAnswer() throws Exception {
    start(
        Map.of(),
        withObligations(
            "{\"id\": \"header\", \"attributes\": {\"X-Policy\": [\"a\", \"b\"], \"Cache-Control\": \"no-store\"}}"));
    FakeAnswer answer = answer(get("a", "/"), 200, "cache-control", "public");
    assertThat(answer.headers("X-Policy")).containsExactly("a", "b");
    assertThat(answer.headers("Cache-Control")).containsExactly("no-store");
  }

  @Test
  public void obligation_header_ofADeny_isSetOnTheRefusal() throws Exception {
    start(
        Map.of(),
        policy(
            "no",
            "deny",
            "",
            "",
            "",
            "\"obligations\": [{\"id\": \"header\", \"attributes\": {\"X-Why\": \"no\"}}]"));
    assertThat(refused(get("a", "/")).headers())
        .containsExactly(new HeaderChange("X-Why", List.of("no")));
  }

  @Test
  public void obligation_thatIsNotKnown_letsNobodyPass() throws Exception {
    start("development", Map.of(), withObligations("{\"id\": \"urn:example:pray\"}"));
    assertThat(refusal(get("a", "/")))
        .isEqualTo(
            "A policy asks for something that cannot be done here. the obligation urn:example:pray is"
                + " not known; known are log, header, redact and step-up.");
    stop();
    start(Map.of(), withObligations("{\"id\": \"urn:example:pray\"}"));
    assertThat(refusal(get("a", "/")))
        .isEqualTo("A policy asks for something that cannot be done here.");
  }

  @Test
  public void obligation_log_letsPass() throws Exception {
    start(
        Map.of(),
        withObligations(
            "{\"id\": \"log\", \"attributes\": {\"message\": \"seen\", \"level\": \"warn\"}}"));
    assertThat(plugin.onRequest(get("a", "/"))).isEqualTo(Decision.pass());
  }

  @Test
  public void advice_isNotNeeded() throws Exception {
    start(
        Map.of(),
        policy("p", "permit", "", "", "", "\"advice\": [{\"id\": \"urn:example:pray\"}]"));
    assertThat(passes(get("a", "/"))).isTrue();
  }

  @Test
  public void obligation_stepUp_asksForAnotherLogin() throws Exception {
    start(
        Map.of(),
        withObligations(
            "{\"id\": \"step-up\", \"attributes\": {\"acr\": [\"gold\", \"silver\"], \"maxAge\": 300}}"));
    assertThat(passes(get("a", "/").by(loggedIn("gold", 299)))).isTrue();
    assertThat(passes(get("a", "/").by(loggedIn("silver", 300)))).isTrue();
    assertThat(passes(get("a", "/").by(loggedIn("bronze", 0)))).isFalse();
    assertThat(passes(get("a", "/").by(loggedIn("gold", 301)))).isFalse();
    assertThat(passes(get("a", "/").by("ada"))).isFalse();
    Decision.Refuse refused = refused(get("a", "/"));
    assertThat(refused.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(refused.headers())
        .containsExactly(
            new HeaderChange(
                "WWW-Authenticate",
                List.of(
                    "Bearer error=\"insufficient_user_authentication\", error_description=\"another"
                        + " login is needed\", acr_values=\"gold silver\", max_age=\"300\"")));
  }

  private static Identity loggedIn(String acr, long secondsAgo) {
    return new Identity(
        "ada",
        "",
        "",
        Set.of(),
        Set.of(),
        Map.of("acr", acr, "auth_time", NOW.getEpochSecond() - secondsAgo));
  }

  @Test
  public void obligation_redact_takesMembersOut() throws Exception {
    start(
        Map.of(),
        withObligations(
            "{\"id\": \"redact\", \"attributes\": {\"fields\": [\"email\", \"card.number\"], \"headers\": \"X-Internal\"}}"));
    FakeAnswer answer =
        answer(get("a", "/"), 200, "Content-Type", "application/json", "X-Internal", "1");
    assertThat(answer.body("{\"email\":\"a@b\",\"n\":1.50,\"card\":{\"number\":[1]}}", 3))
        .isEqualTo("{\"email\":\"***\",\"n\":1.50,\"card\":{\"number\":\"***\"}}");
    assertThat(answer.headerNames()).containsExactly("content-type");
    Decision.Pass pass = (Decision.Pass) plugin.onRequest(get("a", "/"));
    assertThat(pass.headers())
        .containsExactly(
            new HeaderChange("Accept-Encoding", List.of("identity")),
            new HeaderChange("Range", List.of()),
            new HeaderChange("If-Range", List.of()),
            new HeaderChange("Upgrade", List.of()));
  }

  @Test
  public void obligation_redact_refusesWhatIsNotJson() throws Exception {
    start(
        Map.of(), withObligations("{\"id\": \"redact\", \"attributes\": {\"fields\": \"email\"}}"));
    for (String[] fields :
        List.of(
            new String[] {"Content-Type", "text/html"},
            new String[] {},
            new String[] {"Content-Type", "application/json", "Content-Encoding", "gzip"},
            new String[] {"Content-Type", "text/event-stream"},
            new String[] {"Content-Type", "application/json-seq"})) {
      FakeAnswer answer = answer(get("a", "/"), 200, fields);
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.headers("Content-Type")).containsExactly("application/problem+json");
      assertThat(answer.body("a@b, the e-mail", 4)).contains("FORBIDDEN").doesNotContain("a@b");
    }
    for (String type : List.of("application/problem+json", "Application/JSON; charset=utf-8")) {
      FakeAnswer answer = answer(get("a", "/"), 404, "Content-Type", type);
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.body("{\"email\":1}", 100)).isEqualTo("{\"email\":\"***\"}");
    }
    assertThat(answer(get("a", "/"), 304).status()).isEqualTo(304);
    assertThat(answer(get("a", "/"), 302, "Content-Length", "0").status()).isEqualTo(302);
    assertThatThrownBy(() -> answer(get("a", "/"), 101)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  public void whatIsKept_isThereAfterARestart() throws Exception {
    start(Map.of("store", "file"));
    var _ =
        plugin
            .store()
            .create(new StoredPolicy("admins", Format.JSON, ADMINS), "ada", SetCheck.none());
    assertThat(passes(get("a", "/").by("ada", "admin"))).isTrue();
    stop();
    start(Map.of("store", "file"));
    assertThat(passes(get("a", "/").by("ada", "admin"))).isTrue();
    assertThat(folder.getRoot().toPath().resolve("plugin-authz/policies/admins.json")).exists();
    stop();
    start(Map.of("store", "file", "path", "elsewhere"));
    assertThat(passes(get("a", "/").by("ada", "admin"))).isFalse();
    assertThat(Path.of(folder.getRoot().getPath(), "elsewhere")).isDirectory();
  }

  @Test
  public void policyOfTheOptions_standsForAKeptOneOfItsId() throws Exception {
    start(Map.of("store", "file"));
    var _ =
        plugin
            .store()
            .create(
                new StoredPolicy("admins", Format.JSON, policy("admins", "permit", "", "", "", "")),
                "ada",
                SetCheck.none());
    assertThat(passes(get("a", "/"))).isTrue();
    stop();
    start(Map.of("store", "file"), ADMINS);
    assertThat(passes(get("a", "/"))).isFalse();
    assertThat(passes(get("a", "/").by("ada", "admin"))).isTrue();
  }

  @Test
  public void lockout_isWhatTakesChangesOfPoliciesFromTheirAuthor() throws Exception {
    start(Map.of("management", true), ADMINS);
    var before = plugin.store().current().compiled();
    var admin = Visitors.localAdmin(NOW);
    var bob = admin.by(Identity.of("bob"));
    assertThat(Lockout.canChangePolicies(before, admin)).isTrue();
    assertThat(Lockout.canChangePolicies(before, bob)).isFalse();
    for (String deny :
        List.of(
            policy("d", "deny", "", "{\"type\": \"runner\"}", "", ""),
            policy("d", "deny", "", "{\"path\": \"/_/plugin-authz/policies/d*\"}", "", ""),
            policy("d", "deny", "", "{\"path\": \"*\"}", "{\"method\": \"GET\"}", ""),
            policy(
                "d",
                "deny",
                "",
                "",
                "",
                "\"conditions\": [{\"custom\": {\"expression\": \"resource.path != '/_/plugin-authz/policies/any'\"}}]"),
            policy(
                "d",
                "permit",
                "",
                "",
                "",
                "\"obligations\": [{\"id\": \"step-up\", \"attributes\": {\"acr\": \"gold\"}}]"))) {
      assertThatThrownBy(() -> create(deny, new Lockout(before, admin)))
          .as(deny)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("force=true");
      create(deny, new Lockout(before, bob)); // who could not do it before loses nothing
      plugin.store().delete("d", latest("d"), "ada", SetCheck.none());
    }
    create(
        policy("d", "deny", "", "{\"path\": \"/_/plugin-authz/policies/other*\"}", "", ""),
        new Lockout(before, admin));
  }

  private void create(String policy, SetCheck<PolicySet> check) throws Exception {
    var _ = plugin.store().create(new StoredPolicy("d", Format.JSON, policy), "ada", check);
  }

  private int latest(String id) {
    return plugin.store().current().policy(id).orElseThrow().version();
  }

  @Test
  public void whatNobodyOwns_theUnknownDoNotOwnEither() throws Exception {
    start(
        Map.of("owners.documents", "/users/{owner}/**"),
        policy("own", "permit", "", "{\"app\": \"documents\", \"owner\": \"$subject\"}", "", ""));
    assertThat(passes(get("documents", "/users/anonymous/1"))).isFalse();
    assertThat(passes(get("documents", "/users/anonymous/1").by("anonymous"))).isFalse();
    assertThat(passes(get("documents", "/users/ada/1").by("ada"))).isTrue();
  }
}
