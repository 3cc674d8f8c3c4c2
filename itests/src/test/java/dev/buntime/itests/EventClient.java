package dev.buntime.itests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Listens to server-sent events as the specification says, and remembers all that it hears. */
public final class EventClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpResponse<Stream<String>> answer;
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private volatile String lastId = "";
  private volatile String retry = "";
  private volatile boolean ended;

  /**
   * An event.
   *
   * @param atNanos when it came, of {@link System#nanoTime}
   */
  public record Event(String id, String name, JsonNode data, long atNanos) {
    /** The text of a member of the data; empty if it is null or not there. */
    public String text(String member) {
      return data.path(member).asText("");
    }

    /** The number behind the start of the runner. */
    public long number() {
      return Long.parseLong(id.substring(id.indexOf('-') + 1));
    }
  }

  private EventClient(HttpRequest request) throws IOException, InterruptedException {
    answer = client.send(request, BodyHandlers.ofLines());
    Thread.ofVirtual().start(this::read);
  }

  /** Begins to listen as the admin, with further header fields. */
  public static EventClient listen(RunnerProcess runner, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(runner.uri(path)).header("Authorization", authorization());
    try {
      return new EventClient((headers.length == 0 ? request : request.headers(headers)).build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The header field of the admin's login. */
  public static String authorization() {
    String pair = "admin:" + RunnerProcess.PASSWORD;
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private void read() {
    String name = "message";
    List<String> data = new ArrayList<>();
    try (Stream<String> lines = answer.body()) {
      for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
        String line = each.next();
        String value = line.substring(line.indexOf(':') + 1).stripLeading();
        switch (line.substring(0, Math.max(0, line.indexOf(':')))) {
          case "id" -> lastId = value;
          case "event" -> name = value;
          case "data" -> data.add(value);
          case "retry" -> retry = value;
          default -> {
            if (line.isEmpty() && !data.isEmpty()) {
              events.add(
                  new Event(
                      lastId, name, JSON.readTree(String.join("\n", data)), System.nanoTime()));
              data.clear();
              name = "message";
            }
          }
        }
      }
    } catch (IOException | UncheckedIOException _) {
      // The runner or the test has ended it.
    } finally {
      ended = true;
    }
  }

  /** Status and header fields. */
  public HttpResponse<?> answer() {
    return answer;
  }

  /** All events up to now. */
  public List<Event> events() {
    return List.copyOf(events);
  }

  /** All events of a name up to now. */
  public List<Event> events(String name) {
    return events.stream().filter(each -> each.name().equals(name)).toList();
  }

  /** The id of the last event, or of the stream if there was none yet. */
  public String lastId() {
    return lastId;
  }

  /** What the stream said of coming back, in milliseconds. */
  public String retry() {
    return retry;
  }

  /** Whether the stream has ended. */
  public boolean isEnded() {
    return ended;
  }

  /** Goes away, as a browser that is closed. */
  @Override
  public void close() {
    client.shutdownNow();
  }
}
