package dev.buntime.itests.hostile;

import dev.buntime.itests.Http;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * What a caller gets.
 *
 * @param status of HTTP
 * @param code of the problem document, empty if there is none
 * @param body as text
 * @param after how long it took
 */
record Answer(int status, String code, String body, Duration after) {

  static Answer to(URI uri) {
    long begin = System.nanoTime();
    HttpResponse<String> response = Http.get(uri);
    Duration after = Duration.ofNanos(System.nanoTime() - begin);
    return new Answer(response.statusCode(), codeOf(response), response.body(), after);
  }

  private static String codeOf(HttpResponse<String> response) {
    boolean problem =
        response.headers().firstValue("Content-Type").orElse("").contains("problem+json");
    return problem ? Http.json(response).path("code").asText() : "";
  }
}
