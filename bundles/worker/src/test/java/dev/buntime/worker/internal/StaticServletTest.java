package dev.buntime.worker.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

public final class StaticServletTest {
  private static final String BIG = "0123456789".repeat(5_000);
  private static final String PAGE =
      "<html><head><base href=\"/spa@1/\"><title>spa</title></head></html>";

  private final StaticServlet servlet =
      new StaticServlet(
          new Fakes.TestBundle()
              .file("public/index.html", "<html><head><title>spa</title></head></html>")
              .file("public/app.js", "let x = 1;")
              .file("public/big.txt", BIG)
              .file("public/empty.txt", "")
              .get(),
          "public/index.html");

  @Test
  public void get_whenFile_sendsIt() throws IOException {
    Fakes.Reply reply = call("GET", "/app.js");

    assertThat(reply.status).isEqualTo(200);
    assertThat(reply.text()).isEqualTo("let x = 1;");
    assertThat(reply.length).isEqualTo(10);
    assertThat(reply.headers)
        .contains(
            entry("Content-Type", "text/javascript;charset=utf-8"),
            entry("Cache-Control", "no-cache"),
            entry("X-Content-Type-Options", "nosniff"),
            entry("Accept-Ranges", "bytes"))
        .containsKey("ETag");
  }

  @Test
  public void get_whenLarge_sendsAllOfIt() throws IOException {
    Fakes.Reply reply = call("GET", "/big.txt");

    assertThat(reply.text()).isEqualTo(BIG);
    assertThat(reply.length).isEqualTo(BIG.length());
  }

  @Test
  public void get_whenEmpty_sendsNothing() throws IOException {
    Fakes.Reply reply = call("GET", "/empty.txt");

    assertThat(reply.status).isEqualTo(200);
    assertThat(reply.text()).isEmpty();
    assertThat(reply.length).isZero();
  }

  @Test
  public void get_whenNoSuchFile_sendsThePageWithItsBase() throws IOException {
    for (@Nullable String path : new @Nullable String[] {null, "/", "/index.html", "/users/7"}) {
      Fakes.Reply reply = call("GET", path);

      assertThat(reply.status).as(path).isEqualTo(200);
      assertThat(reply.text()).as(path).isEqualTo(PAGE);
      assertThat(reply.headers).containsEntry("Content-Type", "text/html;charset=utf-8");
    }
  }

  @Test
  public void head_sendsHeadersOnly() throws IOException {
    Fakes.Reply reply = call("HEAD", "/app.js");

    assertThat(reply.status).isEqualTo(200);
    assertThat(reply.length).isEqualTo(10);
    assertThat(reply.text()).isEmpty();
    assertThat(reply.headers).containsEntry("ETag", etag("/app.js"));
  }

  @Test
  public void head_whenRange_ignoresIt() throws IOException {
    Fakes.Reply reply = call("HEAD", "/app.js", "Range", "bytes=0-3");

    assertThat(reply.status).as("a range is defined for GET only").isEqualTo(200);
    assertThat(reply.length).isEqualTo(10);
    assertThat(reply.headers).doesNotContainKey("Content-Range");
  }

  @Test
  public void get_whenTagMatches_isNotModified() throws IOException {
    String etag = etag("/app.js");
    for (String known : List.of(etag, "W/" + etag, "*", "\"x\", " + etag, "\"x\" ,W/" + etag)) {
      for (String method : List.of("GET", "HEAD")) {
        Fakes.Reply reply = call(method, "/app.js", "If-None-Match", known);

        assertThat(reply.status).as(known).isEqualTo(304);
        assertThat(reply.text()).isEmpty();
        assertThat(reply.headers).contains(entry("ETag", etag), entry("Cache-Control", "no-cache"));
      }
    }
  }

  @Test
  public void get_whenTagIsAnother_sendsTheFile() throws IOException {
    for (String known : List.of("\"x\"", "", "x", etag("/big.txt"))) {
      assertThat(call("GET", "/app.js", "If-None-Match", known).status).as(known).isEqualTo(200);
    }
  }

  @Test
  public void get_whenTagMatchesAndRangeIsAsked_isNotModified() throws IOException {
    Fakes.Reply reply =
        call("GET", "/app.js", "If-None-Match", etag("/app.js"), "Range", "bytes=0-3");

    assertThat(reply.status).isEqualTo(304);
  }

  @Test
  public void get_whenRange_sendsThatPart() throws IOException {
    Fakes.Reply reply = call("GET", "/big.txt", "Range", "bytes=20005-30004");

    assertThat(reply.status).isEqualTo(206);
    assertThat(reply.headers).containsEntry("Content-Range", "bytes 20005-30004/50000");
    assertThat(reply.length).isEqualTo(10_000);
    assertThat(reply.text()).isEqualTo(BIG.substring(20_005, 30_005));
  }

  @Test
  public void get_whenSuffixOfThePage_countsTheBase() throws IOException {
    Fakes.Reply reply = call("GET", "/any/path", "Range", "bytes=-7");

    assertThat(reply.status).isEqualTo(206);
    assertThat(reply.text()).isEqualTo("</html>");
    assertThat(reply.headers)
        .containsEntry(
            "Content-Range",
            "bytes %d-%d/%d".formatted(PAGE.length() - 7, PAGE.length() - 1, PAGE.length()));
  }

  @Test
  public void get_whenRangeIsBehindTheEnd_isRefused() throws IOException {
    Fakes.Reply reply = call("GET", "/app.js", "Range", "bytes=10-");

    assertThat(reply.status).isEqualTo(416);
    assertThat(reply.error).isTrue();
    assertThat(reply.headers).containsEntry("Content-Range", "bytes */10");
    assertThat(reply.text()).isEmpty();
  }

  @Test
  public void get_whenSeveralRanges_sendsTheFile() throws IOException {
    Fakes.Reply reply = call("GET", "/app.js", "Range", "bytes=0-1,4-5");

    assertThat(reply.status).isEqualTo(200);
    assertThat(reply.text()).isEqualTo("let x = 1;");
  }

  @Test
  public void get_whenFileChangedSinceTheFirstPart_sendsAllOfIt() throws IOException {
    assertThat(call("GET", "/app.js", "Range", "bytes=0-1", "If-Range", "\"old\"").status)
        .isEqualTo(200);
    assertThat(call("GET", "/app.js", "Range", "bytes=0-1", "If-Range", etag("/app.js")).status)
        .isEqualTo(206);
  }

  @Test
  public void options_saysWhatIsAllowed() throws IOException {
    Fakes.Reply reply = call("OPTIONS", "/app.js");

    assertThat(reply.status).isEqualTo(204);
    assertThat(reply.error).isFalse();
    assertThat(reply.headers).containsEntry("Allow", "GET, HEAD, OPTIONS");
  }

  @Test
  public void service_whenOtherMethod_isNotAllowed() throws IOException {
    for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "get")) {
      Fakes.Reply reply = call(method, "/app.js");

      assertThat(reply.status).as(method).isEqualTo(405);
      assertThat(reply.error).isTrue();
      assertThat(reply.headers).containsEntry("Allow", "GET, HEAD, OPTIONS");
    }
  }

  private String etag(String path) throws IOException {
    return Objects.requireNonNull(call("GET", path).headers.get("ETag"));
  }

  private Fakes.Reply call(String method, @Nullable String path, String... headers)
      throws IOException {
    Fakes.Reply reply = new Fakes.Reply();
    servlet.service(Fakes.request(method, path, headers), reply.response());
    return reply;
  }
}
