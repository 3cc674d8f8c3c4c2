package dev.buntime.plugin.authz.internal.set;

import dev.buntime.plugin.Identity;
import dev.buntime.plugin.authz.internal.pdp.Decision;
import dev.buntime.plugin.authz.internal.pdp.Frame;
import dev.buntime.plugin.authz.internal.query.Resource;
import dev.buntime.plugin.authz.internal.query.Situation;
import dev.buntime.plugin.authz.internal.store.Format;
import dev.buntime.plugin.authz.internal.store.StoreException;
import dev.buntime.plugin.authz.internal.store.StoredPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What a request costs with 1,000 policies, from what is known of it to its decision, in µs per
 * operation: those whose decision is remembered, and those that nobody has asked for. It is run as
 * {@link dev.buntime.plugin.authz.internal.pdp.DecisionBenchmark} is.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PolicySetBenchmark {
  private static final int POLICIES = 1000;

  /** What each policy is for; of the last kind all have to be asked. */
  @Param({"an app each", "apps by a pattern", "a role each", "a path each", "an ending each"})
  public String kind = "";

  private PolicySet set = set("an app each", 0);
  private final Situation known = situation("app-0", 0);
  private int next;

  /** Runs all benchmarks of this class. */
  public static void main(String[] arguments) throws RunnerException {
    new Runner(new OptionsBuilder().include(PolicySetBenchmark.class.getName()).build()).run();
  }

  /** Reads the policies. */
  @Setup(Level.Trial)
  public void read() {
    set = set(kind, POLICIES);
  }

  private static PolicySet set(String kind, int policies) {
    String targets =
        switch (kind) {
          case "an app each" ->
              "\"subjects\":[],\"resources\":[{\"app\":\"app-%d\",\"path\":\"/orders/*\"}]";
          case "apps by a pattern" ->
              "\"subjects\":[],\"resources\":[{\"app\":\"*pp-%d\",\"path\":\"/orders/*\"}]";
          case "a role each" -> "\"subjects\":[{\"role\":\"role-%d\"}],\"resources\":[]";
          case "a path each" -> "\"subjects\":[],\"resources\":[{\"path\":\"/orders/%d*\"}]";
          default -> "\"subjects\":[],\"resources\":[{\"path\":\"*/%d\"}]";
        };
    List<StoredPolicy> stored = new ArrayList<>();
    for (int n = 0; n < policies; n++) {
      stored.add(
          new StoredPolicy(
              "p" + n,
              Format.JSON,
              "{\"id\":\"p%d\",\"effect\":\"%s\",%s,\"actions\":[]}"
                  .formatted(n, n % 2 == 0 ? "permit" : "deny", targets.formatted(n))));
    }
    try {
      return new PolicySetCompiler(new Frame(Combining.DENY_OVERRIDES.id(), Decision.DENY))
          .compile(stored);
    } catch (StoreException e) {
      throw new IllegalStateException(e);
    }
  }

  static Situation situation(String app, int n) {
    return new Situation(
        Optional.of(
            new Identity(
                "ada",
                "Ada",
                "ada@example.org",
                Set.of("role-0", "reader"),
                Set.of("staff"),
                Map.of())),
        Resource.ofApp(app, "1.0.0", "/orders/" + n, ""),
        "GET",
        "read",
        "192.0.2.1",
        "curl/8",
        Instant.EPOCH);
  }

  /** A request as there was one before. */
  @Benchmark
  public Outcome remembered() {
    return set.decide(known);
  }

  /** A request with a path that was never asked for. */
  @Benchmark
  public Outcome never() {
    return set.decide(situation("app-0", next++));
  }

  /** A request with a path that was never asked for, and that a policy denies. */
  @Benchmark
  public Outcome denied() {
    return set.decide(situation("app-1", next++));
  }

  /** A request with a path that was never asked for, and that no policy is for. */
  @Benchmark
  public Outcome deniedByDefault() {
    return set.decide(situation("other", next++));
  }
}
