package dev.buntime.pipeline.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
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
    write(response, callback, problem(request, problem));
  }

  /**
   * Says that the connection ends with the answer if there is a body that nobody is going to read:
   * it would be in the way of the next request (RFC 9112, section 9.6). What is there already is
   * read. To be called before the answer, for a request that nobody else reads.
   */
  static void leaveBody(Request request, Response response) {
    if (!request.consumeAvailable()) {
      response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
    }
  }

  /** Answers with an error a request whose body nobody has begun to read. */
  static void refusal(Request request, Response response, Callback callback, Problem problem) {
    leaveBody(request, response);
    problem(request, response, callback, problem);
  }

  /** The answer that tells an error. */
  static RunnerAnswer problem(Request request, Problem problem) {
    RunnerAnswer answer =
        wantsPage(request.getHeaders())
            ? html(problem.status(), Pages.problem(problem))
            : RunnerAnswer.of(problem.status(), "application/problem+json", json(problem));
    addTo(answer, request);
    answer.fields().put(RequestIds.HEADER, problem.requestId());
    answer.fields().put(HttpHeader.CACHE_CONTROL, "no-store");
    if (problem.status() == 503) {
      answer.fields().put(HttpHeader.RETRY_AFTER, problem.retryAfter().toSeconds());
    }
    return answer;
  }

  /** What the answer has itself, such as the policy of a page, stays. */
  private static void addTo(RunnerAnswer answer, Request request) {
    HttpFields.Mutable all = HttpFields.build();
    RunnerHeaders.addTo(all, request);
    answer.fields().forEach(all::put);
    all.forEach(answer.fields()::put);
  }

  /** Answers with a page; completes the callback. */
  static void page(Response response, Callback callback, String html) {
    write(response, callback, html(200, html));
  }

  private static RunnerAnswer html(int status, String html) {
    RunnerAnswer answer =
        RunnerAnswer.of(status, "text/html;charset=utf-8", html.getBytes(StandardCharsets.UTF_8));
    answer.fields().put("Content-Security-Policy", Pages.POLICY);
    answer.fields().put("X-Content-Type-Options", "nosniff");
    return answer;
  }

  private static void write(Response response, Callback callback, RunnerAnswer answer) {
    response.setStatus(answer.status());
    answer
        .fields()
        .forEach(field -> {
          if (field.getHeader() != HttpHeader.RETRY_AFTER
              || !response.getHeaders().contains(HttpHeader.RETRY_AFTER)) {
            response.getHeaders().put(field);
          }
        });
    response.write(true, ByteBuffer.wrap(answer.body()), callback);
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
