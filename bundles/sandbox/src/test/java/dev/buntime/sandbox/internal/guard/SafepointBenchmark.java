package dev.buntime.sandbox.internal.guard;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
 * <p>CONTRIBUTING.md has the command. {@link SafepointSpeedTest} is the short form that runs with
 * the other tests.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 15, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 40, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class SafepointBenchmark {
  private static final int ROUNDS = 9;

  /** What is done. */
  @Param({"arithmetic", "array", "strings", "streams", "recursion", "arrays"})
  public String work = "";

  /** Whether the class is woven. */
  @Param({"false", "true"})
  public boolean woven;

  private IntUnaryOperator code = x -> x;
  private int last;

  /**
   * Runs all in turn, plain and woven, each time in a new JVM, and prints what the rounds have in
   * the middle. Of a round its best iteration counts: other load makes one slower, never faster.
   *
   * @param arguments the number of rounds, if it is not to be {@value #ROUNDS}
   */
  public static void main(String[] arguments) throws RunnerException {
    int rounds = arguments.length == 0 ? ROUNDS : Integer.parseInt(arguments[0]);
    Map<String, List<Double>> plain = new TreeMap<>();
    Map<String, List<Double>> woven = new TreeMap<>();
    for (int round = 0; round < rounds; round++) {
      String all = SafepointBenchmark.class.getName();
      for (RunResult result : new Runner(new OptionsBuilder().include(all).build()).run()) {
        var target = result.getParams().getParam("woven").equals("true") ? woven : plain;
        target
            .computeIfAbsent(result.getParams().getParam("work"), _ -> new ArrayList<>())
            .add(result.getPrimaryResult().getStatistics().getMin());
      }
    }
    plain.forEach((work, micros) -> print(work, micros, woven.getOrDefault(work, List.of())));
  }

  private static void print(String work, List<Double> plain, List<Double> woven) {
    System.out.printf(
        "%-12s plain %7.3f µs (%s)  woven %7.3f µs (%s)  ratio %.3f%n",
        work,
        median(plain),
        span(plain),
        median(woven),
        span(woven),
        median(woven) / median(plain));
  }

  private static double median(List<Double> micros) {
    return micros.stream().sorted().skip(micros.size() / 2).findFirst().orElse(Double.NaN);
  }

  private static String span(List<Double> micros) {
    return "%.3f–%.3f".formatted(Collections.min(micros), Collections.max(micros));
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
