package dev.buntime.management.internal.events;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.Before;
import org.junit.Test;

/** How what waits gets to a client that reads as it likes. */
public final class StreamWriterTest {
  private final List<Runnable> tasks = new ArrayList<>();
  private final List<Subscriber> gone = new ArrayList<>();
  private final Out out = new Out();
  private final Subscriber subscriber =
      new Subscriber(EnumSet.allOf(EventKind.class), System::nanoTime);
  private boolean completed;
  private boolean stopped;
  private StreamWriter writer;

  @Before
  public void open() throws IOException {
    writer = new StreamWriter(answer(), subscriber, gone::add);
  }

  @Test
  public void onWritePossible_writesAllThatWaitsAndFlushesOnce() {
    offer("1");
    offer("2");

    writer.onWritePossible();

    assertThat(out.text()).isEqualTo(text("1") + text("2"));
    assertThat(out.flushes).isEqualTo(1);
    assertThat(subscriber.offer(frame("3"))).isEqualTo(Subscriber.Offer.BEGIN);
  }

  @Test
  public void onWritePossible_whenTheClientDoesNotRead_goesOnWhenItDoes() {
    offer("1");
    offer("2");
    out.ready = 1;
    writer.onWritePossible();
    assertThat(out.text()).isEqualTo(text("1"));
    assertThat(subscriber.offer(frame("3"))).isEqualTo(Subscriber.Offer.WAITS);

    out.ready = 2;
    writer.onWritePossible();
    assertThat(out.text()).isEqualTo(text("1") + text("2") + text("3"));
    assertThat(out.flushes).isZero();

    out.ready = 100;
    writer.onWritePossible();
    assertThat(out.flushes).isEqualTo(1);
  }

  @Test
  public void begin_writesOnAThreadOfTheServer() {
    writer.onWritePossible();
    assertThat(subscriber.offer(frame("1"))).isEqualTo(Subscriber.Offer.BEGIN);

    writer.begin();
    assertThat(out.text()).isEmpty();
    tasks.removeFirst().run();
    assertThat(out.text()).isEqualTo(text("1"));
  }

  @Test
  public void begin_whenTheAnswerHasEnded_tellsThatTheClientIsGone() {
    stopped = true;

    writer.begin();
    writer.end();
    assertThat(gone).contains(subscriber);
  }

  @Test
  public void write_whenTheClientIsGone_endsTheAnswer() {
    out.broken = true;
    offer("1");

    writer.onWritePossible();

    assertThat(gone).containsExactly(subscriber);
    assertThat(completed).isTrue();
  }

  @Test
  public void end_completesOnAThreadOfTheServer() {
    writer.end();
    assertThat(completed).isFalse();

    tasks.removeFirst().run();
    assertThat(completed).isTrue();
    assertThat(gone).isEmpty();
  }

  private void offer(String json) {
    assertThat(subscriber.offer(frame(json))).isEqualTo(Subscriber.Offer.WAITS);
  }

  private static Frame frame(String json) {
    return Frame.event("7-1", 1, EventKind.WORKER, json);
  }

  private static String text(String json) {
    return frame(json).toString();
  }

  private AsyncContext answer() {
    ServletResponse response = proxy(ServletResponse.class, (method, arguments) -> out);
    return proxy(
        AsyncContext.class,
        (method, arguments) -> {
          switch (method) {
            case "getResponse" -> {
              return response;
            }
            case "start" -> {
              if (stopped) {
                throw new IllegalStateException("completed");
              }
              tasks.add((Runnable) arguments[0]);
            }
            case "complete" -> completed = true;
            default -> throw new UnsupportedOperationException(method);
          }
          return response;
        });
  }

  private interface Calls {
    Object answer(String method, Object[] arguments);
  }

  private static <T> T proxy(Class<T> type, Calls calls) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              Object answer =
                  calls.answer(method.getName(), arguments == null ? new Object[0] : arguments);
              return method.getReturnType() == void.class ? null : answer;
            }));
  }

  /** Takes so many writes and flushes as the test lets it. */
  private static final class Out extends ServletOutputStream {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    int ready = 100;
    int flushes;
    boolean broken;

    @Override
    public boolean isReady() {
      return ready > 0;
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      ready--;
      if (broken) {
        throw new IOException("the connection is gone");
      }
      body.write(bytes);
    }

    @Override
    public void write(int b) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void flush() {
      ready--;
      flushes++;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new UnsupportedOperationException();
    }

    String text() {
      return body.toString(StandardCharsets.UTF_8);
    }
  }
}
