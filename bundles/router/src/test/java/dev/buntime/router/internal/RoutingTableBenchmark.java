package dev.buntime.router.internal;

import dev.buntime.catalog.CatalogSnapshot;
import dev.buntime.router.Route;
import dev.buntime.runtime.InvocationException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
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
 * What routing costs with 10,000 deployed versions, in ns per operation.
 *
 * <p>To run it, from the root of the repository:
 *
 * <pre>{@code
 * mvn -pl bundles/router -am -DskipTests install
 * mvn -pl bundles/router dependency:build-classpath -Dmdep.outputFile=target/classpath
 * cd bundles/router
 * java -cp target/test-classes:target/classes:$(cat target/classpath) \
 *   dev.buntime.router.internal.RoutingTableBenchmark
 * }</pre>
 *
 * <p>{@link RoutingSpeedTest} is the short form that runs with the other tests.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RoutingTableBenchmark {
  private static final int DEPLOYED = 10_000;

  /** How many apps share the versions. */
  @Param({"1", "100", "10000"})
  public int apps;

  private final TableRouter router = new TableRouter(new Config(""));
  private CatalogSnapshot snapshot = CatalogSnapshot.EMPTY;
  private CatalogSnapshot withOneMore = CatalogSnapshot.EMPTY;
  private RoutingTable table = RoutingTable.EMPTY;
  private RoutingTable full = RoutingTable.EMPTY;

  /** Runs all benchmarks of this class. */
  public static void main(String[] arguments) throws RunnerException {
    new Runner(new OptionsBuilder().include(RoutingTableBenchmark.class.getName()).build()).run();
  }

  /** Deploys everything, and fills the cache of one table. */
  @Setup
  public void deploy() throws InvocationException {
    snapshot = Apps.many(apps, DEPLOYED / apps);
    withOneMore = snapshot.with(List.of(Apps.deployment("app-0@1.99999.0")), List.of());
    router.changed(CatalogSnapshot.EMPTY, snapshot);
    table = RoutingTable.EMPTY.next(snapshot);
    full = RoutingTable.EMPTY.next(snapshot);
    for (int i = 0; i < RoutingTable.CACHE_LIMIT; i++) {
      full.find("app-0@>=0." + i);
    }
  }

  /** The highest release of an app. */
  @Benchmark
  public Route withoutRange() throws InvocationException {
    return router.route("/app-0/x/y");
  }

  /** A range that was asked before. */
  @Benchmark
  public Route rememberedRange() throws InvocationException {
    return router.route("/app-0@^1.0/x/y");
  }

  /** A range that is worked out anew, since the cache is full. */
  @Benchmark
  public Object otherRange() throws InvocationException {
    return full.find("app-0@>=1.0 <2");
  }

  /** The table after one more version is deployed. */
  @Benchmark
  public Object nextTable() {
    return table.next(withOneMore);
  }
}
