package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** plugin-authz in the packed distribution: its API, and what it lets pass. */
public class AuthzIT {
  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static final Hs256 TOKENS = new Hs256("a secret of enough bytes for HS256");
  private static final String API = "/_/plugin-authz";
  private static final String POLICIES = API + "/policies";
  private static final String JAR = "authz.jar";
  private static final String MADE = "made.jar";
  private static final String SETTINGS =
      """
      {
        "plugins": [
          ["@buntime/plugin-authn", {
            "provider": "jwt", "issuer": "self", "audience": "runner", "optional": true,
            "secret": "${NO_SUCH_SECRET:-%s}"
          }],
          ["@buntime/plugin-authz", {
            "management": true,
            "owners": { "hello-api": "/users/{owner}/**" },
            "policies": [
              { "id": "operators", "effect": "permit", "subjects": [{"role": "admin"}, {"role": "ops"}],
                "resources": [], "actions": [] }
            ]
          }]
        ],
        "management": { "roles": { "admin": ["ops"], "viewer": ["reader"] } }
      }
      """
          .formatted(TOKENS.secret());

  private static RunnerProcess runner;

  @BeforeClass
  public static void start() throws Exception {
    Path root = FOLDER.getRoot().toPath();
    Path config = Files.createDirectory(root.resolve("config"));
    RunnerProcess.copyConfig(config);
    Files.writeString(config.resolve("buntime.jsonc"), SETTINGS);
    Path apps = Files.createDirectory(root.resolve("apps"));
    Path sample = RunnerProcess.sample("hello-api-1.0.0.jar");
    Files.copy(sample, apps.resolve(sample.getFileName()));
    Path data = Files.createDirectory(root.resolve("data"));
    Path plugins = Files.createDirectory(root.resolve("plugins"));
    PluginJar.put("plugin-authn", 0, root.resolve(MADE), plugins.resolve("authn.jar"));
    PluginJar.put("plugin-authz", 0, root.resolve(MADE), plugins.resolve(JAR));
    runner =
        RunnerProcess.startWith(
            RunnerProcess.PLAIN_JVM, apps, data, "--config=" + config, "--plugins=" + plugins);
    await().until(() -> get("/hello-api/", ops()).statusCode() == 200);
  }

  @AfterClass
  public static void stop() {
    runner.close();
  }

  @After
  public void removePolicies() {
    for (JsonNode each : Http.json(Http.getAsAdmin(runner.uri(POLICIES)))) {
      if (!each.path("fixed").asBoolean()) {
        String id = each.path("id").asText();
        assertThat(
                send("DELETE", POLICIES + "/" + id + "?force=true", "", Http.ADMIN, "If-Match", "*")
                    .statusCode())
            .isEqualTo(204);
      }
    }
  }

  private static String ops() {
    return TOKENS.bearer("olga", "ops");
  }

  private static HttpResponse<String> get(String path, String authorization) {
    return authorization.isEmpty()
        ? Http.get(runner.uri(path), "Accept", "application/json")
        : Http.get(runner.uri(path), "Authorization", authorization, "Accept", "application/json");
  }

  private static HttpResponse<String> send(
      String method, String path, String body, String authorization, String... headers) {
    List<String> all = new ArrayList<>(List.of("Authorization", authorization));
    all.addAll(List.of(headers));
    return Http.send(
        HttpRequest.newBuilder(runner.uri(path)).method(method, BodyPublishers.ofString(body)),
        all.toArray(String[]::new));
  }

  private static HttpResponse<String> post(String path, String body) {
    return send("POST", path, body, ops());
  }

  private static void make(String policy) {
    HttpResponse<String> made = post(POLICIES, policy);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
  }

  private static String detail(HttpResponse<String> answer) {
    return Http.json(answer).path("detail").asText();
  }

  private static String tag(HttpResponse<String> answer) {
    return answer.headers().firstValue("ETag").orElse("");
  }

  private static String policy(String id, String effect, String subjects, String resources) {
    return "{\"id\": \"%s\", \"effect\": \"%s\", \"subjects\": [%s], \"resources\": [%s], \"actions\": []}"
        .formatted(id, effect, subjects, resources);
  }

  private static String permitHello(String id) {
    return policy(id, "permit", "", "{\"app\": \"hello-api\"}");
  }

  private static final String XACML =
      """
      <Policy xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" PolicyId="urn:x" Version="1.0"
          RuleCombiningAlgId="urn:oasis:names:tc:xacml:3.0:rule-combining-algorithm:deny-overrides">
        <Target/><Rule RuleId="all" Effect="Permit"/>
      </Policy>
      """;

  @Test
  public void policy_isMadeReplacedAndDeleted() {
    String first = "// as it is written\n" + permitHello("life");
    HttpResponse<String> made = post(POLICIES, first);
    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(made.headers().firstValue("Location")).contains(POLICIES + "/life");
    assertThat(tag(made)).isEqualTo("\"1\"");
    assertThat(Http.json(made).path("author").asText()).isEqualTo("olga");
    assertThat(get("/hello-api/", "").statusCode()).isEqualTo(200);

    HttpResponse<String> shown = get(POLICIES + "/life", ops());
    assertThat(shown.body()).isEqualTo(first);
    assertThat(shown.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(tag(shown)).isEqualTo("\"1\"");

    assertThat(post(POLICIES, first).statusCode()).isEqualTo(409);
    String next = policy("life", "deny", "", "{\"app\": \"hello-api\"}");
    String path = POLICIES + "/life";
    assertThat(send("PUT", path, next, ops()).statusCode()).isEqualTo(428);
    assertThat(send("PUT", path, next, ops(), "If-None-Match", "*").statusCode()).isEqualTo(412);
    assertThat(send("PUT", path, next, ops(), "If-Match", "\"7\"").statusCode()).isEqualTo(412);
    assertThat(send("PUT", path, next, ops(), "If-Match", "x").statusCode()).isEqualTo(412);
    HttpResponse<String> replaced = send("PUT", path, next, Http.ADMIN, "If-Match", tag(shown));
    assertThat(replaced.statusCode()).isEqualTo(200);
    assertThat(tag(replaced)).isEqualTo("\"2\"");
    assertThat(Http.json(replaced).path("author").asText()).isEqualTo("admin");
    assertThat(get("/hello-api/", "").statusCode()).isEqualTo(403);

    assertThat(send("DELETE", path, "", ops()).statusCode()).isEqualTo(428);
    assertThat(send("DELETE", path, "", ops(), "If-Match", "\"1\"").statusCode()).isEqualTo(412);
    assertThat(send("DELETE", path, "", ops(), "If-Match", "\"2\"").statusCode()).isEqualTo(204);
    assertThat(get(path, ops()).statusCode()).isEqualTo(404);
    assertThat(send("DELETE", path, "", ops(), "If-Match", "*").statusCode()).isEqualTo(404);
    assertThat(send("PUT", path, next, ops(), "If-Match", "\"2\"").statusCode()).isEqualTo(412);
    HttpResponse<String> anew = send("PUT", path, next, ops(), "If-None-Match", "*");
    assertThat(anew.statusCode()).isEqualTo(201);
    assertThat(tag(anew)).isEqualTo("\"4\"");
  }

  @Test
  public void list_showsAllInTheirOrder() {
    assertThat(post(POLICIES, permitHello("b")).statusCode()).isEqualTo(201);
    assertThat(post(POLICIES + "?id=a", XACML).statusCode()).isEqualTo(201);
    assertThat(
            post(POLICIES, permitHello("first").replace("{\"id\"", "{\"priority\": 9, \"id\""))
                .statusCode())
        .isEqualTo(201);

    JsonNode list = Http.json(get(POLICIES, ops()));
    assertThat(list.isArray()).isTrue();
    assertThat(list.findValuesAsText("id")).containsSubsequence("first", "operators", "a", "b");
    JsonNode first = list.get(0);
    assertThat(first.path("effect").asText()).isEqualTo("permit");
    assertThat(first.path("resources").get(0).path("app").asText()).isEqualTo("hello-api");
    assertThat(first.path("version").asInt()).isEqualTo(1);
    assertThat(list.get(1).path("fixed").asBoolean()).isTrue();
    assertThat(list.get(2).path("format").asText()).isEqualTo("xacml");
    assertThat(get(POLICIES + "/a", ops()).body()).isEqualTo(XACML);

    assertThat(send("PUT", POLICIES + "/order", "{\"order\": [\"b\"]}", ops()).statusCode())
        .isEqualTo(200);
    assertThat(get(POLICIES + "/order", ops()).body())
        .containsSubsequence("\"b\"", "\"a\"", "\"first\"");
    assertThat(Http.json(get(POLICIES, ops())).findValuesAsText("id"))
        .containsSubsequence("first", "operators", "b", "a");
    HttpResponse<String> order = get(POLICIES + "/order", ops());
    assertThat(Http.json(order).path("author").asText()).isEqualTo("olga");
    assertThat(Http.json(order).path("modified").asText()).startsWith("2");
    assertThat(tag(order)).isEqualTo("\"%d\"".formatted(Http.json(order).path("version").asInt()));
    String back = "{\"order\": [\"a\"]}";
    assertThat(send("PUT", POLICIES + "/order", back, ops(), "If-Match", "\"9999\"").statusCode())
        .isEqualTo(412);
    HttpResponse<String> reordered =
        send("PUT", POLICIES + "/order", back, Http.ADMIN, "If-Match", tag(order));
    assertThat(reordered.statusCode()).isEqualTo(200);
    assertThat(Http.json(reordered).path("author").asText()).isEqualTo("admin");
    assertThat(tag(reordered)).isNotEqualTo(tag(order));
    assertThat(send("PUT", POLICIES + "/order", "[\"nobody\"]", ops()).statusCode()).isEqualTo(404);
    assertThat(send("PUT", POLICIES + "/order", "{\"order\": 3}", ops()).statusCode())
        .isEqualTo(400);
    assertThat(send("PUT", POLICIES + "/order", "[\"a\", \"a\"]", ops()).statusCode())
        .isEqualTo(400);
  }

  @Test
  public void whatIsNoPolicy_isRefusedWithItsPlace_andChangesNothing() {
    String before = get(POLICIES, ops()).body();
    assertThat(
            detail(
                bad(
                    "{\"id\": \"x\",\n \"effect\": \"maybe\", \"subjects\": [], \"resources\": [], \"actions\": []}")))
        .isEqualTo(
            "The body, line 2, column 12: effect is \"maybe\"; allowed is one of \"permit\", \"deny\".");
    assertThat(detail(bad("{\"id\": \"x\", \"efect\": \"deny\"}"))).contains("efect", "effect");
    assertThat(detail(bad("{\"id\": \"x\"}"))).contains("is missing");
    assertThat(detail(bad("no JSON"))).isNotEmpty();
    assertThat(detail(bad(" "))).contains("empty");
    assertThat(detail(bad(permitHello("order")))).contains("not order or validate");
    assertThat(detail(bad(permitHello("../x")))).contains("128");
    assertThat(detail(bad(XACML))).contains("?id=");
    assertThat(detail(post(POLICIES + "?id=x", XACML.replace("</Policy>", ""))))
        .contains("policy x:");
    assertThat(
            detail(
                post(
                    POLICIES + "?id=x",
                    "<!DOCTYPE p [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>" + XACML)))
        .containsIgnoringCase("doctype");
    assertThat(
            detail(
                post(POLICIES + "?id=x", XACML.replace("rule-combining-algorithm:deny", "x:deny"))))
        .contains("x:deny-overrides");
    assertThat(post(POLICIES, " ".repeat((4 << 20) + 1)).statusCode()).isEqualTo(413);
    assertThat(
            Http.send(
                    HttpRequest.newBuilder(runner.uri(POLICIES))
                        .POST(BodyPublishers.ofByteArray(new byte[] {'{', (byte) 0xff, '}'})),
                    "Authorization",
                    ops())
                .statusCode())
        .isEqualTo(400);
    assertThat(get(POLICIES, ops()).body()).isEqualTo(before);
  }

  private static HttpResponse<String> bad(String body) {
    HttpResponse<String> answer = post(POLICIES, body);
    assertThat(answer.statusCode()).as(body).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    return answer;
  }

  @Test
  public void routes_thatAreNotThere_areSaid() {
    HttpResponse<String> patched = send("PATCH", POLICIES, "{}", ops());
    assertThat(patched.statusCode()).isEqualTo(405);
    assertThat(patched.headers().firstValue("Allow")).contains("GET, HEAD, POST");
    for (String path : List.of("/x/y", "/x/versions/1/y", "/x/y/1")) {
      assertThat(get(POLICIES + path, ops()).statusCode()).as(path).isEqualTo(404);
    }
    for (String path : List.of("/x", "/x/versions", "/x/versions/1", "/x/diff")) {
      assertThat(get(POLICIES + path, ops()).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(get(API + "/evaluate", ops()).statusCode()).isEqualTo(405);
    assertThat(post(API + "/status", "").statusCode()).isEqualTo(405);
  }

  @Test
  public void byteOrderMark_doesNotCount() {
    HttpResponse<String> made = post(POLICIES, "\ufeff" + permitHello("marked"));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    assertThat(get(POLICIES + "/marked", ops()).body()).isEqualTo(permitHello("marked"));
    assertThat(Http.json(get(POLICIES, ops())).findValuesAsText("id")).contains("marked");
    assertThat(send("PUT", POLICIES + "/order", "\ufeff[\"marked\"]", ops()).statusCode())
        .isEqualTo(200);
    JsonNode decision =
        Http.json(post(API + "/evaluate", "\ufeff{\"resource\": {\"app\": \"hello-api\"}}"));
    assertThat(decision.path("effect").asText()).isEqualTo("permit");
  }

  @Test
  public void policyOfTheOptions_isChangedThere() {
    assertThat(get(POLICIES + "/operators", ops()).body()).contains("\"operators\"");
    for (String method : List.of("PUT", "DELETE")) {
      HttpResponse<String> answer =
          send(method, POLICIES + "/operators", permitHello("operators"), ops(), "If-Match", "*");
      assertThat(answer.statusCode()).isEqualTo(409);
      assertThat(detail(answer)).contains("buntime.jsonc");
    }
    assertThat(post(POLICIES, permitHello("operators")).statusCode()).isEqualTo(409);
  }

  @Test
  public void validation_changesNothing() {
    JsonNode valid = Http.json(post(POLICIES + "/validate", permitHello("maybe")));
    assertThat(valid.path("valid").asBoolean()).isTrue();
    assertThat(valid.path("xacml").asText()).startsWith("<").contains("urn:buntime:policy:maybe");
    JsonNode invalid =
        Http.json(post(POLICIES + "/validate", permitHello("maybe").replace("permit", "prmit")));
    assertThat(invalid.path("valid").asBoolean()).isFalse();
    assertThat(invalid.path("problem").asText()).contains("effect");
    assertThat(Http.json(post(POLICIES + "/validate?id=x", XACML)).path("valid").asBoolean())
        .isTrue();
    assertThat(get(POLICIES + "/maybe", ops()).statusCode()).isEqualTo(404);
  }

  @Test
  public void versions_areKept_andComeBack() {
    make(permitHello("v"));
    String denied = permitHello("v").replace("permit", "deny");
    send("PUT", POLICIES + "/v", denied, Http.ADMIN, "If-Match", "\"1\"");
    send("DELETE", POLICIES + "/v", "", ops(), "If-Match", "\"2\"");

    JsonNode versions = Http.json(get(POLICIES + "/v/versions", ops()));
    assertThat(versions.findValuesAsText("version")).containsExactly("3", "2", "1");
    assertThat(versions.findValuesAsText("author")).containsExactly("olga", "admin", "olga");
    assertThat(versions.get(0).path("deleted").asBoolean()).isTrue();
    assertThat(get(POLICIES + "/v/versions/1", ops()).body()).isEqualTo(permitHello("v"));
    assertThat(get(POLICIES + "/v/versions/3", ops()).statusCode()).isEqualTo(404);
    List<JsonNode> deleted = new ArrayList<>();
    Http.json(get(POLICIES + "?deleted=true", ops())).forEach(deleted::add);
    deleted.removeIf(each -> !each.path("id").asText().equals("v"));
    assertThat(deleted).hasSize(1);
    assertThat(deleted.getFirst().path("version").asInt()).isEqualTo(3);
    assertThat(deleted.getFirst().path("author").asText()).isEqualTo("olga");
    HttpResponse<String> diff = get(POLICIES + "/v/diff?from=1&to=2", ops());
    assertThat(diff.body())
        .contains("--- v version 1", "+++ v version 2", "-" + permitHello("v"), "+" + denied);

    HttpResponse<String> back = post(POLICIES + "/v/rollback", "{\"version\": 1}");
    assertThat(back.statusCode()).isEqualTo(200);
    assertThat(tag(back)).isEqualTo("\"4\"");
    assertThat(get("/hello-api/", "").statusCode()).isEqualTo(200);
    assertThat(post(POLICIES + "/v/rollback", "{\"version\": 3}").statusCode()).isEqualTo(404);
    assertThat(post(POLICIES + "/v/rollback", "{\"version\": \"1\"}").statusCode()).isEqualTo(400);
    assertThat(post(POLICIES + "/v/rollback", "1 2").statusCode()).isEqualTo(400);
  }

  @Test
  public void evaluation_decidesAndExplains() {
    make(permitHello("hello").replace("\"id\"", "\"description\": \"All greet\", \"id\""));
    JsonNode decision =
        Http.json(post(API + "/evaluate", "{\"resource\": {\"app\": \"hello-api\"}}"));
    assertThat(decision.path("effect").asText()).isEqualTo("permit");
    assertThat(decision.path("reason").asText()).isEqualTo("All greet");
    assertThat(decision.path("matchedPolicy").asText()).isEqualTo("hello");

    JsonNode batch =
        Http.json(
            post(API + "/evaluate", "[{}, {\"subject\": {\"id\": \"x\", \"roles\": [\"ops\"]}}]"));
    assertThat(batch.findValuesAsText("effect")).containsExactly("deny", "permit");
    assertThat(batch.get(0).path("reason").asText()).isEqualTo("No applicable policy");
    assertThat(batch.get(1).path("matchedPolicy").asText()).isEqualTo("operators");

    JsonNode explained =
        Http.json(
            post(
                API + "/explain",
                "{\"resource\": {\"app\": \"hello-api\", \"path\": \"/x\"},"
                    + " \"environment\": {\"time\": \"2030-01-02T09:00:00Z\"}}"));
    assertThat(explained.path("context").path("resource").path("path").asText()).isEqualTo("/x");
    assertThat(explained.path("context").path("subject").path("id").asText())
        .isEqualTo("anonymous");
    assertThat(explained.path("decision").path("effect").asText()).isEqualTo("permit");
    assertThat(explained.path("policies").findValuesAsText("result"))
        .containsExactly("not_applicable", "permit");
    assertThat(explained.path("rules").get(0).path("rule").asText()).isEqualTo("hello");

    HttpResponse<String> bad = post(API + "/evaluate", "[{}, {\"subject\": {\"rolse\": []}}]");
    assertThat(bad.statusCode()).isEqualTo(400);
    assertThat(detail(bad)).contains("requests[1]", "rolse", "roles");
    assertThat(post(API + "/evaluate", "[" + "{},".repeat(1000) + "{}]").statusCode())
        .isEqualTo(400);
    assertThat(post(API + "/evaluate", "[1]").statusCode()).isEqualTo(400);
    assertThat(post(API + "/evaluate", "").statusCode()).isEqualTo(400);
  }

  @Test
  public void decisionPoint_takesXacml() {
    String xml =
        """
        <Request xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17" CombinedDecision="false" ReturnPolicyIdList="false">
          <Attributes Category="urn:oasis:names:tc:xacml:1.0:subject-category:access-subject">
            <Attribute AttributeId="urn:oasis:names:tc:xacml:2.0:subject:role" IncludeInResult="false">
              <AttributeValue DataType="http://www.w3.org/2001/XMLSchema#string">ops</AttributeValue>
            </Attribute>
          </Attributes>
        </Request>
        """;
    HttpResponse<String> answer =
        send("POST", API + "/pdp", xml, ops(), "Content-Type", "application/xacml+xml");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/xacml+xml");
    assertThat(answer.body()).contains("<Decision>Permit</Decision>");

    String json =
        """
        {"Request": {"AccessSubject": {"Attribute": [
          {"AttributeId": "urn:oasis:names:tc:xacml:2.0:subject:role", "Value": "user"}]}}}
        """;
    JsonNode response =
        Http.json(
            send("POST", API + "/pdp", json, ops(), "Content-Type", "application/xacml+json"));
    assertThat(response.path("Response").get(0).path("Decision").asText()).isEqualTo("Deny");
    for (String bad : List.of("{}", "no JSON", "<!DOCTYPE x []><x/>", XACML)) {
      HttpResponse<String> refused = post(API + "/pdp", bad);
      assertThat(refused.statusCode()).as(bad).isEqualTo(400);
      assertThat(detail(refused)).startsWith("The body is no request of XACML 3.0: ");
    }
  }

  @Test
  public void decisionPoint_takesAndGivesXmlAndJsonOnly() {
    String json =
        """
        {"Request": {"AccessSubject": {"Attribute": [
          {"AttributeId": "urn:oasis:names:tc:xacml:2.0:subject:role", "Value": "user"}]}}}
        """;
    for (String type : List.of("application/json", "application/x-www-form-urlencoded")) {
      HttpResponse<String> taken =
          pdp(json, "Content-Type", type, "Accept", "application/json, */*");
      assertThat(taken.statusCode()).as(type + taken.body()).isEqualTo(200);
      assertThat(Http.json(taken).path("Response").get(0).path("Decision").asText())
          .isEqualTo("Deny");
    }
    assertThat(pdp(json, "Content-Type", "application/xml").statusCode()).isEqualTo(400);
    HttpResponse<String> image = pdp(json, "Content-Type", "image/png");
    assertThat(image.statusCode()).isEqualTo(415);
    assertThat(detail(image)).contains("image/png", "application/xacml+json");
    assertThat(pdp(json, "Accept", "application/xml").statusCode()).isEqualTo(406);
    assertThat(pdp(json, "Accept", "application/xml, application/json").statusCode())
        .isEqualTo(200);
  }

  private static HttpResponse<String> pdp(String body, String... headers) {
    return send("POST", API + "/pdp", body, ops(), headers);
  }

  @Test
  public void refusal_isAProblemThatNamesThePolicy() {
    make(policy("closed", "deny", "", "{\"app\": \"hello-api\", \"path\": \"/x*\"}"));
    HttpResponse<String> answer = get("/hello-api/x", TOKENS.bearer("bob", "user"));
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(Http.json(answer).path("code").asText()).isEqualTo("FORBIDDEN");
    assertThat(detail(answer)).startsWith("The policy 'closed' does not allow this.");
    assertThat(get("/hello-api/", "").statusCode()).isEqualTo(403);
    assertThat(get("/hello-api/", ops()).statusCode()).isEqualTo(200);
    assertThat(get("/nothing", "").statusCode()).isEqualTo(403);
    assertThat(get("/nothing", ops()).statusCode()).isEqualTo(404);
  }

  @Test
  public void owner_isFoundInThePath() {
    make(policy("own", "permit", "", "{\"app\": \"hello-api\", \"owner\": \"$subject\"}"));
    assertThat(get("/hello-api/users/ada/x", TOKENS.bearer("ada")).statusCode()).isEqualTo(200);
    assertThat(get("/hello-api@%5E1/users/ada/x", TOKENS.bearer("ada")).statusCode())
        .isEqualTo(200);
    assertThat(get("/hello-api/users/ada/x", TOKENS.bearer("bob")).statusCode()).isEqualTo(403);
    assertThat(get("/hello-api/users/bob/..;/ada/x", TOKENS.bearer("bob")).statusCode())
        .isIn(400, 403);
  }

  @Test
  public void obligations_areCarriedOut() {
    make(
        permitHello("duties")
            .replace(
                "\"actions\"",
                "\"obligations\": [{\"id\": \"header\", \"attributes\": {\"X-Policy\": \"duties\"}},"
                    + " {\"id\": \"redact\", \"attributes\": {\"fields\": [\"version\"]}},"
                    + " {\"id\": \"log\", \"attributes\": {\"message\": \"somebody was greeted\"}}],"
                    + " \"actions\""));
    HttpResponse<String> answer =
        Http.get(runner.uri("/hello-api/"), "Accept-Encoding", "gzip", "Range", "bytes=0-3");
    assertThat(answer.statusCode()).as(answer.headers() + answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("X-Policy")).contains("duties");
    assertThat(Http.json(answer).path("version").asText()).isEqualTo("***");
    assertThat(Http.json(answer).path("app").asText()).isEqualTo("hello-api");
    await()
        .until(() ->
            runner
                .log()
                .contains("somebody was greeted: GET /hello-api/ by anonymous from 127.0.0.1"));
  }

  @Test
  public void stepUp_challenges() {
    make(
        permitHello("strong")
            .replace(
                "\"actions\"",
                "\"obligations\": [{\"id\": \"step-up\", \"attributes\": {\"acr\": \"gold\"}}],"
                    + " \"actions\""));
    HttpResponse<String> answer = get("/hello-api/", TOKENS.bearer("bob"));
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
        .contains("insufficient_user_authentication", "acr_values=\"gold\"");
  }

  @Test
  public void management_isGoverned_behindItsLogin() {
    String reader = TOKENS.bearer("rita", "reader");
    assertThat(get("/_/stats", "").statusCode()).isEqualTo(401);
    assertThat(get("/_/stats", reader).statusCode()).isEqualTo(403);
    assertThat(get("/_/console/bundles", reader).statusCode()).isEqualTo(403);
    make(
        policy(
            "readers",
            "permit",
            "{\"role\": \"reader\"}",
            "{\"type\": \"runner\", \"path\": \"/_/*\"}"));
    assertThat(get("/_/stats", reader).statusCode()).isEqualTo(200);
    assertThat(get("/_/console/bundles", reader).statusCode()).isEqualTo(200);
    assertThat(get(POLICIES, reader).statusCode()).isEqualTo(403); // the role is not enough
    assertThat(send("POST", POLICIES, permitHello("x"), reader).statusCode()).isEqualTo(403);
    assertThat(get("/_/stats", TOKENS.bearer("eve")).statusCode()).isEqualTo(403);
    assertThat(get("/_/health/live", reader).statusCode()).isEqualTo(200);
    assertThat(get("/_/health/live", TOKENS.bearer("eve")).statusCode()).isEqualTo(200);
    assertThat(get("/_/stats;x=1", reader).statusCode()).isIn(200, 400);
    assertThat(get("/_/stats", Http.ADMIN).statusCode()).isEqualTo(200);
  }

  /**
   * A reader may look by its role, and must not by the policies: there is no moment without them.
   */
  @Test
  public void management_isGoverned_whileOptionsChange_andWhenTheyAreWrong() throws Exception {
    Path settings = FOLDER.getRoot().toPath().resolve("config/buntime.jsonc");
    try (CallLoop reader = new CallLoop(() -> get("/_/stats", TOKENS.bearer("rita", "reader")))) {
      for (int i = 0; i < 3; i++) {
        int before = begins();
        write(
            settings,
            SETTINGS.replace(
                "\"owners\"", "\"excludePaths\": [\"/x%d\"], \"owners\"".formatted(i)));
        await().until(() -> begins() > before);
      }
      write(settings, SETTINGS.replace("\"owners\"", "\"excludePaths\": [\"(\"], \"owners\""));
      await().until(() -> get("/_/stats", Http.ADMIN).statusCode() == 503);
      assertThat(get("/hello-api/", ops()).statusCode()).isGreaterThanOrEqualTo(500);
      long answers = reader.answers();
      await().until(() -> reader.answers() > answers + 10);
      write(settings, SETTINGS);
      await().until(() -> get("/_/stats", Http.ADMIN).statusCode() == 200);
      await().until(() -> get("/hello-api/", ops()).statusCode() == 200);
      assertThat(reader.bodies()).isEmpty();
    }
  }

  /**
   * Felix HTTP answers 500 to a request that is about to enter a filter which has just gone; else
   * nothing changes for anybody.
   */
  @Test
  public void management_isGoverned_whileThePluginIsReplaced() throws Exception {
    String rita = TOKENS.bearer("rita", "reader");
    try (CallLoop reader = new CallLoop(() -> get("/_/stats", rita));
        CallLoop browser = new CallLoop(() -> get("/_/console/bundles", rita));
        CallLoop operator = new CallLoop(() -> get("/_/stats", ops()));
        CallLoop caller = new CallLoop(() -> get("/hello-api/", ops()))) {
      Path root = FOLDER.getRoot().toPath();
      for (int i = 1; i <= 3; i++) {
        int before = replacements();
        PluginJar.put("plugin-authz", i, root.resolve(MADE), root.resolve("plugins").resolve(JAR));
        await().until(() -> replacements() > before);
      }

      assertThat(reader.bodies()).isEmpty();
      assertThat(browser.bodies()).isEmpty();
      assertThat(reader.errors()).allMatch(error -> error.startsWith("403") || isOfFelix(error));
      assertThat(operator.bodies()).isNotEmpty();
      assertThat(operator.errors()).allMatch(AuthzIT::isOfFelix).hasSizeLessThan(10);
      assertThat(caller.errors()).isEmpty();
    }
  }

  private static boolean isOfFelix(String error) {
    return error.startsWith("500") && runner.log().contains("Filter has been unregistered.");
  }

  private static int replacements() {
    return runner.log().split("replaced " + JAR, -1).length;
  }

  /** How often the plugin has read its policies. */
  private static int begins() {
    return runner.log().split("policies, combined by", -1).length;
  }

  @Test
  public void lockout_isRefused_unlessItIsForced() {
    String out = policy("out", "deny", "{\"role\": \"ops\"}", "{\"type\": \"runner\"}");
    HttpResponse<String> refused = post(POLICIES, out);
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(detail(refused)).contains("force=true");
    assertThat(Http.json(post(POLICIES + "/validate", out)).path("problem").asText())
        .contains("force=true");
    assertThat(get(POLICIES, ops()).statusCode()).isEqualTo(200);

    assertThat(post(POLICIES + "?force=true", out).statusCode()).isEqualTo(201);
    assertThat(get(POLICIES, ops()).statusCode()).isEqualTo(403);
    assertThat(get(POLICIES, Http.ADMIN).statusCode()).isEqualTo(200);
  }

  @Test
  public void files_countAsSoonAsTheyAreChanged() throws Exception {
    Path folder = runner.data().resolve("plugin-authz/policies");
    make(permitHello("kept"));
    assertThat(folder.resolve("kept.json")).hasContent(permitHello("kept"));

    write(folder.resolve("by-hand.json"), permitHello("by-hand"));
    await().until(() -> get(POLICIES + "/by-hand", ops()).statusCode() == 200);
    assertThat(Http.json(get(POLICIES + "/by-hand/versions", ops())).get(0).path("author").asText())
        .isEqualTo("(file)");

    write(folder.resolve("by-hand.json"), "{ \"id\": \"by-hand\", ");
    await().until(() -> status().has("problem"));
    assertThat(status().path("problem").asText()).contains("by-hand");
    assertThat(get("/hello-api/", "").statusCode()).isEqualTo(200);
    assertThat(status().path("policies").asInt()).isEqualTo(3);

    Files.delete(folder.resolve("by-hand.json"));
    await().until(() -> !status().has("problem"));
    assertThat(get(POLICIES + "/by-hand", ops()).statusCode()).isEqualTo(404);
  }

  @Test
  public void file_thatWasJustEdited_isNotLostByAChange() throws Exception {
    Path file = runner.data().resolve("plugin-authz/policies/edited.json");
    make(permitHello("edited"));
    String byHand = permitHello("edited").replace("permit", "deny");
    write(file, byHand);

    HttpResponse<String> late =
        send("PUT", POLICIES + "/edited", permitHello("edited"), ops(), "If-Match", "\"1\"");

    assertThat(late.statusCode()).isEqualTo(412);
    assertThat(file).hasContent(byHand);
    assertThat(get(POLICIES + "/edited/versions/2", ops()).body()).isEqualTo(byHand);
  }

  /** As an editor does that leaves no half of a file to be seen. */
  private static void write(Path file, String text) throws IOException {
    Path next = Files.writeString(file.resolveSibling("." + file.getFileName() + ".next"), text);
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static JsonNode status() {
    return Http.json(get(API + "/status", ops()));
  }

  @Test
  public void change_underLoad_isOneOfBothSets() {
    make(permitHello("switch"));
    String closed = permitHello("switch").replace("permit", "deny");
    List<CallLoop> loops = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      loops.add(new CallLoop(() -> get("/hello-api/", "")));
    }
    try {
      for (int i = 0; i < 20; i++) {
        String next = i % 2 == 0 ? closed : permitHello("switch");
        assertThat(send("PUT", POLICIES + "/switch", next, ops(), "If-Match", "*").statusCode())
            .isEqualTo(200);
        assertThat(get("/hello-api/", "").statusCode()).isEqualTo(i % 2 == 0 ? 403 : 200);
      }
    } finally {
      loops.forEach(CallLoop::close);
    }
    for (CallLoop loop : loops) {
      assertThat(loop.answers()).isPositive();
      assertThat(loop.errors()).allMatch(error -> error.startsWith("403 "));
    }
  }

  @Test
  public void changes_areInTheAuditLog() {
    make(permitHello("audited"));
    await()
        .until(() -> {
          Path audit = runner.data().resolve("logs/audit.log");
          return Files.exists(audit)
              && Files.readAllLines(audit).stream()
                  .anyMatch(
                      line -> Set.of("olga", "POST", POLICIES).stream().allMatch(line::contains));
        });
  }
}
