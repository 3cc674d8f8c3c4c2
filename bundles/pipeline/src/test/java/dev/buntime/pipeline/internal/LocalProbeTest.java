package dev.buntime.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.worker.HealthProbe;
import java.util.concurrent.CompletableFuture;
import org.junit.Rule;
import org.junit.Test;

/** Asks a worker that is not in routing yet how it is. */
public final class LocalProbeTest {
  @Rule public final TestFront front = new TestFront();

  @Test
  public void get_asksTheWorkerOfTheLease() throws Exception {
    CompletableFuture<String> asked = new CompletableFuture<>();
    front.app =
        (request, response) -> {
          asked.complete(request.getMethod() + " " + request.getRequestURI());
          response.setStatus(204);
        };
    TestFront.TestLease lease = front.new TestLease();

    int status = probe().get(TestFront.SHOP, "/he alth", lease);

    assertThat(status).isEqualTo(204);
    assertThat(asked.get()).isEqualTo("GET /he%20alth");
    await().untilAsserted(() -> assertThat(lease.closed).hasValue(1));
    assertThat(front.leases).as("nobody asked the pool").isEmpty();
  }

  @Test
  public void get_whenTheAppThrows_isItsStatus() throws Exception {
    front.app =
        (request, response) -> {
          throw new IllegalStateException("on purpose");
        };

    assertThat(probe().get(TestFront.SHOP, "/health", front.new TestLease())).isEqualTo(500);
  }

  @Test
  public void get_whenTheGateIsGone_givesThePlaceBack() throws Exception {
    HealthProbe probe = probe();
    front.remove();
    TestFront.TestLease lease = front.new TestLease();

    var _ = probe.get(TestFront.SHOP, "/health", lease); // whoever answers

    assertThat(lease.closed).hasValue(1);
  }

  private HealthProbe probe() {
    return (HealthProbe) front.endpoint();
  }
}
