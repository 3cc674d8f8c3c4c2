package dev.buntime.itests.pax;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.itests.TestBundle;
import dev.buntime.itests.app.KitchenServlet;
import dev.buntime.itests.app.VersionServlet;
import dev.buntime.itests.pax.app.WhoServlet;
import dev.buntime.plugin.AppTarget;
import dev.buntime.plugin.Decision;
import dev.buntime.plugin.Identity;
import dev.buntime.plugin.Plugin;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.dto.PluginDTO;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** Plugins as services, good ones and bad ones. */
public class PluginsPaxIT extends PluggedRunner {
  private static final int SECONDS = 20;

  /** Of a hook that is to be interrupted; it must not bind one that is to come through. */
  private static final Duration SOON = Duration.ofMillis(300);

  private static final Duration PLENTY = Duration.ofSeconds(20);

  private void deployWho() throws Exception {
    deploy(TestBundle.ofServlet("who", "1.2.3", WhoServlet.class), "who.jar", "/who");
  }

  private void deployKitchen() throws Exception {
    deploy(
        TestBundle.ofServlet("kitchen", "1.0.0", KitchenServlet.class), "kitchen.jar", "/kitchen");
  }

  private void assertPluginError(HttpResponse<String> answer, String detail) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(500);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.body()).contains("\"code\":\"PLUGIN_ERROR\"", detail);
  }

  @Test
  public void order_isByRanking_thenByServiceId() throws Exception {
    deployWho();
    plug("plugin-low", -1, marking("l"));
    plug("plugin-one", 5, marking("1"));
    plug("plugin-two", 5, marking("2"));
    ServiceRegistration<Plugin> high = plug("plugin-high", 9, marking("h"));

    HttpResponse<String> answer = get("/who");

    assertThat(answer.body()).contains("x-way: [h12l]");
    assertThat(answer.headers().firstValue("X-Back")).contains("l21h");
    assertThat(runtime.plugins())
        .extracting(PluginDTO::name)
        .containsExactly("plugin-high", "plugin-one", "plugin-two", "plugin-low");

    high.setProperties(
        FrameworkUtil.asDictionary(
            Map.of(Plugin.NAME, "plugin-high", Constants.SERVICE_RANKING, -5)));
    assertThat(get("/who").body()).contains("x-way: [12lh]");

    configurations
        .getConfiguration("plugin-low", "?")
        .update(FrameworkUtil.asDictionary(Map.of("service.ranking", 100L)));
    await()
        .pollInterval(SHORTLY)
        .untilAsserted(() -> assertThat(get("/who").body()).contains("x-way: [l12h]"));
  }

  @Test
  public void answer_endsTheWay_andGoesBackThroughAll() throws Exception {
    deployWho();
    plug("plugin-first", 2, marking("a"));
    TestPlugin answering = marking("b");
    answering.onRequest =
        request -> Decision.answer(202).withBody("text/plain", "from a plugin".getBytes(UTF_8));
    plug("plugin-second", 1, answering);
    TestPlugin last = marking("c");
    last.onRequest = request -> Decision.refuse(ErrorCode.FORBIDDEN, "never asked");
    plug("plugin-third", 0, last);

    HttpResponse<String> answer = get("/who");

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body()).isEqualTo("from a plugin");
    assertThat(answer.headers().firstValue("X-Back")).contains("cba");
    assertThat(seen("plugin-second").answerCount()).isEqualTo(1);
    assertThat(seen("plugin-third").requestCount()).isZero();
  }

  @Test
  public void changes_reachTheApp_andForgedIdentitiesDoNot() throws Exception {
    deployWho();
    TestPlugin authn = new TestPlugin();
    authn.onRequest =
        request ->
            Decision.pass()
                .withHeader("X-Added", "1", "2")
                .withoutHeader("X-Removed")
                .withAttribute("tenant", "blue")
                .withIdentity(
                    new Identity(
                        "u-1",
                        "Änn\r\nX-Evil: 1",
                        "",
                        Set.of("admin"),
                        Set.of(),
                        Map.of("level", 3)));
    ServiceRegistration<Plugin> registration = plug("plugin-authn", 0, authn);
    String[] sent = {
      "X-Removed", "1", "X-Kept", "1", "X-Identity", "forged", "x_identity_roles", "root"
    };

    assertThat(get("/who@1", sent).body().lines().filter(line -> !line.contains("request-id")))
        .containsExactly(
            "x-added: [1, 2]",
            "x-identity: [{\"sub\":\"u-1\",\"name\":\"\\u00C4nn\\r\\nX-Evil: 1\",\"email\":\"\","
                + "\"roles\":[\"admin\"],\"groups\":[],\"claims\":{\"level\":3}}]",
            "x-kept: [1]",
            "tenant blue",
            "principal u-1",
            "user u-1",
            "scheme plugin-authn",
            "admin true",
            "root false");

    registration.unregister();
    assertThat(get("/who@1", sent).body())
        .contains("x-kept: [1]", "x-removed: [1]", "user null", "tenant null", "admin false")
        .doesNotContain("identity");
  }

  @Test
  public void app_isKnownToBothHooks() throws Exception {
    deployWho();
    List<Object> targets = new CopyOnWriteArrayList<>();
    TestPlugin plugin = new TestPlugin();
    plugin.onRequest =
        request -> {
          targets.add(request.app());
          return Decision.pass();
        };
    plugin.onResponse = response -> targets.add(response.request().app());
    plug("plugin-watch", 0, plugin);

    get("/who@%5E1.2/x");

    Optional<AppTarget> who = Optional.of(new AppTarget("who", "1.2.3", "^1.2", "/x"));
    assertThat(targets).containsExactly(who, who);
  }

  @Test
  public void hook_thatBlocks_isInterrupted() throws Exception {
    deployWho();
    limitHooks(SOON);
    TestPlugin plugin = new TestPlugin();
    plugin.onRequest = request -> request.query().isEmpty() ? block() : Decision.pass();
    plug("plugin-slow", 0, plugin);

    assertPluginError(get("/who"), "Plugin 'plugin-slow' took too long.");

    limitHooks(PLENTY);
    assertThat(get("/who?x").statusCode()).isEqualTo(200);
    await().untilAsserted(() -> assertThat(seen("plugin-slow").stuckThreads()).isZero());
    assertThat(seen("plugin-slow").timeoutCount()).isEqualTo(1);
    assertThat(seen("plugin-slow").state()).isEqualTo("active");
  }

  @Test
  public void hook_thatBlocksOnTheAnswer_isInterrupted_andTheAppHasAnsweredInVain()
      throws Exception {
    deployWho();
    limitHooks(SOON);
    TestPlugin plugin = new TestPlugin();
    plugin.onResponse =
        response -> {
          if (response.request().query().isEmpty()) {
            block();
          }
        };
    plug("plugin-slow", 0, plugin);

    assertPluginError(get("/who"), "Plugin 'plugin-slow' took too long.");

    limitHooks(PLENTY);
    assertThat(get("/who?x").statusCode()).isEqualTo(200);
  }

  @Test
  public void hooks_thatHang_makeThePluginFail_untilItIsReplaced() throws Exception {
    deployWho();
    limitHooks(Duration.ofMillis(50));
    TestPlugin plugin = new TestPlugin();
    plugin.onRequest = request -> hang();
    ServiceRegistration<Plugin> old = plug("plugin-hang", 0, plugin);
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      answers.add(CompletableFuture.supplyAsync(() -> get("/who"), this::start));
    }
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertPluginError(answer.get(SECONDS, TimeUnit.SECONDS), "took too long");
    }
    awaitState("plugin-hang", "failed");
    assertThat(seen("plugin-hang").stuckThreads()).isEqualTo(8);
    assertThat(seen("plugin-hang").reason()).contains("8 threads hang");

    assertPluginError(get("/who"), "has failed and lets nobody pass");
    assertThat(get("/_/deployments").statusCode()).as("the login guards it").isEqualTo(401);
    assertThat(get("/_/health/live").statusCode()).as("probes").isEqualTo(200);

    limitHooks(PLENTY);
    ServiceRegistration<Plugin> next = plug("plugin-hang", 0, marking("x"));
    assertThat(get("/who").statusCode()).isEqualTo(200);
    old.unregister();
    assertThat(get("/who").statusCode()).isEqualTo(200);
    next.unregister();
  }

  private void start(Runnable task) {
    Thread.ofPlatform().daemon().start(task);
  }

  @Test
  public void hook_thatThrows_letsNobodyPass() throws Exception {
    deployWho();
    TestPlugin plugin = new TestPlugin();
    plug("plugin-bad", 0, plugin);
    plugin.onRequest =
        request -> {
          throw new IllegalStateException("a secret");
        };
    HttpResponse<String> answer = get("/who");
    assertPluginError(answer, "Plugin 'plugin-bad' failed; the log has it");
    assertThat(answer.body()).doesNotContain("secret").contains("\"app\":\"who\"");

    plugin.onRequest =
        request -> {
          throw new NoClassDefFoundError("some/Type");
        };
    assertPluginError(get("/who"), "plugin-bad");
    plugin.onRequest = request -> null;
    assertPluginError(get("/who"), "plugin-bad");
    plugin.onRequest = request -> Decision.pass();
    plugin.onResponse =
        response -> {
          throw new IOException("a secret");
        };
    assertPluginError(get("/who"), "plugin-bad");
    plugin.onResponse = response -> {};
    assertThat(get("/who").statusCode()).isEqualTo(200);
    assertThat(seen("plugin-bad").errorCount()).isEqualTo(4);
  }

  @Test
  public void decision_thatComesLater_holdsNoThread_andCountsOnce() throws Exception {
    deployWho();
    CompletableFuture<Decision> decision = new CompletableFuture<>();
    AtomicReference<String> asked = new AtomicReference<>("");
    TestPlugin plugin = new TestPlugin();
    plugin.onRequest =
        request -> {
          asked.set(request.path());
          return Decision.later(decision);
        };
    plug("plugin-later", 0, plugin);

    CompletableFuture<HttpResponse<String>> answer =
        CompletableFuture.supplyAsync(() -> get("/who"), this::start);
    await().pollInterval(SHORTLY).until(() -> asked.get().equals("/who"));
    decision.complete(Decision.answer(299));
    decision.obtrudeValue(Decision.pass());

    assertThat(answer.get(SECONDS, TimeUnit.SECONDS).statusCode()).isEqualTo(299);
    limitHooks(SOON);
    plugin.onRequest = request -> Decision.later(new CompletableFuture<>());
    assertPluginError(get("/who"), "Plugin 'plugin-later' took too long.");
    assertThat(seen("plugin-later").stuckThreads()).isZero();
  }

  @Test
  public void service_whenUnregistered_waitsForItsRequests_andIsToldThen() throws Exception {
    deployKitchen();
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    TestPlugin plugin = marking("a");
    plugin.onRequest =
        request -> {
          inside.countDown();
          hold(go);
          return Decision.pass();
        };
    ServiceRegistration<Plugin> registration = plug("plugin-going", 0, plugin);
    CompletableFuture<HttpResponse<String>> answer =
        CompletableFuture.supplyAsync(() -> get("/kitchen/x"), this::start);
    assertThat(inside.await(SECONDS, TimeUnit.SECONDS)).isTrue();

    CompletableFuture<Void> unregistered =
        CompletableFuture.runAsync(registration::unregister, this::start);
    await().pollInterval(SHORTLY).until(() -> plugin("plugin-going").isEmpty());
    assertThat(get("/kitchen/y").headers().firstValue("X-Back")).as("new requests").isEmpty();
    assertThat(unregistered).isNotDone();
    assertThat(plugin.calls).doesNotContain("shutdown");
    go.countDown();

    assertThat(answer.get(SECONDS, TimeUnit.SECONDS).headers().firstValue("X-Back")).contains("a");
    unregistered.get(SECONDS, TimeUnit.SECONDS);
    assertThat(plugin.calls.getLast()).isEqualTo("shutdown");
  }

  private static void hold(CountDownLatch latch) {
    try {
      assertThat(latch.await(SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  public void required_whenMissingLateOrFailing_keepsAppsShut() throws Exception {
    deployWho();
    configure(
        Map.of("required", new String[] {"plugin-need"}, "listed", new String[] {"plugin-need"}));
    await().pollInterval(SHORTLY).until(() -> !runtime.isReady());

    HttpResponse<String> answer = get("/who");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.body()).contains("\"code\":\"NOT_READY\"", "plugin-need");
    assertThat(get("/_/deployments").statusCode()).as("the runner's own paths").isEqualTo(401);
    PluginDTO missing = seen("plugin-need");
    assertThat(missing.state()).isEqualTo("missing");
    assertThat(missing.reason()).isEqualTo("no bundle that runs provides it");
    assertThat(missing.required()).isTrue();
    assertThat(missing.listed()).isTrue();

    TestPlugin failing = new TestPlugin();
    failing.onInit =
        context -> {
          throw new IllegalStateException("no key");
        };
    ServiceRegistration<Plugin> bad = register("plugin-need", 0, failing);
    awaitState("plugin-need", "failed");
    assertThat(seen("plugin-need").reason()).contains("no key");
    assertThat(get("/who").statusCode()).isEqualTo(503);
    bad.unregister();

    TestPlugin late = new TestPlugin();
    CountDownLatch begun = new CountDownLatch(1);
    late.onInit = context -> hold(begun);
    ServiceRegistration<Plugin> good = register("plugin-need", 0, late);
    awaitState("plugin-need", "starting");
    assertThat(get("/who").statusCode()).isEqualTo(503);
    begun.countDown();
    awaitState("plugin-need", "active");
    assertThat(runtime.isReady()).isTrue();
    assertThat(get("/who").statusCode()).isEqualTo(200);

    good.unregister();
    assertThat(get("/who").statusCode()).isEqualTo(503);
    assertThat(runtime.isReady()).isFalse();
  }

  @Test
  public void init_isToldOptionsAndMode() throws Exception {
    configure(Map.of());
    configurations
        .getConfiguration("plugin-told", "?")
        .update(
            FrameworkUtil.asDictionary(
                Map.of(
                    "ttl",
                    5L,
                    "buntime.origin",
                    new String[] {"ttl: file (buntime.jsonc, line 3)"})));
    List<Object> told = new CopyOnWriteArrayList<>();
    TestPlugin plugin = new TestPlugin();
    plugin.onInit =
        context -> {
          told.add(context.name());
          told.add(context.options());
          told.add(context.mode());
          told.add(context.runnerVersion());
        };

    plug("plugin-told", 0, plugin);

    assertThat(told).containsExactly("plugin-told", Map.of("ttl", 5L), "test", "test");
    assertThat(seen("plugin-told").configuredBy()).isEqualTo("file (buntime.jsonc, line 3)");
  }

  @Test
  public void workers_thatComeAndGo_areTold() throws Exception {
    TestPlugin plugin = new TestPlugin();
    plug("plugin-news", 0, plugin);
    Bundle app =
        deploy(TestBundle.ofServlet("brief", "1.0.0", VersionServlet.class), "brief.jar", "/brief");
    undeploy("brief.jar", app);

    await()
        .pollInterval(SHORTLY)
        .untilAsserted(() ->
            assertThat(plugin.calls).containsSubsequence("init", "spawn brief", "terminate brief"));
  }

  @Test
  public void component_whenItsConfigurationIsRequired_isThereWhenListed() throws Exception {
    TestBundle bundle =
        new TestBundle("pax.plugin", "3.2.1")
            .type(DeclaredPlugin.class)
            .header("Service-Component", "OSGI-INF/plugin.xml")
            .header(
                "Import-Package",
                "dev.buntime.plugin,dev.buntime.runtime,dev.buntime.runtime.dto,org.jspecify.annotations;resolution:=optional")
            .file(
                "OSGI-INF/plugin.xml",
                """
                <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.4.0" name="declared"
                    configuration-policy="require" configuration-pid="plugin-declared">
                  <implementation class="%s"/>
                  <property name="buntime.plugin.name" value="plugin-declared"/>
                  <service><provide interface="dev.buntime.plugin.Plugin"/></service>
                </scr:component>
                """
                    .formatted(DeclaredPlugin.class.getName()));
    Bundle installed = install(bundle, "pax:plugin");
    installed.start();
    deployWho();
    configure(Map.of("required", new String[] {"plugin-declared"}));
    awaitState("plugin-declared", "missing");
    assertThat(seen("plugin-declared").reason())
        .isEqualTo(
            "component declared of bundle pax.plugin has no configuration plugin-declared; is the"
                + " plugin listed?");

    configure(Map.of("listed", new String[] {"plugin-declared"}));
    awaitState("plugin-declared", "active");
    assertThat(seen("plugin-declared").version()).isEqualTo("3.2.1");
    assertThat(seen("plugin-declared").bundle()).isEqualTo(installed.getBundleId());
    assertThat(seen("plugin-declared").ranking()).isZero();

    configurations
        .getConfiguration("plugin-declared", "?")
        .update(FrameworkUtil.asDictionary(Map.of("service.ranking", 7)));
    await()
        .pollInterval(SHORTLY)
        .untilAsserted(() -> {
          assertThat(plugin("plugin-declared").map(PluginDTO::ranking)).contains(7);
          assertThat(seen("plugin-declared").state()).isEqualTo("active");
        });
    assertThat(get("/who").headers().firstValue("X-Declared")).contains("yes");
    installed.uninstall();
    assertThat(get("/who").headers().firstValue("X-Declared")).isEmpty();
  }

  @Test
  public void name_whenItIsNone_isRefused() throws Exception {
    deployWho();
    register("Not A Name", 0, marking("x"));

    awaitState("Not A Name", "failed");
    assertThat(seen("Not A Name").reason()).contains("buntime.plugin.name is 'Not A Name'");
    assertThat(get("/who").headers().firstValue("X-Back")).isEmpty();
  }

  @Test
  public void hooks_runOnTheirThreads() throws Exception {
    deployWho();
    List<String> threads = new CopyOnWriteArrayList<>();
    TestPlugin plugin = new TestPlugin();
    plugin.onRequest =
        request -> {
          threads.add(thread(request));
          return Decision.pass();
        };
    plugin.onResponse = response -> threads.add(thread(response.request()));
    ServiceRegistration<Plugin> waits = plug("plugin-threads", 0, plugin);
    get("/who");
    assertThat(threads).hasSize(2).allMatch(name -> name.matches("plugin-\\d+"));
    waits.unregister();

    threads.clear();
    register("plugin-threads", Map.of(Plugin.BLOCKING, false), plugin);
    awaitState("plugin-threads", "active");
    get("/who");
    assertThat(threads).hasSize(2);
    assertThat(threads.getFirst()).as("Jetty's").doesNotStartWith("plugin-");
    assertThat(threads.getLast()).as("the app's").startsWith("who@1.2.3#");
  }

  private static String thread(PluginRequest request) {
    assertThat(Thread.currentThread().getContextClassLoader())
        .as(request.path())
        .isEqualTo(TestPlugin.class.getClassLoader());
    return Thread.currentThread().getName();
  }
}
