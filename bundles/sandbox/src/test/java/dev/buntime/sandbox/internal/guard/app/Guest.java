package dev.buntime.sandbox.internal.guard.app;

import dev.buntime.testing.NoDriver;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.DriverManager;
import java.util.ArrayDeque;
import java.util.List;
import java.util.ListResourceBundle;
import java.util.ResourceBundle;
import java.util.Timer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Function;
import java.util.function.IntConsumer;
import javax.management.ObjectName;

/** Code that does something once, and returns. */
@SuppressWarnings({"LockNotBeforeTry", "UnusedVariable", "StaticAssignmentInConstructor"})
public final class Guest implements Function<String, Object> {
  private static final List<Object> LEFT = new java.util.concurrent.CopyOnWriteArrayList<>();

  @Override
  public Object apply(String what) {
    try {
      return run(what);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Object run(String what) throws Exception {
    switch (what) {
      case "exit" -> System.exit(7);
      case "runtime exit" -> Runtime.getRuntime().exit(8);
      case "halt" -> Runtime.getRuntime().halt(9);
      case "exit by reference" -> {
        IntConsumer exit = System::exit;
        exit.accept(10);
      }
      case "halt by reference" -> {
        IntConsumer halt = Runtime.getRuntime()::halt;
        halt.accept(11);
      }
      case "lock by reference" -> {
        ReentrantLock lock = new ReentrantLock();
        Runnable locking = lock::lock;
        locking.run();
        return lock.getHoldCount();
      }
      case "fail" -> fail(3);
      case "locks" -> {
        return locks();
      }
      case "timer" -> LEFT.add(new Timer("refresh"));
      case "executor" -> executor(false);
      case "proper executor" -> executor(true);
      case "thread" -> LEFT.add(sleeper(Thread.ofPlatform().name("poller")));
      case "virtual thread" -> LEFT.add(sleeper(Thread.ofVirtual().name("watcher")));
      case "server socket" -> LEFT.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      case "hook" -> Runtime.getRuntime().addShutdownHook(new Thread(() -> {}, "bye"));
      case "bean" ->
          ManagementFactory.getPlatformMBeanServer()
              .registerMBean(new Counter(), new ObjectName("guest:type=Counter"));
      case "driver" -> DriverManager.registerDriver(new NoDriver());
      case "resource bundle" -> {
        return ResourceBundle.getBundle(Words.class.getName()).getString("hello");
      }
      case "h2" -> {
        return h2();
      }
      default -> throw new IllegalArgumentException(what);
    }
    return "done";
  }

  private static void fail(int depth) {
    for (int i = 0; i < depth; i++) {
      if (i == 2) {
        throw new IllegalStateException("at the third turn");
      }
    }
  }

  private static Object locks() throws InterruptedException {
    ReentrantLock lock = new ReentrantLock();
    StampedLock stamped = new StampedLock();
    Semaphore semaphore = new Semaphore(3);
    Thread.currentThread().interrupt();
    lock.lock();
    long stamp = stamped.writeLock();
    stamped.unlockWrite(stamp);
    stamp = stamped.readLock();
    semaphore.acquireUninterruptibly();
    semaphore.acquireUninterruptibly(2);
    boolean isInterrupted = Thread.interrupted();
    return List.of(
        lock.isHeldByCurrentThread(),
        stamped.isReadLocked(),
        semaphore.availablePermits(),
        isInterrupted);
  }

  private static void executor(boolean isProper) throws InterruptedException {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    CountDownLatch running = new CountDownLatch(1);
    executor.execute(running::countDown);
    running.await();
    LEFT.add(executor);
    if (isProper) {
      executor.shutdown();
    }
  }

  private static Thread sleeper(Thread.Builder builder) {
    return builder.start(() -> {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  private static Object h2() throws Exception {
    Class.forName("org.h2.Driver");
    try (var connection = DriverManager.getConnection("jdbc:h2:mem:guest");
        var statement = connection.createStatement()) {
      statement.execute("create table t(a int primary key, b varchar)");
      statement.execute("insert into t select x, 'row ' || x from system_range(1, 1000)");
      ArrayDeque<Object> found = new ArrayDeque<>();
      try (var rows =
          statement.executeQuery(
              "select count(*), max(b) from t where b regexp 'row [0-9]*5' group by a / 1000")) {
        while (rows.next()) {
          found.add(rows.getInt(1));
        }
      }
      return List.copyOf(found);
    }
  }

  /** What an MBean may look like. */
  public interface CounterMBean {
    /** A number. */
    int getCount();
  }

  /** What the JDK keeps for as long as memory is not short. */
  public static final class Words extends ListResourceBundle {
    @Override
    protected Object[][] getContents() {
      return new Object[][] {{"hello", "bonjour"}};
    }
  }

  /** An MBean. */
  public static final class Counter implements CounterMBean {
    @Override
    public int getCount() {
      return 1;
    }
  }
}
