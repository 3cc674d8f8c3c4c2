package dev.buntime.sandbox.internal.census;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.sandbox.Census.Remnant;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** What an app leaves in a real JVM is named, and once it is taken away the app is collected. */
@RunWith(Parameterized.class)
public class CulpritTest {
  private static final String APP = LeakyApp.class.getName();

  private final JvmCollector collector = new JvmCollector();
  private final Ledger ledger =
      new Ledger(
          () -> Instant.EPOCH,
          collector,
          Holders.ofJvm(frameworkWithoutBundles()),
          new Nudging(Duration.ofDays(1), Duration.ZERO));
  private final String kind;
  private final String culprit;

  public CulpritTest(String kind, String culprit) {
    this.kind = kind;
    this.culprit = culprit;
  }

  @Parameters(name = "{0}")
  public static List<Object[]> cases() {
    return List.of(
        of("thread", "thread 'poller' (in " + APP + ".await)"),
        of("virtual thread", "virtual thread 'v' #"),
        of("thread by context", "thread 'foreign-thread' (by its context class loader)"),
        of("thread local", "ThreadLocal of thread 'foreign-pool' (holds " + APP + "$Treasure)"),
        of("shutdown hook", "shutdown hook 'goodbye'"),
        of("driver", "JDBC driver " + APP + "$LeakyDriver"),
        of("mbean", "MBean leaky:type=Gauge"),
        of("timer", "task " + APP + "$Nothing of timer 'refresh'"),
        of("task of a foreign timer", "task " + APP + "$Nothing of timer 'foreign-timer'"),
        of("log handler", "log handler " + APP + "$NoHandler of logger 'foreign.logger'"),
        of("appender", "appender " + APP + "$NoAppender of Logback"),
        of("turbo filter", "turbo filter " + APP + "$NoFilter of Logback"),
        of("listener of Logback", "listener " + APP + "$NoListener of Logback"),
        of("proxy selector", "default proxy selector " + APP + "$NoProxies"));
  }

  private static Object[] of(String kind, String culprit) {
    return new Object[] {kind, culprit};
  }

  @Test
  public void remnant_namesItsCulprit_andIsCollectedWithoutIt() throws Exception {
    endLeak();

    // More than one collection: a thread is a root until the JVM has taken it apart, after join().
    await()
        .untilAsserted(() -> {
          collect();
          assertThat(ledger.remnants()).isEmpty();
        });
    assertThat(ledger.collected()).isEqualTo(1);
  }

  /** In a frame of its own, so that the test holds nothing of the app afterwards. */
  private void endLeak() throws Exception {
    Function<String, AutoCloseable> app = AppLoader.app();
    ledger.watch("leaky@1.0.0#1", app.getClass().getClassLoader());
    try (AutoCloseable _ = app.apply(kind)) {
      collect();
      ledger.inspect();
      assertThat(ledger.remnants()).hasSize(1);
      Remnant remnant = ledger.remnants().getFirst();
      assertThat(remnant.isLeak()).isTrue();
      assertThat(remnant.worker()).isEqualTo("leaky@1.0.0#1");
      assertThat(remnant.holders()).anyMatch(holder -> holder.startsWith(culprit));
      assertThat(remnant.holders()).noneMatch(holder -> holder.contains("could not"));
    }
  }

  private void collect() {
    long before = collector.fullCollections();
    collector.nudge();
    collector.nudge();
    assertThat(collector.fullCollections()).isGreaterThanOrEqualTo(before + 2);
  }

  private static BundleContext frameworkWithoutBundles() {
    return (BundleContext)
        Proxy.newProxyInstance(
            CulpritTest.class.getClassLoader(),
            new Class<?>[] {BundleContext.class},
            (self, method, arguments) -> new Bundle[0]);
  }
}
