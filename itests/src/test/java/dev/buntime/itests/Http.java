package dev.buntime.itests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** HTTP as tests speak it: over a client, or byte for byte over a socket. */
public final class Http {
  public static final HttpClient CLIENT = HttpClient.newHttpClient();

  /** The value of {@code Authorization} by which the admin logs in. */
  public static final String ADMIN =
      "Basic "
          + Base64.getEncoder()
              .encodeToString(("admin:" + RunnerProcess.PASSWORD).getBytes(StandardCharsets.UTF_8));

  /** After which a test fails instead of hanging. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final ObjectMapper JSON = new ObjectMapper();

  private Http() {}

  public static HttpResponse<String> get(URI uri, String... headers) {
    return send(HttpRequest.newBuilder(uri), headers);
  }

  public static HttpResponse<String> getAsAdmin(URI uri) {
    return get(uri, "Authorization", ADMIN);
  }

  public static HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
    HttpRequest.Builder complete = headers.length == 0 ? request : request.headers(headers);
    try {
      return CLIENT.send(complete.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public static JsonNode json(HttpResponse<String> response) {
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(response.body(), e);
    }
  }

  /** Sends a request line as it is, which no client library would, and returns the whole answer. */
  public static String raw(RunnerProcess runner, String requestLine) throws IOException {
    try (Socket socket = new Socket(runner.host(), runner.port())) {
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          (requestLine + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      try (InputStream in = socket.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  /** The status of {@link #raw}. */
  public static int rawStatus(RunnerProcess runner, String path) throws IOException {
    return Integer.parseInt(raw(runner, "GET " + path + " HTTP/1.1").split(" ")[1]);
  }
}
