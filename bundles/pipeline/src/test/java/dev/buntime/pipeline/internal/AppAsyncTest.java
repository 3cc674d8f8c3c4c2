package dev.buntime.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;

/** Asynchronous servlets: whatever happens, happens on the worker's threads. */
public final class AppAsyncTest {
  @Rule public final TestFront front = new TestFront();
  private final List<String> threads = new CopyOnWriteArrayList<>();
  private final List<ClassLoader> loaders = new CopyOnWriteArrayList<>();
  private final List<String> events = new CopyOnWriteArrayList<>();

  @Test
  public void complete_fromAnotherThread_endsTheExchange() throws Exception {
    CompletableFuture<AsyncContext> started = new CompletableFuture<>();
    front.app =
        (request, response) -> {
          AsyncContext async = request.startAsync();
          async.addListener(new Recorder());
          started.complete(async);
        };
    CompletableFuture<HttpResponse<String>> answer = front.sendAsync("GET", "/shop");
    AsyncContext async = started.get(20, TimeUnit.SECONDS);
    assertThat(front.leases.getFirst().closed).as("still in flight").hasValue(0);

    async.getResponse().getWriter().print("later");
    async.complete();

    assertThat(answer.get(20, TimeUnit.SECONDS).body()).isEqualTo("later");
    await().untilAsserted(() -> assertThat(events).containsExactly("complete"));
    assertEnded();
  }

  @Test
  public void dispatch_runsOnTheWorkersThread() throws Exception {
    front.app =
        (request, response) -> {
          remember(request.getDispatcherType() + " " + request.getPathInfo());
          if (request.getDispatcherType() == DispatcherType.REQUEST) {
            request.startAsync().dispatch();
          } else {
            response.getWriter().print("dispatched");
          }
        };

    assertThat(front.send("GET", "/shop@1/x").body()).isEqualTo("dispatched");

    assertThat(events).containsExactly("REQUEST /.w/7/x", "ASYNC /.w/7/x");
    assertEnded();
  }

  @Test
  public void dispatch_toAPath_staysInTheApp() throws Exception {
    front.app =
        (request, response) -> {
          remember(request.getDispatcherType() + " " + request.getPathInfo());
          if (request.getDispatcherType() == DispatcherType.REQUEST) {
            request.startAsync().dispatch("/other?q=1");
          } else {
            response.getWriter().print(request.getParameter("q"));
          }
        };

    assertThat(front.send("GET", "/shop@1/x").body()).isEqualTo("1");

    assertThat(events).containsExactly("REQUEST /.w/7/x", "ASYNC /.w/7/other");
    assertEnded();
  }

  @Test
  public void timeout_isHeardOnTheWorkersThread() throws Exception {
    front.app =
        (request, response) -> {
          AsyncContext async = request.startAsync();
          async.setTimeout(50);
          async.addListener(
              new Recorder() {
                @Override
                public void onTimeout(AsyncEvent event) throws IOException {
                  super.onTimeout(event);
                  async.getResponse().getWriter().print("too slow");
                  async.complete();
                }
              });
        };

    assertThat(front.send("GET", "/shop").body()).isEqualTo("too slow");

    await().untilAsserted(() -> assertThat(events).containsExactly("timeout", "complete"));
    assertEnded();
  }

  @Test
  public void timeout_whenNobodyListens_isAProblem() throws Exception {
    front.app = (request, response) -> request.startAsync().setTimeout(50);

    HttpResponse<String> answer = front.send("GET", "/shop");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("\"app\":\"shop\"").contains("\"requestId\"");
    assertEnded();
  }

  @Test
  public void readListener_runsOnTheWorkersThread() throws Exception {
    front.app =
        (request, response) -> {
          AsyncContext async = request.startAsync();
          ServletInputStream in = request.getInputStream();
          in.setReadListener(new Reader(in, async));
        };
    try (Socket socket = Raw.connect(front.port())) {
      Raw.send(socket, "POST /shop HTTP/1.1", "Content-Length: 6", "", "abc");
      await().untilAsserted(() -> assertThat(events).contains("data abc"));
      socket.getOutputStream().write("def".getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();

      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

      assertThat(answer).startsWith("HTTP/1.1 200").contains("all read");
    }
    assertThat(events).containsExactly("data abc", "data def", "end");
    assertEnded();
  }

  @Test
  public void readListener_whenTheClientLeaves_hearsItOnTheWorkersThread() throws Exception {
    front.app =
        (request, response) -> {
          AsyncContext async = request.startAsync();
          async.setTimeout(0);
          ServletInputStream in = request.getInputStream();
          in.setReadListener(new Reader(in, async));
        };
    try (Socket socket = Raw.connect(front.port())) {
      Raw.send(socket, "POST /shop HTTP/1.1", "Content-Length: 6", "", "abc");
      await().untilAsserted(() -> assertThat(events).contains("data abc"));
    }

    await().untilAsserted(() -> assertThat(events.getLast()).startsWith("error"));
    assertEnded();
  }

  @Test
  public void writeListener_runsOnTheWorkersThread() throws Exception {
    String large = "x".repeat(8_000_000);
    front.app =
        (request, response) -> {
          AsyncContext async = request.startAsync();
          async.setTimeout(0);
          ServletOutputStream out = response.getOutputStream();
          byte[] bytes = large.getBytes(StandardCharsets.US_ASCII);
          out.setWriteListener(new Writer(out, async, bytes));
        };

    assertThat(front.send("GET", "/shop").body()).hasSameSizeAs(large);

    assertThat(events).contains("write");
    assertEnded();
  }

  @Test
  public void throwing_afterStartAsync_endsWithTheTimeout() throws Exception {
    front.app =
        (request, response) -> {
          request.startAsync().setTimeout(100);
          throw new IllegalStateException("secret");
        };

    HttpResponse<String> answer = front.send("GET", "/shop");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("\"requestId\"").doesNotContain("secret");
    assertEnded();
  }

  @Test
  public void neighbours_areServedWhileAllOthersWait() throws Exception {
    CompletableFuture<AsyncContext> started = new CompletableFuture<>();
    front.app = (request, response) -> started.complete(request.startAsync());
    CompletableFuture<HttpResponse<String>> waiting = front.sendAsync("GET", "/shop");
    started.get(20, TimeUnit.SECONDS).setTimeout(0);

    front.app = (request, response) -> response.getWriter().print("quick");
    assertThat(front.send("GET", "/shop").body()).isEqualTo("quick");

    assertThat(waiting).isNotDone();
    started.join().complete();
    assertThat(waiting.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertEnded();
  }

  private void remember(String event) {
    events.add(event);
    threads.add(Thread.currentThread().getName());
    loaders.add(Thread.currentThread().getContextClassLoader());
  }

  /** All that was remembered ran on the worker as the app, and its place is given back once. */
  private void assertEnded() {
    assertThat(threads).allMatch(TestFront::isWorker);
    assertThat(loaders).allMatch(loader -> loader.equals(front.appLoader));
    await()
        .untilAsserted(
            () -> assertThat(front.leases).allSatisfy(one -> assertThat(one.closed).hasValue(1)));
  }

  private class Recorder implements AsyncListener {
    @Override
    public void onComplete(AsyncEvent event) {
      events.add("complete"); // on whichever thread completes
    }

    @Override
    public void onTimeout(AsyncEvent event) throws IOException {
      remember("timeout");
    }

    @Override
    public void onError(AsyncEvent event) {
      remember("error");
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      remember("start");
    }
  }

  private final class Reader implements ReadListener {
    private final ServletInputStream in;
    private final AsyncContext async;

    Reader(ServletInputStream in, AsyncContext async) {
      this.in = in;
      this.async = async;
    }

    @Override
    public void onDataAvailable() throws IOException {
      StringBuilder data = new StringBuilder();
      while (in.isReady() && !in.isFinished()) {
        int next = in.read();
        if (next >= 0) {
          data.append((char) next);
        }
      }
      if (!data.isEmpty()) {
        remember("data " + data);
      }
    }

    @Override
    public void onAllDataRead() throws IOException {
      remember("end");
      async.getResponse().getWriter().print("all read");
      async.complete();
    }

    @Override
    public void onError(Throwable failure) {
      remember("error " + failure);
      async.complete();
    }
  }

  private final class Writer implements WriteListener {
    private final ServletOutputStream out;
    private final AsyncContext async;
    private final byte[] bytes;
    private int written;

    Writer(ServletOutputStream out, AsyncContext async, byte[] bytes) {
      this.out = out;
      this.async = async;
      this.bytes = bytes;
    }

    @Override
    public void onWritePossible() {
      remember("write");
      try {
        while (out.isReady()) {
          if (written == bytes.length) {
            async.complete();
            return;
          }
          int length = Math.min(100_000, bytes.length - written);
          out.write(bytes, written, length);
          written += length;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void onError(Throwable failure) {
      remember("error " + failure);
    }
  }
}
