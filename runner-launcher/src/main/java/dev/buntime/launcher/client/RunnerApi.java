package dev.buntime.launcher.client;

import dev.buntime.launcher.ExitCode;
import dev.buntime.launcher.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Sends requests to a runner, and turns errors into what a person or a shell understands. */
final class RunnerApi {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final int UNAUTHORIZED = 401;
  private static final int ERROR = 400;
  private static final int SERVER_ERROR = 500;

  private final URI base;
  private final String authorization;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER) // the password is for this runner alone
          .build();

  /**
   * @param base URL of the runner
   * @param authorization value of the header field
   */
  RunnerApi(URI base, String authorization) {
    this.base = base;
    this.authorization = authorization;
  }

  /** Begins a request below {@code /_}. */
  HttpRequest.Builder request(String pathAndQuery) {
    return HttpRequest.newBuilder(base.resolve("/_/" + pathAndQuery))
        .header("Authorization", authorization);
  }

  /**
   * Sends a request.
   *
   * @return the body of the answer
   * @throws Refusal if the runner is not there, or answers with an error
   */
  String send(HttpRequest.Builder request) throws Refusal, InterruptedException, IOException {
    try (InputStream body = open(request)) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Sends a request like {@link #send}, and gives the body as it comes. */
  InputStream open(HttpRequest.Builder request) throws Refusal, InterruptedException {
    HttpResponse<InputStream> answer;
    try {
      answer = client.send(request.build(), BodyHandlers.ofInputStream());
    } catch (ConnectException | HttpConnectTimeoutException e) {
      throw new Refusal(
          ExitCode.NOT_RUNNING,
          "No runner answers at %s: start one, or name another one with --url.".formatted(base),
          e);
    } catch (IOException e) {
      throw new Refusal(
          ExitCode.FAILED, "The connection to %s broke: %s.".formatted(base, e.getMessage()), e);
    }
    if (answer.statusCode() >= ERROR) {
      throw refusal(answer);
    }
    return answer.body();
  }

  private Refusal refusal(HttpResponse<InputStream> answer) {
    int status = answer.statusCode();
    if (status == UNAUTHORIZED) {
      return new Refusal(
          ExitCode.DENIED,
          "The runner at %s does not take the password: %s or %s has to be that of admin."
              .formatted(base, Credentials.PASSWORD, Credentials.FILE),
          null);
    }
    String detail;
    try (InputStream body = answer.body()) {
      String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
      detail = Tree.of(text).text("detail");
    } catch (IOException e) {
      detail = "it gives no reason";
    }
    return new Refusal(
        status < SERVER_ERROR ? ExitCode.UNWANTED : ExitCode.FAILED,
        "%s (HTTP %d)".formatted(Table.cleanLines(detail), status),
        null);
  }
}
