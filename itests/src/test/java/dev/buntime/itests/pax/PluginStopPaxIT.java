package dev.buntime.itests.pax;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.itests.TestBundle;
import dev.buntime.itests.app.VersionServlet;
import dev.buntime.plugin.Decision;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.Test;
import org.osgi.framework.ServiceReference;

/** The end of a runner, which answers nothing afterwards; so this is its only test. */
public class PluginStopPaxIT extends PluggedRunner {
  private static final int SECONDS = 20;

  @Test
  public void drain_answersWhatIsInFlight_andThenEndsPluginsInReverseOrder() throws Exception {
    deploy(TestBundle.ofServlet("last", "1.0.0", VersionServlet.class), "last.jar", "/last");
    List<String> order = new CopyOnWriteArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      plug("plugin-" + name, order.size(), new Ending(name, order));
    }
    CountDownLatch inside = new CountDownLatch(1);
    TestPlugin slow = new TestPlugin();
    slow.onRequest =
        request -> {
          inside.countDown();
          Decision decision = block();
          order.add("answered");
          return decision;
        };
    plug("plugin-slow", 5, slow);
    CompletableFuture<HttpResponse<String>> answer =
        CompletableFuture.supplyAsync(() -> get("/last"), this::start);
    assertThat(inside.await(SECONDS, TimeUnit.SECONDS)).isTrue();

    CompletableFuture<Void> drained = CompletableFuture.runAsync(drain(), this::start);
    leave.countDown();

    assertThat(answer.get(SECONDS, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    drained.get(SECONDS, TimeUnit.SECONDS);
    assertThat(order).containsExactly("answered", "c", "b", "a");
    assertThat(runtime.plugins()).extracting(each -> each.state()).containsOnly("missing");
  }

  private void start(Runnable task) {
    Thread.ofPlatform().daemon().start(task);
  }

  private Runnable drain() throws Exception {
    ServiceReference<Runnable> drain =
        context.getServiceReferences(Runnable.class, "(buntime.drain=true)").iterator().next();
    return context.getService(drain);
  }

  /** Says when it ends. */
  private static final class Ending extends TestPlugin {
    private final String name;
    private final List<String> order;

    Ending(String name, List<String> order) {
      this.name = name;
      this.order = order;
    }

    @Override
    public void onShutdown() {
      order.add(name);
    }
  }
}
