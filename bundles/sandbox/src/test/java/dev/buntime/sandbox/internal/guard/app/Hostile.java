package dev.buntime.sandbox.internal.guard.app;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Queue;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Code that does not end by itself. */
@SuppressWarnings({
  "CatchAndPrintStackTrace",
  "EmptyCatch",
  "FutureReturnValueIgnored",
  "InfiniteRecursion",
  "LockNotBeforeTry",
  "ThreadPriorityCheck",
  "UnusedVariable"
})
public final class Hostile implements Consumer<String> {
  private final CountDownLatch ready;
  private final Queue<Thread> threads;
  private final int port;
  private long count;

  /**
   * Makes it.
   *
   * @param ready counted down when it is about to be stuck
   * @param threads gets the threads that are to end
   * @param port of a server that never answers
   */
  public Hostile(CountDownLatch ready, Queue<Thread> threads, Integer port) {
    this.ready = ready;
    this.threads = threads;
    this.port = port;
  }

  @Override
  public void accept(String scenario) {
    threads.add(Thread.currentThread());
    try {
      run(scenario);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void run(String scenario) throws IOException, InterruptedException {
    switch (scenario) {
      case "spin" -> spin();
      case "catch all" -> catchAll();
      case "recursion" -> recursion();
      case "recursion of constructors" -> new Endless(ready);
      case "static initializer" -> Forever.spin(ready);
      case "sleep" -> sleep();
      case "lock" -> lock();
      case "monitor" -> monitor();
      case "semaphore" -> semaphore();
      case "join" -> join();
      case "socket" -> socket();
      case "server socket" -> serverSocket();
      case "datagram socket" -> datagramSocket();
      case "URL" -> url();
      case "HTTP client" -> httpClient();
      case "process" -> process();
      case "timer" -> timer();
      case "executor" -> executor(Executors.newFixedThreadPool(2));
      case "virtual executor" -> executor(Executors.newVirtualThreadPerTaskExecutor());
      case "platform threads" -> platformThreads();
      case "virtual threads" -> virtualThreads();
      case "derived thread" -> new Sleeper(this).start();
      default -> throw new IllegalArgumentException(scenario);
    }
  }

  private void spin() {
    ready.countDown();
    while (true) {
      count++;
    }
  }

  private void catchAll() {
    ready.countDown();
    while (true) {
      try {
        for (int i = 0; i >= 0; i = (i + 1) % 1000) {
          try {
            for (int j = 0; j < 1000; j++) {
              count += j;
            }
          } catch (Throwable e) {
            count--;
          }
        }
      } catch (Throwable e) {
        count--;
      } finally {
        count++;
      }
    }
  }

  private void recursion() {
    ready.countDown();
    try {
      recursion();
    } catch (StackOverflowError e) {
      recursion();
    }
  }

  private void sleep() {
    ready.countDown();
    while (true) {
      try {
        Thread.sleep(60_000);
      } catch (InterruptedException e) {
        // Sleeps on.
      }
    }
  }

  private void lock() throws InterruptedException {
    Lock lock = new ReentrantLock();
    hold(lock);
    ready.countDown();
    lock.lock();
  }

  private void hold(Lock lock) throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    start(() -> {
      lock.lock();
      held.countDown();
      sleep();
    });
    held.await();
  }

  private void monitor() throws InterruptedException {
    Object monitor = new Object();
    CountDownLatch held = new CountDownLatch(1);
    start(() -> {
      synchronized (monitor) {
        held.countDown();
        sleep();
      }
    });
    held.await();
    synchronized (monitor) {
      spin();
    }
  }

  private void semaphore() {
    ready.countDown();
    new Semaphore(0).acquireUninterruptibly();
  }

  private void join() {
    ready.countDown();
    new CompletableFuture<String>().join();
  }

  private void socket() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    ready.countDown();
    socket.getInputStream().read();
  }

  private void serverSocket() throws IOException {
    ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    ready.countDown();
    socket.accept();
  }

  private void datagramSocket() throws IOException {
    DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    ready.countDown();
    socket.receive(new DatagramPacket(new byte[1], 1));
  }

  private void url() throws IOException {
    var connection = uri().toURL().openConnection();
    ready.countDown();
    connection.getInputStream().read();
  }

  private void httpClient() throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    ready.countDown();
    client.send(HttpRequest.newBuilder(uri()).build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI uri() {
    return URI.create("http://127.0.0.1:" + port + "/");
  }

  private void process() throws IOException {
    Process process = new ProcessBuilder("sleep", "60").start();
    ready.countDown();
    process.getInputStream().read();
  }

  private void timer() {
    new Timer("hostile")
        .schedule(
            new TimerTask() {
              @Override
              public void run() {
                threads.add(Thread.currentThread());
                spin();
              }
            },
            0,
            1);
  }

  private void executor(ExecutorService executor) {
    for (int i = 0; i < 2; i++) {
      executor.execute(() -> {
        threads.add(Thread.currentThread());
        sleep();
      });
    }
  }

  private void platformThreads() {
    start(this::spin);
    start(this::sleep);
    threads.add(
        Thread.ofPlatform()
            .start(() -> {
              ready.countDown();
              while (count >= 0) {
                Thread.onSpinWait();
              }
            }));
  }

  private void virtualThreads() {
    for (int i = 0; i < 8; i++) {
      threads.add(Thread.startVirtualThread(this::spin));
      threads.add(Thread.ofVirtual().start(this::sleep));
    }
    ready.countDown();
  }

  private void start(Runnable code) {
    Thread thread = new Thread(code);
    threads.add(thread);
    thread.start();
  }

  /** A constructor that calls itself. */
  static final class Endless {
    Endless(CountDownLatch ready) {
      ready.countDown();
      try {
        new Endless(ready);
      } catch (StackOverflowError e) {
        new Endless(ready);
      }
    }
  }

  /** A class whose initialization does not end. */
  static final class Forever {
    private static CountDownLatch latch = new CountDownLatch(1);

    static {
      long count = 0;
      while (latch.getCount() > 0) {
        count++;
      }
    }

    private Forever() {}

    static void spin(CountDownLatch ready) {
      latch = ready;
    }
  }

  /** A thread of a class of its own. */
  static final class Sleeper extends Thread {
    private final Hostile hostile;

    Sleeper(Hostile hostile) {
      this.hostile = hostile;
      hostile.threads.add(this);
    }

    @Override
    public void run() {
      hostile.sleep();
    }
  }
}
