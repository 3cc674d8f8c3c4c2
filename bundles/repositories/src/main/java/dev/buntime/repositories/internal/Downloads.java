package dev.buntime.repositories.internal;

import dev.buntime.jsonc.Printable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Fetches files by HTTP: as much as is allowed and no more, as long as is allowed and no longer.
 * Redirections are followed, but not from https to http, and without the password to another
 * server. Thread-safe.
 */
final class Downloads implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int MOST_HOPS = 5;
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int GONE = 410;
  private static final Set<Integer> REDIRECTIONS = Set.of(301, 302, 303, 307, 308);

  private @Nullable HttpClient client; // guarded by this; made when it is needed

  private synchronized HttpClient client() {
    HttpClient there = client;
    if (there == null) {
      there =
          HttpClient.newBuilder().connectTimeout(CONNECT).followRedirects(Redirect.NEVER).build();
      client = there;
    }
    return there;
  }

  /**
   * Fetches a file.
   *
   * @param login who asks, null for nobody
   * @param to where it is written to; whatever is there if this fails is of no use
   * @param most bytes
   * @throws MissingException if the server does not have it
   * @throws UnavailableException if it is not to be had
   */
  void fetch(URI from, @Nullable Login login, Path to, long most, Deadline deadline)
      throws UnavailableException, InterruptedException {
    URI address = from;
    for (int hop = 0; hop <= MOST_HOPS; hop++) {
      Login asks = isSameServer(address, from) ? login : null;
      HttpResponse<Path> response = send(address, asks, to, most, deadline);
      int status = response.statusCode();
      if (status == OK) {
        return;
      }
      if (status == NOT_FOUND || status == GONE) {
        throw new MissingException("%s answers %d".formatted(words(address), status));
      }
      if (!REDIRECTIONS.contains(status)) {
        throw new UnavailableException("%s answers %d".formatted(words(address), status));
      }
      address = next(address, response.headers());
    }
    throw new UnavailableException(
        "%s redirects more than %d times".formatted(words(from), MOST_HOPS));
  }

  private static boolean isSameServer(URI one, URI other) {
    return Objects.equals(one.getScheme(), other.getScheme())
        && Objects.equals(one.getAuthority(), other.getAuthority());
  }

  private HttpResponse<Path> send(
      URI address, @Nullable Login login, Path to, long most, Deadline deadline)
      throws UnavailableException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address);
    if (login != null) {
      request.header("Authorization", login.header());
    }
    CompletableFuture<HttpResponse<Path>> response =
        client()
            .sendAsync(
                request.build(),
                info ->
                    info.statusCode() == OK
                        ? new LimitedBody<>(
                            BodySubscribers.ofFile(
                                to,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING,
                                StandardOpenOption.WRITE),
                            most)
                        : BodySubscribers.replacing(to));
    try {
      return response.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new UnreachableException(words(address) + " does not answer in time", e);
    } catch (ExecutionException e) {
      throw new UnreachableException(
          "%s cannot be fetched: %s".formatted(words(address), words(e.getCause())), e);
    } finally {
      response.cancel(true); // without effect if it is complete
    }
  }

  private static URI next(URI address, HttpHeaders headers) throws UnavailableException {
    String location = headers.firstValue("Location").orElse("");
    URI next;
    try {
      next = address.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new UnavailableException(words(address) + " redirects to what is no address", e);
    }
    String scheme = Objects.requireNonNullElse(next.getScheme(), "");
    boolean isAllowed =
        scheme.equals("https") || (scheme.equals("http") && "http".equals(address.getScheme()));
    if (location.isEmpty() || !isAllowed || next.getHost() == null || next.getUserInfo() != null) {
      throw new UnavailableException(
          "%s redirects to %s, which is not followed".formatted(words(address), words(next)));
    }
    return next;
  }

  private static String words(URI address) {
    String text = address.getUserInfo() == null ? address.toString() : "an address with a user";
    return Printable.of(text);
  }

  private static String words(@Nullable Throwable failure) {
    if (failure instanceof IOException && failure.getMessage() != null) {
      return Printable.of(failure.getMessage());
    }
    return Printable.of(String.valueOf(failure));
  }

  /** Gives up what is being fetched. */
  @Override
  public synchronized void close() {
    if (client != null) {
      client.shutdownNow();
      client = null;
    }
  }
}
