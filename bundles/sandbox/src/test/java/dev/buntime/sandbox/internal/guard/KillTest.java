package dev.buntime.sandbox.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.sandbox.ThreadOwner;
import dev.buntime.sandbox.Ward;
import dev.buntime.sandbox.internal.guard.app.Hostile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.After;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;
import org.osgi.framework.Bundle;

/**
 * Whatever the code of an app does, it ends when its worker is killed: within a second, unless
 * others use the processors, too.
 */
@RunWith(Parameterized.class)
public class KillTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @ClassRule public static final FelixRule FELIX = new FelixRule();

  private final String scenario;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
  private final AtomicReference<Throwable> end = new AtomicReference<>();
  private final ThreadGroup group = new ThreadGroup("worker");
  private final ServerSocket silent = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());

  public KillTest(String scenario) throws IOException {
    this.scenario = scenario;
  }

  /** All scenarios. */
  @Parameters(name = "{0}")
  public static List<String> scenarios() {
    return List.of(
        "spin",
        "catch all",
        "recursion",
        "recursion of constructors",
        "static initializer",
        "sleep",
        "lock",
        "monitor",
        "semaphore",
        "join",
        "socket",
        "server socket",
        "datagram socket",
        "URL",
        "HTTP client",
        "process",
        "timer",
        "executor",
        "virtual executor",
        "platform threads",
        "virtual threads",
        "derived thread");
  }

  @After
  public void close() throws IOException {
    silent.close();
  }

  @Test
  public void kill_endsAllCode() throws Exception {
    Bundle bundle = FELIX.app(scenario, AppJar.of(Hostile.class));
    try (Ward ward =
        FELIX.guard().guard(bundle, group, _ -> ThreadOwner.APP, new Here(), () -> {})) {
      Thread main = start(bundle);
      awaitStuck(main);

      ward.kill();

      await().atMost(SOON).untilAsserted(() -> assertThat(threads).noneMatch(Thread::isAlive));
      await().atMost(SOON).untilAsserted(() -> assertThat(stacks()).isEmpty());
      assertThat(ward.isKilled()).isTrue();
      assertThat(ward.unwovenClasses()).isZero();
    } finally {
      bundle.uninstall();
    }
  }

  /** Names and stacks of all threads of the group. */
  private List<String> stacks() {
    Thread[] all = new Thread[group.activeCount() + 10];
    int count = group.enumerate(all);
    return Arrays.stream(all, 0, count)
        .map(thread -> thread + " " + thread.getState() + " " + List.of(thread.getStackTrace()))
        .toList();
  }

  private Thread start(Bundle bundle) throws ReflectiveOperationException {
    @SuppressWarnings("unchecked")
    Consumer<String> hostile =
        (Consumer<String>)
            bundle
                .loadClass(Hostile.class.getName())
                .getConstructor(CountDownLatch.class, Queue.class, Integer.class)
                .newInstance(ready, threads, silent.getLocalPort());
    Thread main = new Thread(group, () -> hostile.accept(scenario), "main");
    main.setUncaughtExceptionHandler((_, e) -> end.set(e));
    main.start();
    return main;
  }

  private static ConditionFactory await() {
    return Awaitility.await().dontCatchUncaughtExceptions(); // threads end by an error
  }

  /** What waits waits where the scenario wants it to, what runs is compiled. */
  private void awaitStuck(Thread main) {
    boolean tells = !scenario.equals("static initializer");
    await().atMost(PATIENCE).until(() -> !tells || ready.getCount() == 0);
    var beans = ManagementFactory.getThreadMXBean();
    await()
        .atMost(PATIENCE)
        .until(() ->
            threads.stream()
                .allMatch(thread ->
                    thread.isVirtual()
                        || !thread.isAlive()
                        || isWaiting(thread)
                        || beans.getThreadCpuTime(thread.threadId()) > 100_000_000));
    assertThat(end.get()).isNull();
    if (!main.isAlive()) {
      await().atMost(PATIENCE).until(() -> threads.size() > 1);
    }
  }

  private static boolean isWaiting(Thread thread) {
    return switch (thread.getState()) {
      case WAITING, TIMED_WAITING, BLOCKED -> true;
      case RUNNABLE -> isInNativeCode(thread.getStackTrace());
      case NEW, TERMINATED -> false;
    };
  }

  private static boolean isInNativeCode(StackTraceElement[] trace) {
    return trace.length > 0 && trace[0].isNativeMethod();
  }
}
