package dev.buntime.itests.pax;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.itests.CallLoop;
import dev.buntime.itests.TestBundle;
import dev.buntime.itests.app.VersionServlet;
import dev.buntime.pipeline.PluginRoutes;
import dev.buntime.plugin.Decision;
import dev.buntime.plugin.Plugin;
import dev.buntime.plugin.PluginContext;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.plugin.PluginResponse;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.inject.Inject;
import org.junit.Test;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** Plugins come, go and follow each other under load, and no request is lost. */
public class PluginSwapPaxIT extends PluggedRunner {
  private static final int SWAPS = 60;

  @Inject private PluginRoutes routes;

  private final List<String> wrong = new CopyOnWriteArrayList<>();

  /** Notices whether it is called when it must not be. */
  private final class Guarded implements Plugin {
    private final AtomicInteger state = new AtomicInteger();
    private final String mark;

    Guarded(String mark) {
      this.mark = mark;
    }

    @Override
    public void onInit(PluginContext context) {
      state.set(1);
    }

    @Override
    public Decision onRequest(PluginRequest request) {
      check("onRequest");
      return Decision.pass().withAttribute("guarded", mark);
    }

    @Override
    public void onResponse(PluginResponse response) {
      check("onResponse");
      response.setHeader("X-Guarded", mark);
      if (!response.request().attribute("guarded").filter(mark::equals).isPresent()) {
        wrong.add("an answer passed another plugin than its request");
      }
      response.transformBody((piece, last) -> {
        check("transform");
        return last ? UTF_8.encode(UTF_8.decode(piece) + "!") : piece;
      });
    }

    @Override
    public void onShutdown() {
      state.set(2);
    }

    private void check(String hook) {
      if (state.get() != 1) {
        wrong.add(mark + " " + hook + " in state " + state.get());
      }
    }
  }

  private void deployVersion() throws Exception {
    deploy(TestBundle.ofServlet("load", "1.0.0", VersionServlet.class), "load.jar", "/load");
  }

  private static void awaitCalls(CallLoop calls) {
    long now = calls.answers();
    await().pollInterval(SHORTLY).until(() -> calls.answers() > now + 3);
  }

  @Test
  public void addAndRemove_underLoad_losesNoRequest() throws Exception {
    deployVersion();
    try (CallLoop one = new CallLoop(() -> get("/load"));
        CallLoop other = new CallLoop(() -> get("/load"))) {
      for (int i = 0; i < SWAPS; i++) {
        ServiceRegistration<Plugin> plugin =
            register("plugin-on-off", Map.of(Plugin.BLOCKING, i % 2 == 0), new Guarded("g" + i));
        awaitState("plugin-on-off", "active");
        awaitCalls(one);
        plugin.unregister();
      }
      assertThat(one.errors()).isEmpty();
      assertThat(other.errors()).isEmpty();
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  public void replace_underLoad_leavesNoRequestWithoutThePlugin() throws Exception {
    deployVersion();
    configure(Map.of("required", new String[] {"plugin-swap"}));
    ServiceRegistration<Plugin> current = plug("plugin-swap", 0, new Guarded("first"));
    try (CallLoop one = new CallLoop(() -> marked(get("/load")));
        CallLoop other = new CallLoop(() -> marked(get("/load")))) {
      for (int i = 0; i < SWAPS; i++) {
        long before = other.answers();
        ServiceRegistration<Plugin> next =
            register("plugin-swap", Map.of(Constants.SERVICE_RANKING, i % 3), new Guarded("g" + i));
        await()
            .pollInterval(SHORTLY)
            .until(() ->
                runtime.plugins().stream()
                    .map(each -> each.state())
                    .toList()
                    .equals(List.of("active", "standby")));
        current.unregister();
        current = next;
        assertThat(other.answers()).isGreaterThanOrEqualTo(before);
      }
      awaitCalls(one);
      assertThat(one.errors()).isEmpty();
      assertThat(other.errors()).isEmpty();
    }
    assertThat(wrong).isEmpty();
  }

  /** An answer that no plugin has marked counts as an error. */
  private HttpResponse<String> marked(HttpResponse<String> answer) {
    if (answer.headers().firstValue("X-Guarded").isEmpty() || !answer.body().endsWith("!")) {
      wrong.add("no plugin has seen: " + answer.statusCode() + " " + answer.body());
    }
    return answer;
  }

  /** A range has an answer all the time, also for whom a plugin has kept while its version went. */
  @Test
  public void versions_whenOneTakesTheFileOfTheOther_loseNoRequestThatAPluginHasKept()
      throws Exception {
    deployVersion();
    PluggedRunner.TestPlugin slow = new PluggedRunner.TestPlugin();
    slow.onRequest =
        request -> {
          LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
          return Decision.pass();
        };
    plug("plugin-slow", 0, slow);
    try (CallLoop one = new CallLoop(() -> get("/load@%5E1"));
        CallLoop other = new CallLoop(() -> get("/load@%5E1"))) {
      for (int i = 1; i <= 10; i++) {
        String version = "1.%d.0".formatted(i);
        TestBundle.ofServlet("load", version, VersionServlet.class).writeTo(folder(), "load.jar");
        await().pollInterval(SHORTLY).until(() -> get("/load@%5E1").body().contains(version));
      }
      assertThat(one.errors()).isEmpty();
      assertThat(other.errors()).isEmpty();
    }
  }

  @Test
  public void routes_whenHeld_areNeverMissed() throws Exception {
    plug("plugin-routes", 0, new Guarded("r"));
    ServiceRegistration<Servlet> servlet = servlet("s0");
    await()
        .pollInterval(SHORTLY)
        .untilAsserted(() -> assertThat(route().statusCode()).isEqualTo(200));
    assertThat(seen("plugin-routes").routes()).containsExactly("/_/plugin-routes/*");

    try (CallLoop one = new CallLoop(this::route);
        CallLoop other = new CallLoop(this::route)) {
      for (int i = 1; i < SWAPS; i++) {
        try (PluginRoutes.Hold _ = routes.hold("plugin-routes")) {
          servlet.unregister();
          servlet = servlet("s" + i);
        }
        awaitCalls(one);
      }
      assertThat(one.errors()).isEmpty();
      assertThat(other.errors()).isEmpty();
      assertThat(one.bodies()).contains("s1!", "s" + (SWAPS - 1) + "!");
    } finally {
      servlet.unregister();
    }
  }

  private HttpResponse<String> route() {
    return getAs("admin", Distribution.PASSWORD, "/_/plugin-routes/x");
  }

  private ServiceRegistration<Servlet> servlet(String text) {
    return context.registerService(
        Servlet.class,
        new TextServlet(text),
        FrameworkUtil.asDictionary(
            Map.of(
                "osgi.http.whiteboard.servlet.pattern",
                "/*",
                "osgi.http.whiteboard.context.select",
                "(osgi.http.whiteboard.context.name=plugin-routes)")));
  }

  private static final class TextServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final String text;

    TextServlet(String text) {
      this.text = text;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print(text);
    }
  }
}
