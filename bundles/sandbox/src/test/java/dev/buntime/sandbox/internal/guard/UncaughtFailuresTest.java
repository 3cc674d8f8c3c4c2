package dev.buntime.sandbox.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.sandbox.WorkerEndedError;
import java.lang.Thread.UncaughtExceptionHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleReference;

/** Threads that end with an exception. */
public class UncaughtFailuresTest {
  private final Other other = new Other();
  private @Nullable UncaughtExceptionHandler before;

  @Before
  public void setOther() {
    before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler(other);
  }

  @After
  public void restore() {
    Thread.setDefaultUncaughtExceptionHandler(before);
  }

  @Test
  public void threadOfAnApp_isHeardHereAlone() throws InterruptedException {
    UncaughtFailures failures = UncaughtFailures.install(new Wards(new HeapReserve(new JvmHeap())));

    end(new IllegalStateException("broken"), new AppLoader());
    run(
        null,
        () -> {
          throw new WorkerEndedError("app 1.0.0 was killed");
        });
    failures.uninstall();

    assertThat(other.heard).isEmpty();
  }

  @Test
  public void anyOtherThread_isPassedOn() throws InterruptedException {
    UncaughtFailures failures = UncaughtFailures.install(new Wards(new HeapReserve(new JvmHeap())));
    IllegalStateException broken = new IllegalStateException("broken");

    end(broken, null);
    failures.uninstall();

    assertThat(other.heard).containsExactly(broken);
  }

  @Test
  public void uninstall_givesWayToTheHandlerBefore() {
    UncaughtFailures failures = UncaughtFailures.install(new Wards(new HeapReserve(new JvmHeap())));
    assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(failures);

    failures.uninstall();

    assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(other);
  }

  @Test
  public void uninstall_whenThereIsAnotherOne_leavesIt() {
    UncaughtFailures failures = UncaughtFailures.install(new Wards(new HeapReserve(new JvmHeap())));
    UncaughtExceptionHandler latest = (_, _) -> {};
    Thread.setDefaultUncaughtExceptionHandler(latest);

    failures.uninstall();

    assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(latest);
  }

  /** The class loader of an app that nobody guards. */
  private static final class AppLoader extends ClassLoader implements BundleReference {
    @Override
    public Bundle getBundle() {
      return (Bundle)
          Proxy.newProxyInstance(
              Bundle.class.getClassLoader(),
              new Class<?>[] {Bundle.class},
              (_, method, _) ->
                  switch (method.getName()) {
                    case "getLocation" -> "app:shop@1.0.0#1";
                    case "hashCode" -> 1;
                    default -> null;
                  });
    }
  }

  /** The handler that was there before. */
  private static final class Other implements UncaughtExceptionHandler {
    private final List<Throwable> heard = new ArrayList<>();

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
      heard.add(failure);
    }
  }

  private static void end(RuntimeException failure, @Nullable ClassLoader context)
      throws InterruptedException {
    run(
        context,
        () -> {
          throw failure;
        });
  }

  private static void run(@Nullable ClassLoader context, Runnable code)
      throws InterruptedException {
    Thread thread = Thread.ofVirtual().unstarted(code);
    thread.setContextClassLoader(context);
    thread.start();
    thread.join();
  }
}
