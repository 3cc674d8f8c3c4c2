package dev.buntime.sandbox.internal.guard;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
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
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What safepoints cost: the same class plain and woven, in µs per operation, and the ratio.
 *
 * <p>To run it, from the root of the repository:
 *
 * <pre>{@code
 * mvn -pl bundles/sandbox -am -DskipTests install
 * mvn -pl bundles/sandbox dependency:build-classpath -Dmdep.outputFile=target/classpath
 * cd bundles/sandbox
 * java -cp target/test-classes:target/classes:$(cat target/classpath) \
 *   dev.buntime.sandbox.internal.guard.SafepointBenchmark
 * }</pre>
 *
 * <p>{@link SafepointSpeedTest} is the short form that runs with the other tests.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class SafepointBenchmark {
  /** What is done. */
  @Param({"arithmetic", "array", "strings", "streams", "recursion"})
  public String work = "";

  /** Whether the class is woven. */
  @Param({"false", "true"})
  public boolean woven; // by its name JMH runs plain and woven one after the other

  private IntUnaryOperator code = x -> x;
  private int last;

  /** Runs all and prints the ratios of the best iterations, which other load disturbs least. */
  public static void main(String[] arguments) throws RunnerException {
    Collection<RunResult> results =
        new Runner(new OptionsBuilder().include(SafepointBenchmark.class.getName()).build()).run();
    Map<String, Double> micros = new TreeMap<>();
    for (RunResult result : results) {
      micros.put(
          result.getParams().getParam("work") + " " + result.getParams().getParam("woven"),
          result.getPrimaryResult().getStatistics().getMin());
    }
    micros.forEach((name, plain) -> {
      if (name.endsWith(" false")) {
        String work = name.substring(0, name.indexOf(' '));
        double woven = micros.getOrDefault(work + " true", Double.NaN);
        System.out.printf(
            "%-12s plain %8.3f µs  woven %8.3f µs  ratio %.3f%n",
            work, plain, woven, woven / plain);
      }
    });
  }

  /** Loads the class. */
  @Setup
  public void load() {
    code = woven ? WorkloadLoader.woven(work) : WorkloadLoader.plain(work);
  }

  /** The work. */
  @Benchmark
  public int work() {
    last = code.applyAsInt(last);
    return last;
  }
}
