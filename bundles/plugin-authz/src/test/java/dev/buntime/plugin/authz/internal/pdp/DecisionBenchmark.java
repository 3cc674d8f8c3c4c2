package dev.buntime.plugin.authz.internal.pdp;

import dev.buntime.jsonc.JsoncException;
import dev.buntime.plugin.authz.internal.attributes.Vocabulary;
import java.util.ArrayList;
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
 * What a decision costs with many policies, each for an app of its own, in µs per operation.
 *
 * <p>To run it, from the root of the repository:
 *
 * <pre>{@code
 * mvn -pl bundles/plugin-authz -am -DskipTests install
 * mvn -pl bundles/plugin-authz dependency:build-classpath -Dmdep.outputFile=target/classpath
 * cd bundles/plugin-authz
 * java -cp target/test-classes:target/classes:$(cat target/classpath) \
 *   dev.buntime.plugin.authz.internal.pdp.DecisionBenchmark
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecisionBenchmark {
  private static final String ALGORITHM =
      "urn:oasis:names:tc:xacml:3.0:policy-combining-algorithm:deny-overrides";

  /** How many policies there are. */
  @Param({"1", "100", "1000"})
  public int policies;

  private final Query query =
      Query.builder()
          .add(Vocabulary.SUBJECT_ID, "ada")
          .add(Vocabulary.ROLE, List.of("reader", "writer"))
          .add(Vocabulary.RESOURCE_ID, "/app-0/orders/1")
          .add(Vocabulary.APP, "app-0")
          .add(Vocabulary.PATH, "/orders/1")
          .add(Vocabulary.METHOD, "GET")
          .add(Vocabulary.OPERATION, "read")
          .add(Vocabulary.ADDRESS, "192.0.2.1")
          .build();
  private Specialised point = specialised(0);

  /** Runs all benchmarks of this class. */
  public static void main(String[] arguments) throws RunnerException {
    new Runner(new OptionsBuilder().include(DecisionBenchmark.class.getName()).build()).run();
  }

  /** Reads the policies. */
  @Setup
  public void read() {
    point = specialised(policies);
  }

  private static Specialised specialised(int policies) {
    try {
      List<PolicyText> texts = new ArrayList<>();
      for (int n = 0; n < policies; n++) {
        texts.add(
            Samples.shortPolicy(
                "p" + n,
                "permit",
                "[{\"app\":\"app-%d\",\"path\":\"/orders/*\"}]".formatted(n),
                ",\"description\":\"Orders may be read.\""));
      }
      return Specialised.of(texts, new Frame(ALGORITHM, Decision.DENY));
    } catch (PolicyException | JsoncException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All policies as one set. */
  @Benchmark
  public Verdict whole() {
    return point.whole().decide(query);
  }

  /** The policies of the app alone. */
  @Benchmark
  public Verdict specialised() {
    return point.decide(query);
  }
}
