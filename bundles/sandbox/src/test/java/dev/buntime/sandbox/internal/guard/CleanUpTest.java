package dev.buntime.sandbox.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.sandbox.ThreadOwner;
import dev.buntime.sandbox.Ward;
import dev.buntime.sandbox.internal.guard.app.Guest;
import dev.buntime.testing.NoDriver;
import java.lang.management.ManagementFactory;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** What an app leaves behind is put in order, and named. */
public class CleanUpTest {
  @Rule public final FelixRule felix = new FelixRule();

  private final ThreadGroup group = new ThreadGroup("worker");
  private Bundle bundle;
  private Ward ward;

  /** Installs an app. */
  @Before
  public void install() throws BundleException {
    bundle = felix.app("guest", AppJar.of(Guest.class, NoDriver.class));
    ward = felix.guard().guard(bundle, group, CleanUpTest::ownerOf, new Here(), () -> {});
  }

  private static ThreadOwner ownerOf(Thread thread) {
    return thread.getName().startsWith("pool-") ? ThreadOwner.WORKER : ThreadOwner.APP;
  }

  @Test
  public void cleanUp_whenTheAppNeverRan_doesNothing() {
    assertThat(ward.cleanUp()).isEmpty();
  }

  @Test
  public void cleanUp_whenNothingIsLeft_doesNothing() throws Exception {
    run("locks");
    run("proper executor");

    assertThat(ward.cleanUp()).isEmpty();
  }

  @Test
  public void cleanUp_isOfTheBundlesThatWereInstalledForTheApp_too() throws Exception {
    run("locks");
    bundle = felix.app("guest/with", AppJar.of(Guest.class, NoDriver.class));
    run("driver");

    assertThat(ward.cleanUp())
        .containsExactly("deregistered JDBC driver " + NoDriver.class.getName());
  }

  @Test
  public void cleanUp_stopsTimers() throws Exception {
    run("timer");

    assertThat(ward.cleanUp()).containsExactly("stopped timer 'refresh'");
    await().until(() -> group.activeCount() == 0);
  }

  @Test
  public void cleanUp_stopsExecutors() throws Exception {
    run("executor");

    assertThat(ward.cleanUp())
        .singleElement()
        .asString()
        .startsWith("stopped executor java.util.concurrent.");
    assertThat(ward.cleanUp()).isEmpty();
  }

  @Test
  public void cleanUp_interruptsThreads() throws Exception {
    run("thread");
    run("virtual thread");

    assertThat(ward.cleanUp())
        .containsExactly("interrupted thread 'poller'", "interrupted virtual thread 'watcher'");
    await().until(() -> group.activeCount() == 0);
  }

  @Test
  public void cleanUp_leavesThePoolsThreadsAlone() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    AtomicReference<InterruptedException> interrupt = new AtomicReference<>();
    Thread pool = new Thread(group, () -> awaitEnd(end, interrupt), "pool-1");
    pool.start();
    run("locks");

    assertThat(ward.cleanUp()).isEmpty();

    end.countDown();
    pool.join();
    assertThat(interrupt).hasValue(null);
  }

  private static void awaitEnd(
      CountDownLatch end, AtomicReference<InterruptedException> interrupt) {
    try {
      end.await();
    } catch (InterruptedException e) {
      interrupt.set(e);
    }
  }

  @Test
  public void cleanUp_closesSockets() throws Exception {
    run("server socket");

    assertThat(ward.cleanUp())
        .singleElement()
        .asString()
        .startsWith("closed server socket at port ");
  }

  @Test
  public void cleanUp_removesShutdownHooks() throws Exception {
    run("hook");

    assertThat(ward.cleanUp()).containsExactly("removed shutdown hook 'bye'");
    assertThat(ward.cleanUp()).isEmpty();
  }

  @Test
  public void cleanUp_unregistersMBeans() throws Exception {
    run("bean");
    int before = ManagementFactory.getPlatformMBeanServer().getMBeanCount();

    assertThat(ward.cleanUp()).containsExactly("unregistered MBean guest:type=Counter");
    assertThat(ManagementFactory.getPlatformMBeanServer().getMBeanCount()).isEqualTo(before - 1);
  }

  @Test
  public void cleanUp_deregistersDrivers() throws Exception {
    run("driver");

    assertThat(ward.cleanUp())
        .containsExactly("deregistered JDBC driver " + NoDriver.class.getName());
    assertThat(ward.cleanUp()).isEmpty();
  }

  @Test
  public void cleanUp_takesTheClassLoaderFromThreadsOfOthers() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Thread foreign = new Thread(() -> awaitEnd(end, new AtomicReference<>()), "foreign");
    foreign.setContextClassLoader(bundle.adapt(BundleWiring.class).getClassLoader());
    foreign.start();
    run("locks");

    assertThat(ward.cleanUp()).containsExactly("took its class loader from thread 'foreign'");

    assertThat(foreign.getContextClassLoader()).isSameAs(ClassLoader.getSystemClassLoader());
    end.countDown();
    foreign.join();
  }

  @Test
  public void classLoader_afterEverything_isCollected() throws Exception {
    for (String leak :
        List.of("timer", "executor", "thread", "virtual thread", "hook", "bean", "driver")) {
      run(leak);
    }

    assertThat(endAndAwaitCollection()).hasSize(7);
  }

  /** The JDK keeps resource bundles by soft references: for as long as memory is not short. */
  @Test
  public void classLoader_afterResourceBundles_isCollected() throws Exception {
    run("resource bundle");

    assertThat(endAndAwaitCollection()).isEmpty();
  }

  private List<String> endAndAwaitCollection() throws Exception {
    ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
    PhantomReference<ClassLoader> loader =
        new PhantomReference<>(bundle.adapt(BundleWiring.class).getClassLoader(), collected);
    bundle.stop();
    List<String> done = ward.cleanUp();
    ward.kill();
    ward.close();
    bundle.uninstall();
    CountDownLatch refreshed = new CountDownLatch(1);
    felix
        .context()
        .getBundle(0)
        .adapt(FrameworkWiring.class)
        .refreshBundles(List.of(bundle), _ -> refreshed.countDown());
    refreshed.await();

    await()
        .until(() -> {
          System.gc();
          return collected.poll() != null;
        });
    assertThat(loader.refersTo(null)).isTrue();
    return done;
  }

  private void run(String what) throws InterruptedException {
    AtomicReference<Object> answer = new AtomicReference<>();
    Thread thread =
        new Thread(group, () -> answer.set(GuardTest.guest(bundle).apply(what)), "pool-0");
    thread.start();
    thread.join();
    assertThat(answer.get()).as(what).isNotNull();
  }
}
