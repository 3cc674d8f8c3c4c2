package dev.buntime.sandbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.sandbox.AppThreads;
import dev.buntime.sandbox.ClientView;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.Rule;
import org.junit.Test;

/** Whoever calls an app, the app's code runs on the app's threads. */
public final class AppCallsTest {
  private static final String WORKER = Fakes.WORKER;
  private static final AppPaths PATHS = new AppPaths("/.w/7", "/shop@1.0.0");

  @Rule public final Fakes.Workers threads = new Fakes.Workers();
  private final AppCalls calls = new AppCalls(threads);
  private final AppScope scope = new AppScope(PATHS, calls);
  private final List<String> ran = new CopyOnWriteArrayList<>();

  @Test
  public void call_returnsAndThrowsWhatTheAppDoes() throws Exception {
    assertThat(calls.call(() -> Thread.currentThread().getName())).isEqualTo(WORKER);
    assertThatThrownBy(() ->
            calls.call(() -> {
              throw new IOException("x");
            }))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() ->
            calls.call(() -> {
              throw new StackOverflowError("x");
            }))
        .isInstanceOf(StackOverflowError.class);
  }

  @Test
  public void call_onTheAppsThread_staysThere() throws Exception {
    boolean stays =
        threads
            .submit(() -> Thread.currentThread().equals(calls.call(Thread::currentThread)))
            .get(20, TimeUnit.SECONDS);

    assertThat(stays).isTrue();
  }

  @Test
  public void call_whenTheAppHangs_givesUpAndInterrupts() {
    AppCalls impatient = new AppCalls(threads, Duration.ofSeconds(1)); // and the call has begun
    CountDownLatch never = new CountDownLatch(1);

    assertThatThrownBy(() ->
            impatient.call(() -> {
              try {
                return never.await(20, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                ran.add("interrupted");
                throw e;
              }
            }))
        .isInstanceOf(TimeoutException.class);

    Awaitility.await().untilAsserted(() -> assertThat(ran).containsExactly("interrupted"));
  }

  @Test
  public void end_whenTheAppHangs_returns() {
    CountDownLatch never = new CountDownLatch(1);

    new AppCalls(threads, Duration.ofMillis(50)).end(() -> awaitQuietly(never));

    assertThat(never.getCount()).isEqualTo(1);
  }

  @Test
  public void servlet_initAndDestroy_runOnTheApp() throws ServletException {
    ConfinedServlet servlet = new ConfinedServlet(recorder(Servlet.class), scope, failure -> {});

    servlet.init(config(ServletConfig.class));
    servlet.destroy();

    assertThat(ran).containsExactly("init worker", "getServletInfo worker", "destroy worker");
  }

  @Test
  public void servletInfo_whenAskedByThePlatform_isWhatItWasAfterInit() throws ServletException {
    Servlet own =
        Fakes.proxy(
            Servlet.class,
            (method, arguments) -> {
              ran.add(method + " " + Thread.currentThread().getName());
              return method.equals("getServletInfo") ? "a shop" : null;
            });
    ConfinedServlet servlet = new ConfinedServlet(own, scope, failure -> {});
    servlet.init(config(ServletConfig.class));

    assertThat(servlet.getServletInfo()).isEqualTo("a shop");
    assertThat(ran).containsExactly("init worker", "getServletInfo worker");
  }

  @Test
  public void post_fromAnotherThread_runsInOrder_oneAtATime() {
    AtomicInteger inside = new AtomicInteger();
    for (int i = 0; i < 200; i++) {
      String name = String.valueOf(i);
      calls.post(() -> {
        assertThat(inside.incrementAndGet()).isEqualTo(1);
        ran.add(name);
        inside.decrementAndGet();
      });
    }

    Awaitility.await().until(() -> ran.size() == 200);
    assertThat(ran).isEqualTo(IntStream.range(0, 200).mapToObj(String::valueOf).toList());
  }

  @Test
  public void post_whenOneFails_runsTheNext() {
    calls.post(() -> {
      throw new IllegalStateException("on purpose");
    });
    calls.post(() -> ran.add(Thread.currentThread().getName()));

    Awaitility.await().untilAsserted(() -> assertThat(ran).containsExactly(WORKER));
  }

  @Test
  public void post_whenTheThreadsHaveEnded_isForgotten() {
    threads.stop();

    calls.post(() -> ran.add("never"));
    calls.post(() -> ran.add("never"));

    assertThat(ran).isEmpty();
  }

  @Test
  public void filter_initAndDestroy_runOnTheApp() throws ServletException {
    ConfinedFilter filter = new ConfinedFilter(recorder(Filter.class), scope, failure -> {});

    filter.init(config(FilterConfig.class));
    filter.destroy();

    assertThat(ran).containsExactly("init worker", "destroy worker");
  }

  @Test
  public void init_whenItHangs_isAFailure() {
    CountDownLatch never = new CountDownLatch(1);
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    AppCalls impatient = new AppCalls(threads, Duration.ofMillis(50));

    assertThatThrownBy(() -> AppInit.run(impatient, () -> awaitQuietly(never), failures::add))
        .isInstanceOf(ServletException.class)
        .hasMessageContaining("did not return");

    assertThat(failures).hasSize(1);
  }

  @Test
  public void contextListener_runsOnTheAppAndIsWaitedFor() {
    ServletContextListener listener =
        (ServletContextListener) ConfinedListener.of(recorder(ServletContextListener.class), scope);

    listener.contextInitialized(new ServletContextEvent(context()));

    assertThat(ran).containsExactly("contextInitialized worker");
  }

  @Test
  public void asyncListener_runsOnTheApp() {
    AsyncContext context = Fakes.proxy(AsyncContext.class, (method, arguments) -> null);
    ConfinedAsyncListener listener =
        new ConfinedAsyncListener(
            recorder(AsyncListener.class),
            context,
            Fakes.proxy(ServletRequest.class, (method, arguments) -> null),
            new ClientView() {
              @Override
              public String contextPath() {
                return "/shop";
              }

              @Override
              public AppThreads threads() {
                return threads;
              }

              @Override
              public boolean isOver() {
                return false;
              }
            });

    listener.onComplete(new AsyncEvent(context));

    Awaitility.await().untilAsserted(() -> assertThat(ran).containsExactly("onComplete worker"));
  }

  private <T> T recorder(Class<T> type) {
    return Fakes.proxy(
        type,
        (method, arguments) -> {
          ran.add(method + " " + Thread.currentThread().getName());
          return null;
        });
  }

  private static <T> T config(Class<T> type) {
    return Fakes.proxy(type, (method, arguments) -> context());
  }

  private static ServletContext context() {
    return Fakes.proxy(ServletContext.class, (method, arguments) -> "/.w/7");
  }

  private static void awaitQuietly(CountDownLatch never) {
    try {
      assertThat(never.await(20, TimeUnit.SECONDS)).isFalse();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
