package dev.buntime.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.runtime.dto.TrafficDTO;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.junit.Test;

public final class TrafficTest {
  private static final Offset<Double> EXACT = Offset.offset(1e-9);

  private long now = -5_000_000_000L; // it may begin anywhere
  private final Traffic traffic = new Traffic(() -> now);

  @Test
  public void figures_beforeAnyRequest_areZero() {
    assertThat(traffic.toDto()).isEqualTo(new TrafficDTO(0, 0, 0, 0));
  }

  @Test
  public void rate_isOfFullSeconds_sinceTheStart() {
    requests(30, 10);
    assertThat(traffic.toDto().requestsPerSecond()).as("no full second yet").isZero();
    pass(2);
    requests(100, 10);

    TrafficDTO seen = traffic.toDto();

    assertThat(seen.totalRequests()).isEqualTo(130);
    assertThat(seen.requestsPerSecond()).as("in two seconds").isEqualTo(15, EXACT);
    assertThat(seen.avgResponseTimeMillis()).isEqualTo(10, EXACT);
  }

  @Test
  public void rateAndTime_areOfTheLastMinute() {
    requests(6000, 1);
    pass(61);
    requests(60, 3);
    requests(60, 5);
    pass(1);

    TrafficDTO seen = traffic.toDto();

    assertThat(seen.totalRequests()).isEqualTo(6120);
    assertThat(seen.requestsPerSecond()).isEqualTo(2, EXACT);
    assertThat(seen.avgResponseTimeMillis()).isEqualTo(4, EXACT);
    pass(60);
    assertThat(traffic.toDto().requestsPerSecond()).isZero();
    assertThat(traffic.toDto().avgResponseTimeMillis()).isZero();
  }

  @Test
  public void requestsThatRun_areInFlight() {
    traffic.began();
    traffic.began();
    traffic.ended(1);

    assertThat(traffic.toDto().inFlight()).isEqualTo(1);
    assertThat(traffic.toDto().totalRequests()).isEqualTo(1);
  }

  private void requests(int count, long millis) {
    for (int i = 0; i < count; i++) {
      traffic.began();
      traffic.ended(TimeUnit.MILLISECONDS.toNanos(millis));
    }
  }

  private void pass(long seconds) {
    now += TimeUnit.SECONDS.toNanos(seconds);
  }
}
