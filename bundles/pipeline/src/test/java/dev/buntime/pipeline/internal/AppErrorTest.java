package dev.buntime.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;

/** What the client sees when an app fails, or chooses an error status. */
public final class AppErrorTest {
  private static final String ID = "X-Request-Id";
  private static final String SECRET = "jdbc:secret";

  @Rule public final TestFront front = new TestFront();

  @Test
  public void throwing_isAnAppErrorWithoutTheMessage() throws Exception {
    List<TestFront.App> apps =
        List.of(
            (request, response) -> {
              throw new IllegalStateException(SECRET);
            },
            (request, response) -> {
              throw new ServletException(SECRET, new IllegalArgumentException(SECRET));
            },
            (request, response) -> {
              throw new IOException(SECRET);
            },
            (request, response) -> {
              throw new StackOverflowError(SECRET);
            });
    for (TestFront.App app : apps) {
      front.app = app;

      HttpResponse<String> answer = front.send("GET", "/shop/x", ID, "r-1");

      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
      assertThat(answer.headers().allValues(ID)).containsExactly("r-1");
      assertThat(answer.body())
          .isEqualTo(
              "{\"type\":\"about:blank\",\"title\":\"App failed\",\"status\":500,\"detail\":"
                  + "\"shop@1.2.3 threw an exception; the log has it under this requestId.\","
                  + "\"code\":\"APP_ERROR\",\"app\":\"shop\",\"version\":\"1.2.3\","
                  + "\"requestId\":\"r-1\"}");
    }
    assertEnded(apps.size());
    assertThat(front.leases).allSatisfy(lease -> assertThat(lease.failed).hasValue(1));
  }

  @Test
  public void throwing_forABrowser_isAPageWithoutTheMessage() throws Exception {
    front.app =
        (request, response) -> {
          throw new IllegalStateException(SECRET);
        };

    HttpResponse<String> answer = front.send("GET", "/shop", "Accept", "text/html");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/html;charset=utf-8");
    assertThat(answer.headers().firstValue("Content-Security-Policy")).contains(Pages.POLICY);
    assertThat(answer.body()).contains("<h1>App failed</h1>").doesNotContain(SECRET);
    assertEnded(1);
  }

  @Test
  public void throwing_afterPartOfTheAnswer_cutsTheConnection() throws Exception {
    front.app =
        (request, response) -> {
          response.getWriter().print("part");
          response.flushBuffer();
          throw new IllegalStateException(SECRET);
        };

    String answer = Raw.exchange(front.port(), "GET /shop HTTP/1.1");

    assertThat(answer).startsWith("HTTP/1.1 200").doesNotContain(SECRET);
    assertThat(answer).as("no end of the last chunk").doesNotEndWith("0\r\n\r\n");
    assertEnded(1);
  }

  @Test
  public void throwing_afterHeaders_dropsThem() throws Exception {
    front.app =
        (request, response) -> {
          response.setHeader("Set-Cookie", "a=b");
          response.setContentType("image/png");
          response.getWriter().print("half a picture");
          throw new IllegalStateException(SECRET);
        };

    HttpResponse<String> answer = front.send("GET", "/shop");

    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.body()).startsWith("{").doesNotContain("picture");
    assertEnded(1);
  }

  @Test
  public void sendError_isAProblemWithTheStatusOfTheApp() throws Exception {
    front.app = (request, response) -> response.sendError(409, "Sold out");

    HttpResponse<String> answer = front.send("GET", "/shop", ID, "r-2");

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.body())
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"Conflict\",\"status\":409,"
                + "\"detail\":\"Sold out\",\"code\":\"APP_STATUS\",\"app\":\"shop\","
                + "\"version\":\"1.2.3\",\"requestId\":\"r-2\"}");
    assertEnded(1);
    assertThat(front.leases.getFirst().failed).as("the app meant it").hasValue(0);
  }

  @Test
  public void sendError_whenServerError_isNoAppError() throws Exception {
    front.app = (request, response) -> response.sendError(503, "Closed on Sundays");

    HttpResponse<String> answer = front.send("GET", "/shop");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("APP_STATUS").contains("Closed on Sundays");
    assertThat(front.leases.getFirst().failed).hasValue(0);
  }

  @Test
  public void sendError_keepsTheRetryAfterOfTheApp() throws Exception {
    front.app =
        (request, response) -> {
          response.setHeader("Retry-After", "120");
          response.sendError(503);
        };

    assertThat(front.send("GET", "/shop").headers().allValues("Retry-After"))
        .containsExactly("120");
  }

  @Test
  public void sendError_whenMessageIsMarkup_isEscapedInThePage() throws Exception {
    front.app = (request, response) -> response.sendError(400, "<script>alert(1)</script>");

    HttpResponse<String> answer = front.send("GET", "/shop", "Accept", "text/html");

    assertThat(answer.body())
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
        .doesNotContain("<script>");
  }

  @Test
  public void setStatus_withOwnBody_isLeftAlone() throws Exception {
    front.app =
        (request, response) -> {
          response.setStatus(404);
          response.setContentType("text/plain");
          response.getWriter().print("my own words");
        };

    HttpResponse<String> answer = front.send("GET", "/shop");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo("my own words");
    assertEnded(1);
  }

  @Test
  public void accept_choosesBetweenJsonAndPage() throws Exception {
    String browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    assertThat(typeFor(browser)).startsWith("text/html");
    assertThat(typeFor("text/html")).startsWith("text/html");
    assertThat(typeFor("*/*")).startsWith("application/problem+json");
    assertThat(typeFor("text/plain")).startsWith("application/problem+json");
    assertThat(typeFor("application/json, text/html")).startsWith("application/problem+json");
    assertThat(typeFor("text/html;q=0.5, application/json")).startsWith("application/problem+json");
    assertThat(typeFor("text/html, application/json;q=0.5")).startsWith("text/html");
    assertThat(typeFor("text/html;q=0")).startsWith("application/problem+json");
  }

  @Test
  public void malformedRequest_isAProblem() throws Exception {
    String answer = Raw.exchange(front.port(), "GET /shop/%zz HTTP/1.1");

    assertThat(answer).startsWith("HTTP/1.1 400").contains("\"code\":\"REQUEST_INVALID\"");
    assertThat(front.leases).isEmpty();
  }

  @Test
  public void ambiguousPath_isRefused() throws Exception {
    for (String path : List.of("/shop/..%2fx", "/shop/%2e%2e/x", "/shop/a%2fb", "/shop/%00")) {
      assertThat(Raw.exchange(front.port(), "GET " + path + " HTTP/1.1"))
          .as(path)
          .startsWith("HTTP/1.1 400");
    }
    assertThat(front.leases).isEmpty();
  }

  private String typeFor(String accept) throws Exception {
    return front
        .send("GET", "/nobody", "Accept", accept)
        .headers()
        .firstValue("Content-Type")
        .orElseThrow();
  }

  private void assertEnded(int leases) {
    assertThat(front.leases).hasSize(leases);
    await()
        .untilAsserted(
            () -> assertThat(front.leases).allSatisfy(one -> assertThat(one.closed).hasValue(1)));
  }
}
