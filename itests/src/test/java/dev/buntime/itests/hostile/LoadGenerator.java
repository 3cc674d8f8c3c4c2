package dev.buntime.itests.hostile;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Clients that each ask, wait for the answer, pause and ask again, until they are closed. */
final class LoadGenerator implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicReference<LoadWindow> window = new AtomicReference<>(new LoadWindow());
  private final List<Thread> clients = new ArrayList<>();

  /** Adds a client that begins at once. */
  LoadGenerator with(URI uri, Duration pause) {
    clients.add(
        Thread.ofPlatform().daemon().name("load-" + clients.size()).start(() -> run(uri, pause)));
    return this;
  }

  /** What was seen since the last call, which begins a new window. */
  LoadWindow next() {
    return window.getAndSet(new LoadWindow());
  }

  /** What has been seen in this window up to now. */
  LoadWindow current() {
    return window.get();
  }

  @Override
  public void close() {
    stopped.countDown();
    try {
      for (Thread thread : clients) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    client.close();
  }

  private void run(URI uri, Duration pause) {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
    try {
      do {
        ask(request);
      } while (!stopped.await(pause.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask(HttpRequest request) throws InterruptedException {
    LoadWindow seen = window.get();
    long begin = System.nanoTime();
    try {
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      Duration latency = Duration.ofNanos(System.nanoTime() - begin);
      if (answer.statusCode() / 100 == 2) {
        seen.answered(latency, answer.body());
      } else {
        seen.failed(request.uri() + " → " + answer.statusCode() + " " + answer.body());
      }
    } catch (IOException e) {
      seen.failed(request.uri() + " → " + e);
    }
  }
}
