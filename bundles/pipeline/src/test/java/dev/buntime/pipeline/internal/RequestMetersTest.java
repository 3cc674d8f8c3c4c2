package dev.buntime.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.runtime.MeteredVersions;
import dev.buntime.runtime.TrafficRuntime;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** What is counted of requests to a real server. */
public final class RequestMetersTest {
  private static final int ROUND = 10_000;

  /** What is promised. */
  private static final long RECORDING_NANOS = 300;

  @Rule public final TestFront front = new TestFront();

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Before
  public void listen() {
    Metrics.addRegistry(registry);
  }

  @After
  public void forget() {
    Metrics.removeRegistry(registry);
  }

  @Test
  public void requests_areCountedByAppAndStatus() throws Exception {
    front.app =
        (request, response) ->
            response.setStatus(request.getRequestURI().endsWith("/x") ? 418 : 200);
    for (int i = 0; i < 7; i++) {
      front.send("GET", "/shop/ok");
    }
    for (int i = 0; i < 3; i++) {
      front.send("GET", "/shop/x");
    }
    front.send("GET", "/nothing");
    front.send("GET", "/_/stats");

    TrafficRuntime traffic = front.meters;
    await().until(() -> traffic.traffic().totalRequests() == 12);
    assertThat(count("shop", "1.2.3", "2xx")).isEqualTo(7);
    assertThat(count("shop", "1.2.3", "4xx")).isEqualTo(3);
    assertThat(count("(none)", "(none)", "4xx")).isEqualTo(1);
    assertThat(count("(runner)", "(runner)", null)).isEqualTo(1);
    assertThat(traffic.traffic().inFlight()).isZero();
  }

  @Test
  public void appThatIsUndeployed_takesItsMetersWithIt_andNoLateRequestBringsThemBack()
      throws Exception {
    front.send("GET", "/shop");
    await().until(() -> count("shop", "1.2.3", "2xx") == 1);

    front.undeploy();

    assertThat(registry.find("buntime.request.duration").tag("app", "shop").timers()).isEmpty();
    front.send("GET", "/shop"); // the test's router still sends it there
    await().until(() -> front.meters.traffic().totalRequests() == 2);
    assertThat(registry.find("buntime.request.duration").tag("app", "shop").timers()).isEmpty();
  }

  @Test
  public void versionWithoutMetersOfItsOwn_isCountedAmongTheOthers_whichStay() throws Exception {
    MeteredVersions none = (_, _) -> false;
    front.send("GET", "/shop");
    await().until(() -> count("shop", "1.2.3", "2xx") == 1);

    front.meters.setMetered(none);

    front.send("GET", "/shop");
    await().until(() -> count("(other)", "(other)", "2xx") == 1);
    assertThat(registry.find("buntime.request.duration").tag("app", "shop").timers()).isEmpty();
    front.meters.unsetMetered(none);
    front.send("GET", "/shop");
    await().until(() -> count("shop", "1.2.3", "2xx") == 1);
    front.undeploy();
    assertThat(count("(other)", "(other)", "2xx")).isEqualTo(1);
  }

  @Test
  public void apps_getTheTraceAndTheRequestId() throws Exception {
    front.app =
        (request, response) ->
            response
                .getWriter()
                .print(request.getHeader("traceparent") + " " + request.getHeader("X-Request-Id"));
    String sent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    assertThat(front.send("GET", "/shop", "traceparent", sent, "X-Request-Id", "r-1").body())
        .isEqualTo(sent + " r-1");
    assertThat(front.send("GET", "/shop").body()).matches("00-([0-9a-f]{32})-[0-9a-f]{16}-00 \\1");
  }

  /** All that is done for a request here; the best of many rounds counts, of more if need be. */
  @Test
  public void recording_isCheap() throws Exception {
    front.send("GET", "/shop");
    await().until(() -> count("shop", "1.2.3", "2xx") == 1);
    Metrics.removeRegistry(registry);
    Request request =
        new Request.Wrapper(unused(Request.class)) {
          @Override
          public long getHeadersNanoTime() {
            return System.nanoTime();
          }

          @Override
          public Object getAttribute(String name) {
            return TestFront.SHOP;
          }
        };
    Response response =
        new Response.Wrapper(request, unused(Response.class)) {
          @Override
          public int getStatus() {
            return 200;
          }
        };
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 100 || (best >= RECORDING_NANOS && round < 300); round++) {
      long begin = System.nanoTime();
      for (int i = 0; i < ROUND; i++) {
        front.meters.end(request, response);
      }
      best = Math.min(best, (System.nanoTime() - begin) / ROUND);
    }
    System.out.println("recording of a request: " + best + " ns");
    assertThat(best).isLessThan(RECORDING_NANOS);
  }

  private static <T> T unused(Class<T> type) {
    return TestFront.proxy(
        type,
        (method, arguments) -> {
          throw new AssertionError(method);
        });
  }

  private long count(String app, String version, @Nullable String status) {
    return registry
        .find("buntime.request.duration")
        .tags("app", app, "version", version)
        .timers()
        .stream()
        .filter(timer -> status == null || status.equals(timer.getId().getTag("status")))
        .mapToLong(Timer::count)
        .sum();
  }
}
