package dev.buntime.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.Rule;
import org.junit.Test;

/** Requests whose body is longer than the app takes. */
public final class BodyLimitTest {
  @Rule public final TestFront front = new TestFront();
  private final CompletableFuture<String> read = new CompletableFuture<>();

  @Test
  public void length_overTheLimit_isRefusedBeforeTheApp() throws Exception {
    front.maxBodySize = 4;
    front.app = (request, response) -> read.complete("called");

    String answer =
        Raw.exchange(front.port(), "POST /shop HTTP/1.1", "Content-Length: 5", "", "12345");

    assertThat(answer)
        .startsWith("HTTP/1.1 413")
        .contains("\"code\":\"BODY_TOO_LARGE\"")
        .contains("shop@1.2.3 takes request bodies of at most 4 bytes");
    assertThat(read).isNotDone();
    assertClosedOnce();
  }

  @Test
  public void length_atTheLimit_isRead() throws Exception {
    front.maxBodySize = 5;
    echo();

    assertThat(Raw.exchange(front.port(), "POST /shop HTTP/1.1", "Content-Length: 5", "", "12345"))
        .startsWith("HTTP/1.1 200")
        .endsWith("12345");
    assertClosedOnce();
  }

  @Test
  public void limitOfNothing_takesNoBody() throws Exception {
    front.maxBodySize = 0;
    echo();

    assertThat(Raw.exchange(front.port(), "POST /shop HTTP/1.1", "Content-Length: 1", "", "1"))
        .startsWith("HTTP/1.1 413")
        .contains("takes no request body");
    assertThat(front.send("GET", "/shop").statusCode()).isEqualTo(200);
  }

  @Test
  public void chunks_overTheLimit_failTheReadAndAreRefused() throws Exception {
    front.maxBodySize = 4;
    echo();

    String answer =
        Raw.exchange(
            front.port(),
            "POST /shop HTTP/1.1",
            "Transfer-Encoding: chunked",
            "",
            "3\r\n123\r\n3\r\n456\r\n0\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 413").contains("BODY_TOO_LARGE");
    assertThat(read.get(20, TimeUnit.SECONDS)).contains("at most 4 bytes");
    assertClosedOnce();
  }

  @Test
  public void chunks_overTheLimit_whenTheAnswerHasBegun_failTheRead() throws Exception {
    front.maxBodySize = 4;
    front.app =
        (request, response) -> {
          response.getWriter().print("begun");
          response.flushBuffer();
          try {
            request.getInputStream().readAllBytes();
          } catch (IOException e) {
            read.complete(String.valueOf(e.getMessage()));
          }
        };

    String answer =
        Raw.exchange(
            front.port(),
            "POST /shop HTTP/1.1",
            "Transfer-Encoding: chunked",
            "",
            "5\r\n12345\r\n0\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 200").contains("begun");
    assertThat(read.get(20, TimeUnit.SECONDS)).contains("at most 4 bytes");
    assertClosedOnce();
  }

  @Test
  public void limitOfTheRunner_whenLessThanTheApps_counts() throws Exception {
    front.bodies.modified(TestFront.bodyLimit(4));
    echo();

    assertThat(Raw.exchange(front.port(), "POST /shop HTTP/1.1", "Content-Length: 5", "", "12345"))
        .startsWith("HTTP/1.1 413")
        .contains("\"code\":\"BODY_TOO_LARGE\"")
        .contains("The runner takes request bodies of at most 4 bytes");
    assertThat(chunked("/shop", "3\r\n123\r\n3\r\n456\r\n0\r\n\r\n"))
        .startsWith("HTTP/1.1 413")
        .contains("The runner takes request bodies of at most 4 bytes");
    assertThat(Raw.exchange(front.port(), "POST /shop HTTP/1.1", "Content-Length: 4", "", "1234"))
        .startsWith("HTTP/1.1 200")
        .endsWith("1234");

    front.maxBodySize = 3;
    assertThat(Raw.exchange(front.port(), "POST /shop HTTP/1.1", "Content-Length: 4", "", "1234"))
        .contains("shop@1.2.3 takes request bodies of at most 3 bytes");
  }

  @Test
  public void limitOfTheRunner_countsForItsOwnPaths() throws Exception {
    front.bodies.modified(TestFront.bodyLimit(4));
    echo();

    assertThat(Raw.exchange(front.port(), "POST /_/x HTTP/1.1", "Content-Length: 5", "", "12345"))
        .startsWith("HTTP/1.1 413")
        .contains("\"code\":\"BODY_TOO_LARGE\"", "at most 4 bytes");
    assertThat(chunked("/_/x", "3\r\n123\r\n3\r\n456\r\n0\r\n\r\n"))
        .startsWith("HTTP/1.1 413")
        .contains("\"code\":\"BODY_TOO_LARGE\"", "at most 4 bytes");
    assertThat(chunked("/_/x", "3\r\n123\r\n1\r\n4\r\n0\r\n\r\n"))
        .startsWith("HTTP/1.1 200")
        .contains("1234");

    front.bodies.modified(TestFront.bodyLimit(0));
    assertThat(Raw.exchange(front.port(), "POST /_/x HTTP/1.1", "Content-Length: 5", "", "12345"))
        .startsWith("HTTP/1.1 200")
        .endsWith("12345");
  }

  private String chunked(String path, String body) throws IOException {
    return Raw.exchange(
        front.port(), "POST " + path + " HTTP/1.1", "Transfer-Encoding: chunked", "", body);
  }

  private void echo() {
    front.app =
        (request, response) -> {
          try {
            response.getOutputStream().write(request.getInputStream().readAllBytes());
          } catch (IOException e) {
            read.complete(String.valueOf(e.getMessage()));
            throw e;
          }
        };
  }

  private void assertClosedOnce() {
    Awaitility.await().untilAsserted(() -> assertThat(front.leases.getFirst().closed).hasValue(1));
  }
}
