package dev.buntime.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.pipeline.PluginRoutes;
import dev.buntime.plugin.Plugin;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;

/** Routes of plugins while a plugin is exchanged. */
public final class HeldRoutesTest {
  private static final int SECONDS = 20;
  private static final String PLUGIN = "plugin-a";

  @Rule public final TestFront front = new TestFront();
  private final CountDownLatch serving = new CountDownLatch(1);
  private final CountDownLatch leave = new CountDownLatch(1);

  @Test
  public void hold_letsNewRequestsToThePluginWait_andNoOthers() throws Exception {
    CompletableFuture<HttpResponse<String>> waiting;
    try (PluginRoutes.Hold _ = front.routes.hold(PLUGIN)) {
      waiting = front.sendAsync("GET", "/_/plugin-a/x");
      for (String path : new String[] {"/_/plugin-b/x", "/_/plugin-ab", "/_/", "/_", "/shop"}) {
        assertThat(front.send("GET", path).statusCode()).as(path).isEqualTo(200);
      }
      assertThat(waiting).isNotDone();
    }

    assertThat(waiting.get(SECONDS, TimeUnit.SECONDS).body()).isEqualTo("hello");
  }

  @Test
  public void hold_letsRequestsWaitBeforeTheyPassAPlugin() throws Exception {
    front.plugins.all.add(new Plugin() {});
    CompletableFuture<HttpResponse<String>> waiting;
    try (PluginRoutes.Hold _ = front.routes.hold(PLUGIN)) {
      waiting = front.sendAsync("GET", "/_/plugin-a/x");
      assertThat(front.send("GET", "/_/plugin-b/x").statusCode()).isEqualTo(200);
      await().until(() -> front.plugins.open.get() == 0);
      assertThat(waiting).isNotDone();
    }

    assertThat(waiting.get(SECONDS, TimeUnit.SECONDS).body()).isEqualTo("hello");
  }

  @Test
  public void hold_waitsForRequestsInFlight() throws Exception {
    front.plugins.inForce.add(PLUGIN);
    front.app =
        (request, response) -> {
          serving.countDown();
          try {
            leave.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    CompletableFuture<HttpResponse<String>> inFlight = front.sendAsync("GET", "/_/plugin-a");
    assertThat(serving.await(SECONDS, TimeUnit.SECONDS)).isTrue();

    CompletableFuture<Void> hold = CompletableFuture.runAsync(this::holdAndLetGo);
    CompletableFuture<HttpResponse<String>> next = front.sendAsync("GET", "/_/plugin-a");
    assertThat(hold).isNotDone();
    leave.countDown();

    hold.get(SECONDS, TimeUnit.SECONDS);
    assertThat(inFlight.get(SECONDS, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(next.get(SECONDS, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
  }

  @Test
  public void hold_whenClosedTwice_isReleasedOnce() throws Exception {
    PluginRoutes.Hold one = front.routes.hold(PLUGIN);
    PluginRoutes.Hold other = front.routes.hold(PLUGIN);
    one.close();
    one.close();
    CompletableFuture<HttpResponse<String>> waiting = front.sendAsync("GET", "/_/plugin-a");
    assertThat(front.send("GET", "/_/x").statusCode()).isEqualTo(200);
    assertThat(waiting).isNotDone();

    other.close();

    assertThat(waiting.get(SECONDS, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
  }

  @Test
  public void request_whenTheServletThrows_isCountedOut() throws Exception {
    front.plugins.inForce.add(PLUGIN);
    front.app =
        (request, response) -> {
          throw new IllegalStateException("on purpose");
        };

    assertThat(front.send("GET", "/_/plugin-a").statusCode()).isEqualTo(500);

    CompletableFuture.runAsync(this::holdAndLetGo).get(SECONDS, TimeUnit.SECONDS);
  }

  private void holdAndLetGo() {
    try {
      front.routes.hold(PLUGIN).close();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
