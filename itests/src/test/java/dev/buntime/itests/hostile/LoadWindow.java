package dev.buntime.itests.hostile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What clients have seen for a while. Thread-safe. */
final class LoadWindow {
  private final Queue<Duration> latencies = new ConcurrentLinkedQueue<>();
  private final Queue<String> errors = new ConcurrentLinkedQueue<>();
  private volatile String latest = "";

  void answered(Duration latency, String body) {
    latencies.add(latency);
    latest = body;
  }

  void failed(String error) {
    errors.add(error);
  }

  int answers() {
    return latencies.size();
  }

  /** Body of the latest 2xx answer. */
  String latest() {
    return latest;
  }

  List<String> errors() {
    return List.copyOf(errors);
  }

  /** The latency that 99 % of the answers did not exceed. */
  Duration p99() {
    List<Duration> sorted = new ArrayList<>(latencies);
    sorted.sort(null);
    if (sorted.isEmpty()) {
      throw new IllegalStateException("no answers at all; errors: " + errors);
    }
    return sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1);
  }
}
