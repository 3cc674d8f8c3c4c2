package dev.buntime.itests.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.itests.Http;
import dev.buntime.itests.RunnerProcess;
import dev.buntime.itests.TestBundle;
import dev.buntime.itests.app.VersionServlet;
import dev.buntime.itests.hostile.app.Hungry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import org.junit.rules.TemporaryFolder;

/** A runner with a healthy app that is called all the time, for apps that do harm beside it. */
final class Arena implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final Duration SHORTLY = Duration.ofMillis(50);
  private static final int ENOUGH = 300; // answers, so that p99 is not the worst of all
  private static final int PLENTY = 1_200; // so that one pause or two, which hit all, are not p99

  /**
   * Less than this is noise: with {@link #ENOUGH} answers the p99 is the fourth worst of them,
   * which one collection of garbage or one thread that has to wait for its time slice decides.
   */
  private static final Duration FLOOR = Duration.ofMillis(25);

  private static final String HUNGRY = "hungry";

  /** What the log says of a new worker. */
  private static final Pattern BEGINNING = Pattern.compile("(?m) - \\S+@\\S+#\\d+ Creating$");

  /** What it says of one that found nothing to start any more. */
  private static final Pattern TOO_LATE =
      Pattern.compile("(?m) - \\S+@\\S+#\\d+ Creating → Failed: .* was undeployed");

  private static final double NOISE_CORES = 0.25;
  private static final int SAMPLES = 3; // of a load that is not the same all the time
  private static final Duration SOON = Duration.ofSeconds(60);

  private final RunnerProcess runner;
  private final LoadGenerator neighbour;
  private final ProcessCpu cpu;
  private final JvmInspector jvm;
  private final CensusView census;
  private final double idleCores;
  private Duration limit;

  private Arena(RunnerProcess runner) throws IOException {
    this.runner = runner;
    this.cpu = new ProcessCpu(runner.process().pid());
    this.jvm = new JvmInspector(runner.process().pid());
    this.census = new CensusView(runner);
    TestBundle.ofServlet("neighbour", "1.0.0", VersionServlet.class)
        .writeTo(runner.apps(), "neighbour.jar");
    awaitStatus("/neighbour", 200);
    this.neighbour =
        new LoadGenerator()
            .with(runner.uri("/neighbour"), PAUSE)
            .with(runner.uri("/neighbour"), PAUSE);
    HostileBundle.of(HUNGRY, Hungry.class, "\"timeout\": 60").writeTo(runner.apps(), "hungry.jar");
    awaitWarm(HUNGRY);
    neighbour.next();
    awaitAnswers(ENOUGH); // warm
    this.limit = twiceTheBaseLine(ENOUGH);
    this.idleCores =
        DoubleStream.generate(cpu::cores).limit(SAMPLES).max().orElseThrow() + NOISE_CORES;
  }

  /**
   * Twice what the neighbour's p99 is beside an app that uses all processors without doing harm.
   * That it gets less of them, and that others use the machine as well, is nobody's fault.
   */
  private Duration twiceTheBaseLine(int answers) {
    neighbour.next();
    do {
      assertThat(call("/" + HUNGRY + "/compute").status()).isEqualTo(200);
    } while (neighbour.current().answers() < answers && neighbour.current().errors().isEmpty());
    return Collections.max(List.of(FLOOR, neighbour.next().p99().multipliedBy(2)));
  }

  static Arena open(TemporaryFolder folder, String javaOptions) throws IOException {
    return new Arena(RunnerProcess.startWith(javaOptions, folder));
  }

  /** Deploys an app, and begins to watch the neighbour. */
  void deploy(String name, TestBundle bundle) throws IOException {
    neighbour.next();
    bundle.writeTo(runner.apps(), name + ".jar");
    await()
        .pollInterval(SHORTLY)
        .until(() -> Http.getAsAdmin(runner.uri("/_/deployments")).body().contains(name + ".jar"));
  }

  /** Waits until an app of hostile servlets serves. */
  void awaitWarm(String name) {
    awaitStatus("/" + name + "/warm", 200);
  }

  Answer call(String path) {
    return Answer.to(runner.uri(path));
  }

  URI uri(String path) {
    return runner.uri(path);
  }

  RunnerProcess runner() {
    return runner;
  }

  /** The neighbour had no error since the deployment and was about as fast as before. */
  void assertNeighbourUnharmed() {
    awaitAnswers(ENOUGH);
    if (neighbour.current().p99().compareTo(limit) >= 0) {
      awaitAnswers(PLENTY);
    }
    LoadWindow seen = neighbour.next();
    assertThat(seen.errors()).as("errors of the neighbour").isEmpty();
    if (seen.p99().compareTo(limit) >= 0) {
      limit = twiceTheBaseLine(PLENTY); // the machine may have more to do than at the beginning
    }
    System.out.println("Arena: p99 of the neighbour " + seen.p99() + ", limit " + limit);
    assertThat(seen.p99()).as("p99 of the neighbour").isLessThan(limit);
  }

  /** The neighbour had no error since the deployment. */
  void assertNeighbourServed() {
    assertServed(neighbour.current());
  }

  private static void assertServed(LoadWindow seen) {
    assertThat(seen.errors()).as("errors of the neighbour").isEmpty();
    assertThat(seen.answers()).as("answers of the neighbour").isPositive();
  }

  /** The neighbour had no error until now; how fast it is counts from now on. */
  void watchAnew() {
    assertServed(neighbour.next());
  }

  void awaitIdle() {
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(cpu.cores()).as("busy cores").isLessThan(idleCores));
  }

  void undeploy(String name) throws IOException {
    Path artifact = runner.apps().resolve(name + ".jar");
    Files.delete(artifact);
    awaitStatus("/" + name + "/warm", 404); // any other path would do harm again
  }

  /** Everything of an app is collected, or the census names a culprit. */
  void awaitGoneOrHeldBy(String name, String culprit) {
    awaitCensus(name, remnants -> assertThat(remnants).allSatisfy(each -> isHeldBy(each, culprit)));
  }

  /** Something of an app is not collected, and the census names all of those that hold it. */
  void awaitHeldBy(String name, String... culprits) {
    awaitCensus(
        name,
        remnants ->
            assertThat(remnants)
                .isNotEmpty()
                .allSatisfy(each -> {
                  for (String culprit : culprits) {
                    isHeldBy(each, culprit);
                  }
                }));
  }

  private static void isHeldBy(CensusView.Remnant remnant, String culprit) {
    assertThat(remnant.leak()).isTrue();
    assertThat(remnant.holders()).anyMatch(holder -> holder.contains(culprit));
  }

  /** Everything of an app is collected. */
  void awaitGone(String name) {
    awaitCensus(name, remnants -> assertThat(remnants).isEmpty());
  }

  private void awaitCensus(String name, Consumer<List<CensusView.Remnant>> wanted) {
    awaitTakenIn(name);
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(250))
        .atMost(SOON)
        .untilAsserted(() -> {
          jvm.collect();
          wanted.accept(census.remnantsOf(name));
        });
  }

  /**
   * No worker of the app is left, and the census has heard of the class loader of every worker that
   * has ended, of this and other apps: before that, that it has no remnants says nothing.
   */
  private void awaitTakenIn(String name) {
    await()
        .pollInterval(SHORTLY)
        .atMost(SOON)
        .untilAsserted(() -> {
          CensusView.Books books = census.books();
          assertThat(books.workers()).noneMatch(each -> each.startsWith(name + "@"));
          assertThat(books.entered())
              .as("class loaders of workers that have ended")
              .isEqualTo(begun() - books.living());
        });
  }

  /**
   * How many workers have begun to start and got a class loader: all but successors whose app was
   * undeployed at that moment.
   */
  private long begun() {
    String log = runner.log();
    return BEGINNING.matcher(log).results().count() - TOO_LATE.matcher(log).results().count();
  }

  /** Threads that nothing can stop, since the runner started. */
  long zombieThreads() {
    return census.zombieThreads();
  }

  @Override
  public void close() {
    neighbour.close();
    runner.close();
  }

  void awaitStatus(String path, int status) {
    await()
        .pollInterval(SHORTLY)
        .untilAsserted(() -> {
          Answer answer = call(path);
          assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        });
  }

  private void awaitAnswers(int enough) {
    await()
        .pollInterval(SHORTLY)
        .atMost(Duration.ofMinutes(1))
        .until(() ->
            neighbour.current().answers() >= enough || !neighbour.current().errors().isEmpty());
  }
}
