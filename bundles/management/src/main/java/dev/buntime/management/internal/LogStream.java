package dev.buntime.management.internal;

import dev.buntime.log.LogLine;
import dev.buntime.log.LogQuery;
import dev.buntime.log.LogTail;
import dev.buntime.log.RunnerLog;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends lines of the log as events (WHATWG HTML, section 9.2) until the client goes or the runner
 * stops. A slow client misses lines and is told how many.
 */
final class LogStream {
  /** The media type of event streams. */
  static final String TYPE = "text/event-stream";

  private static final Logger log = LoggerFactory.getLogger(LogStream.class);

  private static final Duration PATIENCE = Duration.ofMillis(250);
  private static final int SILENT_ROUNDS = 60; // then the client is asked whether it is there
  private static final int SILENT_ROUNDS_IF_FULL = 4; // it takes two to find that out

  private final RunnerLog lines;
  private final LogQuery wanted;
  private final int most;
  private final Places places;

  LogStream(RunnerLog lines, LogQuery wanted, int most, Places places) {
    this.lines = lines;
    this.wanted = wanted;
    this.most = most;
    this.places = places;
  }

  /** Those of all streams, of which this one has one. */
  interface Places {
    /** Whether all streams have to end. */
    boolean areClosed();

    /** Whether there is none for one more. */
    boolean areTaken();

    /** The one of this stream is free again. */
    void free();
  }

  /** Begins, on a thread of its own. */
  void start(HttpServletRequest request, HttpServletResponse response) {
    response.setContentType(TYPE);
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-store");
    AsyncContext async = request.startAsync();
    async.setTimeout(0);
    Thread.ofPlatform()
        .daemon()
        .name("log-stream")
        .inheritInheritableThreadLocals(false)
        .start(() -> run(async, response));
  }

  private void run(AsyncContext async, HttpServletResponse response) {
    try (LogTail tail = lines.follow(wanted)) {
      OutputStream out = response.getOutputStream();
      for (LogLine line : lines.newest(wanted, most)) {
        send(out, "line", line.members());
      }
      comment(out);
      follow(tail, out);
    } catch (IOException e) {
      log.debug("whoever followed the log is gone", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      places.free();
      async.complete();
    }
  }

  private void follow(LogTail tail, OutputStream out) throws IOException, InterruptedException {
    int silent = 0;
    while (!places.areClosed()) {
      Optional<LogLine> line = tail.next(PATIENCE);
      silent = line.isPresent() ? 0 : silent + 1;
      if (line.isPresent()) {
        send(out, "line", line.get().members());
        tellMissed(tail, out);
        out.flush();
      } else if (silent >= (places.areTaken() ? SILENT_ROUNDS_IF_FULL : SILENT_ROUNDS)) {
        comment(out);
        silent = 0;
      }
    }
  }

  private static void tellMissed(LogTail tail, OutputStream out) throws IOException {
    long missed = tail.missed();
    if (missed > 0) {
      send(out, "missed", Map.of("lines", missed));
    }
  }

  private static void send(OutputStream out, String event, Map<String, Object> data)
      throws IOException {
    String text = "event: " + event + "\ndata: " + Json.line(data) + "\n\n";
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Nothing for the client; finds out whether it is still there. */
  private static void comment(OutputStream out) throws IOException {
    out.write(": the log follows\n\n".getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
