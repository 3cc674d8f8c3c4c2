package dev.buntime.itests.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.itests.Http;
import dev.buntime.itests.TestBundle;
import dev.buntime.itests.hostile.app.Blocking;
import dev.buntime.itests.hostile.app.CrashingActivator;
import dev.buntime.itests.hostile.app.CrashingDestroy;
import dev.buntime.itests.hostile.app.Exiting;
import dev.buntime.itests.hostile.app.Hoarding;
import dev.buntime.itests.hostile.app.HostileServlet;
import dev.buntime.itests.hostile.app.Leaking;
import dev.buntime.itests.hostile.app.SlowActivator;
import dev.buntime.itests.hostile.app.Spinning;
import dev.buntime.itests.hostile.app.Streaming;
import dev.buntime.itests.hostile.app.Threading;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Apps that do harm, one after the other, beside a healthy one in a small heap: what the caller
 * gets, that the neighbour notices nothing, that the processors come to rest, and that nothing of
 * the app stays.
 */
public class HostileAppsIT {
  @ClassRule public static final TemporaryFolder folder = new TemporaryFolder();

  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  /** What is promised. */
  private static final Duration ON_TIME = TIMEOUT.plusMillis(100);

  /** What has to hold even where the test and others use the same processors. */
  private static final Duration TOO_LATE = TIMEOUT.plusSeconds(10);

  private static final int TRIES = 5; // each costs a worker

  private static final String TIME_TO_HOARD = "\"timeout\": 60";

  private static final int RUNNING = 64; // as an app is configured that says nothing
  private static final int WAITING = 256;
  private static final int TOO_MANY = 80;

  private static Arena arena;

  @BeforeClass
  public static void open() throws IOException {
    arena = Arena.open(folder, "-Xmx256m");
  }

  @AfterClass
  public static void close() {
    if (arena != null) {
      arena.close();
    }
  }

  @Test
  public void loop_isAnswered504_andEnds() throws IOException {
    assertTimesOut("loop", Spinning.class);
  }

  @Test
  public void loopThatCatchesAll_isAnswered504_andEnds() throws IOException {
    assertTimesOut("catching", Spinning.class);
  }

  @Test
  public void recursionThatCatchesOverflow_isAnswered504_andEnds() throws IOException {
    assertTimesOut("recursion", Spinning.class);
  }

  /** Nothing in a JVM ends a deadlock of two monitors, so both threads stay, and are known. */
  @Test
  public void deadlock_isAnswered504_andItsTwoThreadsAreNamed() throws IOException {
    String app = deployWarm("deadlock", Blocking.class, HostileBundle.SHORT_TIMEOUT);
    long zombies = arena.zombieThreads();

    Answer answer = arena.call("/" + app + "/deadlock");

    assertAnswer(answer, 504, "WORKER_TIMEOUT");
    assertThat(answer.after()).isBetween(TIMEOUT, TOO_LATE);
    System.out.println("HostileAppsIT: a deadlock is answered 504 after " + answer.after());
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(arena.zombieThreads()).isEqualTo(zombies + 2));
    assertThat(arena.runner().log()).contains("but other-half runs on");
    assertThat(arena.call("/_/health/live").status()).as("it is not the runner's").isEqualTo(200);
    arena.awaitIdle();
    arena.awaitWarm(app); // by another worker
    arena.assertNeighbourUnharmed();
    arena.undeploy(app);
    arena.awaitHeldBy(app, "thread 'other-half'", "thread '" + app + "@1.0.0#");
  }

  @Test
  public void lockThatIsNeverGiven_isAnswered504_andEnds() throws IOException {
    assertTimesOut("lock", Blocking.class);
  }

  @Test
  public void blockingRead_isAnswered504_andEnds() throws IOException {
    assertTimesOut("socket", Blocking.class);
  }

  @Test
  public void threadStorm_isAnswered504_andEnds() throws IOException {
    assertTimesOut("storm", Threading.class);
  }

  @Test
  public void spinningVirtualThreads_areAnswered504_andEnd() throws IOException {
    assertTimesOut("virtual", Threading.class);
  }

  @Test
  public void exit_endsTheWorkerOnly() throws IOException {
    assertEndsItsWorker("exit");
  }

  @Test
  public void halt_endsTheWorkerOnly() throws IOException {
    assertEndsItsWorker("halt");
  }

  /** As many requests as an app may have run in it and wait at its door, and more come. */
  @Test
  public void appAtItsLimit_costsItsNeighbourNothing() throws Exception {
    String app = "hostile-full";
    arena.deploy(app, TestBundle.generation(app, "1.0.0", "full", ", \"timeout\": 120"));
    arena.awaitStatus("/" + app, 200);
    Path gate = folder.getRoot().toPath().resolve("gate");
    List<Future<Answer>> calls = new ArrayList<>();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < RUNNING + WAITING + TOO_MANY; i++) {
        calls.add(clients.submit(() -> arena.call("/" + app + "/gate?file=" + gate)));
      }
      await()
          .until(() ->
              inFlight(app) == RUNNING
                  && calls.stream().filter(Future::isDone).count() >= TOO_MANY);

      arena.watchAnew();
      arena.assertNeighbourUnharmed();

      Files.createFile(gate);
    }
    List<Integer> answers = new ArrayList<>();
    for (Future<Answer> call : calls) {
      Answer answer = call.get();
      answers.add(answer.status());
      assertThat(answer.code()).isEqualTo(answer.status() == 200 ? "" : "WORKER_SATURATED");
    }
    assertThat(Collections.frequency(answers, 200)).isEqualTo(RUNNING + WAITING);
    assertThat(Collections.frequency(answers, 503)).isEqualTo(TOO_MANY);
    assertLeavesNothing(app);
  }

  @Test
  public void stopOfEveryBundle_stopsNothing() throws IOException {
    String app = deployWarm("bundles", Exiting.class);

    Answer answer = arena.call("/" + app + "/bundles");

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("ended 0");
    assertThat(arena.call("/_/health/live").status()).isEqualTo(200);
    assertLeavesNothing(app);
  }

  @Test
  public void stackOverflow_isAnAppError() throws IOException {
    String app = deployWarm("overflow", Spinning.class);

    Answer answer = arena.call("/" + app + "/overflow");

    assertAnswer(answer, 500, "APP_ERROR");
    assertThat(arena.call("/" + app + "/warm").status()).isEqualTo(200);
    assertLeavesNothing(app);
  }

  @Test
  public void slowStart_isAnswered503_whenItsTimeIsOver() throws IOException {
    String app = "hostile-slow-start";
    arena.deploy(app, HostileBundle.ofActivator(app, SlowActivator.class, 1));

    Answer answer = arena.call("/" + app);

    assertAnswer(answer, 503, "WORKER_START_FAILED");
    assertThat(answer.after()).isLessThan(TOO_LATE);
    assertLeavesNothing(app);
  }

  @Test
  public void crashInStart_isAnswered503_atOnce() throws IOException {
    String app = "hostile-crash-start";
    arena.deploy(app, HostileBundle.ofActivator(app, CrashingActivator.class, 30));

    Answer answer = arena.call("/" + app);

    assertAnswer(answer, 503, "WORKER_START_FAILED");
    assertThat(answer.after())
        .as("long before its time is over")
        .isLessThan(Duration.ofSeconds(15));
    assertLeavesNothing(app);
  }

  @Test
  public void crashInDestroy_doesNotKeepTheApp() throws IOException {
    assertLeavesNothing(deployWarm("crash-destroy", CrashingDestroy.class));
  }

  @Test
  public void hugeResponse_arrivesWhole() throws Exception {
    String app = deployWarm("huge", Streaming.class, "\"timeout\": 60");

    HttpResponse<InputStream> answer =
        Http.CLIENT.send(
            HttpRequest.newBuilder(arena.uri("/" + app + "/huge")).build(),
            BodyHandlers.ofInputStream());
    try (InputStream in = answer.body()) {
      assertThat(in.transferTo(java.io.OutputStream.nullOutputStream())).isEqualTo(100L << 20);
    }

    assertThat(answer.statusCode()).isEqualTo(200);
    assertLeavesNothing(app);
  }

  @Test
  public void endlessResponse_thatNobodyReads_ends() throws IOException {
    String app = deployWarm("endless", Streaming.class, HostileBundle.SHORT_TIMEOUT);

    try (Socket client = ask(app, "GET", "endless", 0)) {
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(inFlight(app)).isZero());
      client.setSoTimeout(30_000);
      assertThat(ends(client)).as("the connection ends, too").isTrue();
    }

    assertLeavesNothing(app);
  }

  @Test
  public void bodyThatIsNeverRead_costsNothing() throws IOException {
    String app = deployWarm("unread", Streaming.class);

    try (Socket client = ask(app, "POST", "unread", 8 << 20)) {
      client.getOutputStream().write(new byte[64 << 10]);
      client.getOutputStream().flush();
      client.setSoTimeout(30_000);
      byte[] status = client.getInputStream().readNBytes("HTTP/1.1 200".length());
      assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
    }

    assertLeavesNothing(app);
  }

  @Test
  public void hoarderOfLargeArrays_meetsTheErrorBeforeAnybodyElse() throws IOException {
    String app = deployWarm("hoard", Hoarding.class, TIME_TO_HOARD);

    Answer answer = arena.call("/" + app + "/hoard");

    assertAnswer(answer, 500, "APP_ERROR");
    await().untilAsserted(() -> assertThat(arena.runner().log()).contains("MiB for all others"));
    arena.awaitWarm(app); // by another worker
    assertLeavesNothing(app);
  }

  @Test
  public void hoarderOfSmallObjects_isEnded_andTheNeighbourServes() throws IOException {
    String app = deployWarm("crumbs", Hoarding.class, TIME_TO_HOARD);

    Answer answer = arena.call("/" + app + "/crumbs");

    assertThat(answer.code()).as(answer.body()).isIn("WORKER_TERMINATED", "APP_ERROR");
    assertThat(arena.runner().process().isAlive()).isTrue();
    arena.awaitWarm(app); // by another worker
    arena.awaitIdle();
    arena.assertNeighbourServed(); // its p99 is that of the collections, which stop everybody
    arena.undeploy(app);
    arena.awaitGone(app);
  }

  @Test
  public void leftThread_isStoppedOrNamed() throws IOException {
    assertLeak("thread", "left-behind");
  }

  @Test
  public void leftThreadLocal_isClearedOrNamed() throws IOException {
    assertLeak("threadlocal", "ThreadLocal");
  }

  @Test
  public void leftShutdownHook_isRemovedOrNamed() throws IOException {
    assertLeak("hook", "left-hook");
  }

  @Test
  public void leftInASession_doesNotKeepTheApp() throws IOException {
    String app = deployWarm("session", Leaking.class);

    assertThat(arena.call("/" + app + "/session").status()).isEqualTo(200);

    assertLeavesNothing(app); // although the session itself lasts for half an hour
  }

  @Test
  public void leftDriver_isDeregisteredOrNamed() throws IOException {
    assertLeak("driver", "NoDriver");
  }

  private static void assertTimesOut(String kind, Class<? extends HostileServlet> servlet)
      throws IOException {
    String app = deployWarm(kind, servlet, HostileBundle.SHORT_TIMEOUT);

    String path = "/" + app + "/" + kind;
    assertTimesOut(path, app);
    arena.watchAnew(); // the neighbour beside one of them, not beside one after the other
    arena.awaitWarm(app);
    assertAnswer(arena.call(path), 504, "WORKER_TIMEOUT");

    arena.awaitIdle();
    arena.awaitWarm(app); // by another worker
    assertThat(arena.runner().log())
        .as("threads end quietly")
        .doesNotContain("Exception in thread");
    assertLeavesNothing(app);
  }

  /**
   * No answer is early or very late, and the median is on time. If it is not, the machine may have
   * had more to do at that moment, and may show it once more.
   */
  private static void assertTimesOut(String path, String app) {
    Duration median = medianTimeOut(path, app);
    if (median.compareTo(ON_TIME) > 0) {
      median = medianTimeOut(path, app);
    }
    assertThat(median).as("median").isLessThanOrEqualTo(ON_TIME);
  }

  private static Duration medianTimeOut(String path, String app) {
    List<Duration> seen = new ArrayList<>();
    while (seen.size() < TRIES) {
      arena.awaitWarm(app);
      Answer answer = arena.call(path);
      assertAnswer(answer, 504, "WORKER_TIMEOUT");
      assertThat(answer.after()).isBetween(TIMEOUT, TOO_LATE);
      seen.add(answer.after());
    }
    Collections.sort(seen);
    System.out.println("HostileAppsIT: " + path + " is answered 504 after " + seen);
    return seen.get(TRIES / 2);
  }

  private static void assertEndsItsWorker(String kind) throws IOException {
    String app = deployWarm(kind, Exiting.class);

    Answer answer = arena.call("/" + app + "/" + kind);

    assertAnswer(answer, 502, "WORKER_TERMINATED");
    assertThat(arena.runner().process().isAlive()).isTrue();
    arena.awaitWarm(app); // by another worker
    assertLeavesNothing(app);
  }

  private static void assertLeak(String kind, String culprit) throws IOException {
    String app = deployWarm(kind, Leaking.class);

    assertThat(arena.call("/" + app + "/" + kind).status()).isEqualTo(200);

    arena.assertNeighbourUnharmed(); // before this test has the heap collected, which stops all
    arena.undeploy(app);
    arena.awaitGoneOrHeldBy(app, culprit);
    arena.assertNeighbourServed();
  }

  private static void assertLeavesNothing(String app) throws IOException {
    arena.awaitIdle();
    arena.assertNeighbourUnharmed();
    arena.undeploy(app);
    arena.awaitGone(app);
  }

  private static String deployWarm(String kind, Class<? extends HostileServlet> servlet)
      throws IOException {
    return deployWarm("hostile-" + kind, HostileBundle.of("hostile-" + kind, servlet));
  }

  private static String deployWarm(
      String kind, Class<? extends HostileServlet> servlet, String settings) throws IOException {
    String app = "hostile-" + kind;
    return deployWarm(app, HostileBundle.of(app, servlet, settings));
  }

  private static String deployWarm(String app, TestBundle bundle) throws IOException {
    arena.deploy(app, bundle);
    arena.awaitWarm(app);
    return app;
  }

  private static void assertAnswer(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.code()).as(answer.body()).isEqualTo(code);
  }

  /** Sends the head of a request and leaves the rest to the test. */
  private static Socket ask(String app, String method, String kind, int length) throws IOException {
    Socket client = new Socket(arena.runner().host(), arena.runner().port());
    String head =
        method
            + " /"
            + app
            + "/"
            + kind
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
            + length
            + "\r\n\r\n";
    client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    client.getOutputStream().flush();
    return client;
  }

  /** Whether a connection comes to its end, by a close or a reset. */
  private static boolean ends(Socket client) {
    try {
      client.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
      return true;
    } catch (java.net.SocketTimeoutException _) {
      return false;
    } catch (IOException _) {
      return true;
    }
  }

  private static int inFlight(String app) {
    int sum = 0;
    for (var worker : Http.json(Http.getAsAdmin(arena.uri("/_/stats"))).get("workers")) {
      sum += worker.get("app").asText().equals(app) ? worker.get("inFlight").asInt() : 0;
    }
    return sum;
  }
}
