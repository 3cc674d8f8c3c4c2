package dev.buntime.management.internal.events;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to a client what waits for it, as fast as the client reads and not faster. It runs on
 * threads of the server, on one at a time, and never waits there: plugins that transform the answer
 * hold up nobody else.
 */
final class StreamWriter implements Outlet, WriteListener {
  private static final Logger log = LoggerFactory.getLogger(StreamWriter.class);

  private final AsyncContext answer;
  private final ServletOutputStream out;
  private final Subscriber subscriber;
  private final Consumer<Subscriber> gone;
  private boolean unflushed; // whoever writes uses it, nobody else

  /**
   * @param gone is told when the client is gone
   */
  StreamWriter(AsyncContext answer, Subscriber subscriber, Consumer<Subscriber> gone)
      throws IOException {
    this.answer = answer;
    this.out = answer.getResponse().getOutputStream();
    this.subscriber = subscriber;
    this.gone = gone;
  }

  @Override
  public void begin() {
    onServer(this::onWritePossible);
  }

  @Override
  public void end() {
    onServer(this::complete);
  }

  private void onServer(Runnable task) {
    try {
      answer.start(task);
    } catch (IllegalStateException | RejectedExecutionException e) {
      fail(e); // the answer has ended, or the server
    }
  }

  @Override
  public void onWritePossible() {
    try {
      while (out.isReady()) {
        Frame frame = subscriber.next();
        if (frame != null) {
          out.write(frame.bytes());
          unflushed = true;
        } else if (unflushed) {
          unflushed = false;
          out.flush();
        } else if (subscriber.rest()) {
          return;
        }
      }
    } catch (IOException | IllegalStateException e) {
      fail(e);
    }
  }

  @Override
  public void onError(Throwable failure) {
    fail(failure);
  }

  private void fail(@Nullable Throwable failure) {
    log.debug("a listener at /_/sse is gone", failure);
    gone.accept(subscriber);
    complete();
  }

  private void complete() {
    try {
      answer.complete();
    } catch (IllegalStateException e) {
      log.trace("the answer has ended already", e);
    }
  }
}
