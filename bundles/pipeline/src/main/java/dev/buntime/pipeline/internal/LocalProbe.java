package dev.buntime.pipeline.internal;

import dev.buntime.versions.AppVersion;
import dev.buntime.worker.HealthProbe;
import dev.buntime.worker.Lease;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.URIUtil;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request through the whole server to a worker that is not in routing yet, over a connector
 * that exists for this one request and that nobody else can reach. Thread-safe.
 */
final class LocalProbe implements HealthProbe {
  private static final int PATIENCE_SECONDS = 30;
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] (\\d{3})");

  private final Server server;
  private final Map<Connector, Question> questions = new ConcurrentHashMap<>();

  /** What a connector was made for. */
  private record Question(AppVersion id, String path, Lease lease) {}

  LocalProbe(Server server) {
    this.server = server;
  }

  @Override
  public int get(AppVersion id, String path, Lease lease) throws IOException, InterruptedException {
    LocalConnector connector = new LocalConnector(server);
    questions.put(connector, new Question(id, path, lease));
    try {
      connector.start();
      return statusOf(connector.getResponse(request(path), PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException | IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e.toString(), e);
    } finally {
      if (questions.remove(connector) != null) {
        lease.close(); // the request did not get as far as the worker
      }
      stop(connector);
    }
  }

  private static String request(String path) {
    return "GET "
        + URIUtil.encodePath(path)
        + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Buntime\r\nConnection: close\r\n\r\n";
  }

  private static int statusOf(@Nullable String answer) throws IOException {
    Matcher line = STATUS_LINE.matcher(answer == null ? "" : answer);
    if (!line.lookingAt()) {
      throw new IOException("the connection was closed without an answer");
    }
    return Integer.parseInt(line.group(1));
  }

  private static void stop(LocalConnector connector) throws IOException {
    try {
      connector.stop();
    } catch (Exception e) {
      throw new IOException("the connector of a health check does not stop", e);
    }
  }

  /**
   * The exchange of a request that comes from here.
   *
   * @return null if it comes from anybody else
   */
  @Nullable Exchange exchangeOf(Request request, String requestId) {
    if (questions.isEmpty()) {
      return null; // as nearly always
    }
    Question question = questions.remove(request.getConnectionMetaData().getConnector());
    return question == null
        ? null
        : new Exchange(
            requestId, question.id(), "/" + question.id(), question.path(), question.lease());
  }
}
