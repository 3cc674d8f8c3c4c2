package dev.buntime.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.Test;

public final class ConsoleMaskTest {
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final List<String> refusals = new ArrayList<>();

  @Test
  public void anAnswer_isMasked_whateverItsTypeIs() throws Exception {
    for (String type : List.of("text/html", "text/plain", "application/json", "image/x")) {
      ask("/status", type, (_, reply) -> reply.getWriter().print("secret = x\nplanted"));

      assertThat(text()).as(type).isEqualTo("secret = ********\n********");
    }
  }

  @Test
  public void anArchive_isUnpacked_whateverItsTypeIs() throws Exception {
    for (String type : List.of("application/zip", "application/octet-stream")) {
      ask(
          "/config",
          type,
          (_, reply) -> {
            ZipOutputStream zip = new ZipOutputStream(reply.getOutputStream());
            zip.putNextEntry(new ZipEntry("a"));
            zip.write("planted".getBytes(StandardCharsets.UTF_8));
            zip.finish();
          });

      ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(sent.toByteArray()));
      assertThat(zip.getNextEntry()).as(type).isNotNull();
      assertThat(zip.readAllBytes()).asString().isEqualTo("********");
    }
  }

  @Test
  public void aForm_isMaskedByItsConfiguration() throws Exception {
    ask(
        "/configMgr/a",
        "application/json",
        (_, reply) ->
            reply
                .getWriter()
                .print(
                    "{\"pid\":\"a\",\"properties\":{\"token\":{\"is_set\":true,\"value\":\"x\"}}}"));

    assertThat(text()).contains("\"value\":\"********\"");
  }

  @Test
  public void largeData_isRefused_andSaysWhatToDo() throws Exception {
    byte[] many = new byte[MaskedContent.LARGE];
    for (String path : List.of("/bundles.json", "/configMgr/x.json")) {
      refusals.clear();

      ask(
          path,
          "application/json",
          (_, reply) -> {
            reply.getOutputStream().write('{');
            reply.getOutputStream().write(many);
          });

      assertThat(sent.size()).isZero();
      assertThat(refusals)
          .singleElement()
          .asString()
          .contains("500", "larger than 8000000 bytes", "download as text");
    }
  }

  /** Each asks for the next one while it is being sent. */
  @Test
  public void largeAnswers_areSentAFewAtATime_andOthersAreToldToComeAgain() throws Exception {
    ConsoleMask mask = new ConsoleMask(Fakes.secrets(), Duration.ZERO);

    askWhileSending(mask, ConsoleMask.AT_ONCE + 1);

    assertThat(refusals).hasSize(2);
    assertThat(refusals.get(0)).isEqualTo("Retry-After: 10");
    assertThat(refusals.get(1)).contains("503", "2 other large answers", "Try again soon");

    refusals.clear();
    sent.reset();
    askWhileSending(mask, 1);
    assertThat(refusals).as("the others have been sent").isEmpty();
    assertThat(text().length()).isEqualTo(Spool.IN_MEMORY / 8 * 9 + 9);
  }

  private void askWhileSending(ConsoleMask mask, int answers) throws Exception {
    if (answers == 0) {
      return;
    }
    AtomicBoolean isFirst = new AtomicBoolean(true);
    HttpServletResponse response =
        response(
            "text/plain",
            () -> {
              if (isFirst.getAndSet(false)) {
                askWhileSending(mask, answers - 1);
              }
            });
    mask.doFilter(
        request("/status.txt"),
        response,
        (_, reply) ->
            ((HttpServletResponse) reply)
                .getOutputStream()
                .write(
                    "planted\n".repeat(Spool.IN_MEMORY / 8 + 1).getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  public void aFileOfTheConsole_isLeftAlone() throws Exception {
    ask("/res/x.js", "text/javascript", (_, reply) -> reply.getWriter().print("planted"));

    assertThat(text()).isEqualTo("planted");
  }

  /** Answers as the console would. */
  @FunctionalInterface
  private interface Answer {
    void answer(HttpServletRequest request, HttpServletResponse reply) throws IOException;
  }

  private void ask(String path, String type, Answer answer) throws Exception {
    sent.reset();
    FilterChain chain =
        (request, reply) ->
            answer.answer((HttpServletRequest) request, (HttpServletResponse) reply);
    new ConsoleMask(Fakes.secrets()).doFilter(request(path), response(type), chain);
  }

  private String text() {
    return sent.toString(StandardCharsets.UTF_8);
  }

  private static HttpServletRequest request(String path) {
    return Fakes.proxy(
        HttpServletRequest.class,
        (method, arguments) -> method.equals("getServletPath") ? path : null);
  }

  private HttpServletResponse response(String type) {
    return response(type, () -> {});
  }

  /** Something that is done before bytes are sent. */
  @FunctionalInterface
  private interface Before {
    void sending() throws Exception;
  }

  private HttpServletResponse response(String type, Before before) {
    return Fakes.proxy(
        HttpServletResponse.class,
        (method, arguments) ->
            switch (method) {
              case "getContentType" -> type;
              case "getOutputStream" -> new Sent(before);
              case "getWriter" ->
                  new PrintWriter(sent, true, StandardCharsets.UTF_8) {
                    @Override
                    public void print(String text) {
                      super.print(text);
                      flush();
                    }
                  };
              case "setHeader" -> refusals.add(arguments[0] + ": " + arguments[1]);
              case "sendError" -> refusals.add(arguments[0] + " " + arguments[1]);
              default -> null;
            });
  }

  private final class Sent extends ServletOutputStream {
    private final Before before;

    Sent(Before before) {
      this.before = before;
    }

    @Override
    public void write(int b) {
      sent.write(b);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      try {
        before.sending();
      } catch (IOException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
      sent.write(from, offset, length);
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new IllegalStateException();
    }
  }
}
