package dev.buntime.pipeline.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what the runner itself answers: a page for browsers, JSON for everybody else. */
final class Answers {
  private static final Logger log = LoggerFactory.getLogger(Answers.class);

  private static final ObjectMapper JSON = new ObjectMapper();

  private Answers() {}

  /**
   * Answers nobody, so that the classes which that takes are there when the first answer is due: a
   * time-out must not be late because of them.
   */
  static void rehearse() {
    HttpFields browser = HttpFields.build().put(HttpHeader.ACCEPT, "text/html, */*;q=0.1");
    Problem problem = Problem.ofStatus(504, "a rehearsal", "none");
    log.debug(
        "rehearsed {} bytes and {} characters, for a browser: {}",
        json(problem).length,
        Pages.problem(problem).length(),
        wantsPage(browser));
  }

  /** Answers with an error; completes the callback. */
  static void problem(Request request, Response response, Callback callback, Problem problem) {
    response.setStatus(problem.status());
    response.getHeaders().put(RequestIds.HEADER, problem.requestId());
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    if (problem.status() == 503 && !response.getHeaders().contains(HttpHeader.RETRY_AFTER)) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, problem.retryAfter().toSeconds());
    }
    if (wantsPage(request.getHeaders())) {
      page(response, callback, Pages.problem(problem));
    } else {
      write(response, callback, "application/problem+json", json(problem));
    }
  }

  /** Answers with a page; completes the callback. */
  static void page(Response response, Callback callback, String html) {
    response
        .getHeaders()
        .put("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    write(response, callback, "text/html;charset=utf-8", html.getBytes(StandardCharsets.UTF_8));
  }

  private static void write(Response response, Callback callback, String type, byte[] body) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  /** Browsers name HTML; programs that take anything get JSON. */
  private static boolean wantsPage(HttpFields headers) {
    List<String> accepted = headers.getQualityCSV(HttpHeader.ACCEPT);
    int html = accepted.indexOf("text/html");
    return html >= 0 && accepted.subList(0, html).stream().noneMatch(type -> type.contains("json"));
  }

  private static byte[] json(Problem problem) {
    try {
      return JSON.writeValueAsBytes(problem.members());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings and numbers are always JSON", e);
    }
  }
}
