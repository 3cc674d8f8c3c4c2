package dev.buntime.plugin.authn.internal.token;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Asks a provider, without a thread that waits.
 *
 * <p>Follows no redirect, takes no more than {@value #MAX_BYTES} bytes, and gives up after its time
 * limit, whatever trickles in meanwhile. Speaks HTTP/1.1. Thread-safe.
 */
public final class HttpFetch implements AutoCloseable {
  /** The longest answer that is taken, in bytes. */
  public static final int MAX_BYTES = 512 * 1024;

  private static final int THREADS = 2;

  private final Duration limit;
  private final ExecutorService threads;
  private final HttpClient client;

  /**
   * @param limit how long an answer may take from the first byte sent to the last one received
   */
  public HttpFetch(Duration limit) {
    this.limit = limit;
    threads =
        Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().daemon().name("plugin-authn-http-", 1).factory());
    client =
        HttpClient.newBuilder()
            .executor(threads)
            // A request that times out closes its connection. One of HTTP/2 would stay, and if it
            // is dead, so would all requests that share it.
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(limit)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * Gets a document.
   *
   * @return completes with the answer, whatever its status; exceptionally with {@link
   *     ProviderUnavailableException} if there is none
   */
  public CompletionStage<Reply> get(URI uri) {
    return send(HttpRequest.newBuilder(uri).GET());
  }

  /**
   * Posts a form.
   *
   * @param headers to be sent in addition
   * @return as {@link #get} does
   */
  public CompletionStage<Reply> post(
      URI uri, Map<String, String> form, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(encoded(form)));
    headers.forEach(request::header);
    return send(request);
  }

  private static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private CompletionStage<Reply> send(HttpRequest.Builder builder) {
    HttpRequest request = builder.header("Accept", "application/json").timeout(limit).build();
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request, _ -> new BoundedBody(MAX_BYTES));
    // The client's own limit ends with the headers; this one counts to the end of the body.
    return answer
        .thenApply(HttpFetch::reply)
        .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionallyCompose(failure -> {
          answer.cancel(true);
          return CompletableFuture.failedFuture(unavailable(request.uri(), failure));
        });
  }

  private static Reply reply(HttpResponse<String> response) {
    return new Reply(
        response.statusCode(),
        response.headers().firstValue("Content-Type").orElse(""),
        response.body());
  }

  private ProviderUnavailableException unavailable(URI uri, Throwable failure) {
    Throwable cause = Failures.cause(failure);
    String why =
        switch (cause) {
          case TimeoutException _ -> "did not answer within " + limit.toMillis() + " ms";
          case java.net.http.HttpTimeoutException _ ->
              "did not answer within " + limit.toMillis() + " ms";
          case IOException io -> "cannot be asked (" + io + ")";
          default -> "cannot be asked (" + cause + ")";
        };
    return new ProviderUnavailableException(uri + " " + why, cause);
  }

  /** Ends all exchanges that are under way. */
  @Override
  public void close() {
    client.shutdownNow();
    threads.shutdownNow();
  }
}
