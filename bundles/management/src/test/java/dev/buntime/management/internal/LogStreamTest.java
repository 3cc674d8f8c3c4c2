package dev.buntime.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.log.LogLevel;
import dev.buntime.log.LogLine;
import dev.buntime.log.LogQuery;
import dev.buntime.log.LogTail;
import dev.buntime.log.RunnerLog;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** What a stream sends while nothing is logged, by a clock that goes on with each look at it. */
public final class LogStreamTest {
  private static final int ROUNDS = 60; // of a quarter of a second each
  private static final String COMMENT = ": the log follows\n\n";

  @Test
  public void silence_isBrokenAfter15Seconds() throws Exception {
    assertThat(sentInSilence(false)).isEqualTo(COMMENT.repeat(2));
  }

  @Test
  public void silence_whileNoPlaceIsLeft_isBrokenEachSecond() throws Exception {
    assertThat(sentInSilence(true)).isEqualTo(COMMENT.repeat(16));
  }

  private static String sentInSilence(boolean isFull) throws InterruptedException {
    Fakes.Reply reply = new Fakes.Reply();
    HttpServletResponse response =
        Fakes.proxy(
            HttpServletResponse.class, (name, _) -> name.equals("getOutputStream") ? reply : null);
    CountDownLatch completed = new CountDownLatch(1);
    AsyncContext async =
        Fakes.proxy(
            AsyncContext.class,
            (name, _) -> {
              if (name.equals("complete")) {
                completed.countDown();
              }
              return null;
            });
    HttpServletRequest request = Fakes.proxy(HttpServletRequest.class, (_, _) -> async);
    Silence silence = new Silence(isFull);

    new LogStream(silence.log(), new LogQuery(null, LogLevel.DEBUG), 10, silence)
        .start(request, response);

    assertThat(completed.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(silence.free).isTrue();
    return reply.text();
  }

  /** A log in which nothing is logged for some rounds. */
  private static final class Silence implements LogTail, LogStream.Places {
    private final boolean isFull;
    private int rounds;
    volatile boolean free;

    Silence(boolean isFull) {
      this.isFull = isFull;
    }

    RunnerLog log() {
      return Fakes.proxy(
          RunnerLog.class, (name, _) -> name.equals("follow") ? this : List.<LogLine>of());
    }

    @Override
    public Optional<LogLine> next(Duration patience) {
      rounds++;
      return Optional.empty();
    }

    @Override
    public long missed() {
      return 0;
    }

    @Override
    public void close() {
      // Nothing is open.
    }

    @Override
    public boolean areClosed() {
      return rounds == ROUNDS;
    }

    @Override
    public boolean areTaken() {
      return isFull;
    }

    @Override
    public void free() {
      free = true;
    }
  }
}
