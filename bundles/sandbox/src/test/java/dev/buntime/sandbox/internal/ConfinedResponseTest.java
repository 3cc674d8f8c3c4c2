package dev.buntime.sandbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.sandbox.AppThreads;
import dev.buntime.sandbox.ClientView;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.Test;

/** What an app can do with its response, and what not once the request is over. */
public final class ConfinedResponseTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final StringWriter text = new StringWriter();
  private final List<String> called = new ArrayList<>();
  private boolean over;
  private final ClientView view =
      new ClientView() {
        @Override
        public String contextPath() {
          return "/shop";
        }

        @Override
        public AppThreads threads() {
          return new Fakes.Threads();
        }

        @Override
        public boolean isOver() {
          return over;
        }
      };
  private final HttpServletResponse inner =
      Fakes.proxy(
          HttpServletResponse.class,
          (method, arguments) ->
              switch (method) {
                case "getOutputStream" -> stream();
                case "getWriter" -> new PrintWriter(text);
                default -> {
                  called.add(method);
                  yield null;
                }
              });
  private final HttpServletResponse response =
      (HttpServletResponse) ConfinedResponse.of(inner, view);

  @Test
  public void of_isIdempotentAndForAppsOnly() {
    assertThat(ConfinedResponse.of(response, view)).isSameAs(response);
    assertThat(ConfinedResponse.of(inner, null)).isSameAs(inner);
  }

  @Test
  public void stream_passesOn() throws Exception {
    ServletOutputStream out = response.getOutputStream();
    out.write('a');
    out.print("b");
    out.write("cd".getBytes(StandardCharsets.US_ASCII));
    out.flush();

    assertThat(bytes.toString(StandardCharsets.US_ASCII)).isEqualTo("abcd");
    assertThat(response.getOutputStream()).isSameAs(out);
  }

  @Test
  public void stream_whenOver_throws() throws Exception {
    ServletOutputStream out = response.getOutputStream();
    over = true;

    assertThatThrownBy(() -> out.write('a'))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the request is over");
    assertThatThrownBy(() -> out.write(new byte[3])).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> out.print("a")).isInstanceOf(IOException.class);
    assertThatThrownBy(out::flush).isInstanceOf(IOException.class);
    out.close();
    assertThat(bytes.size()).isZero();
  }

  @Test
  public void writer_passesOnInEveryWay() throws Exception {
    PrintWriter out = response.getWriter();
    out.print("a");
    out.print(1);
    out.println('b');
    out.append("c").append("xdx", 1, 2).append('e');
    out.printf("%s", "f");
    out.format(Locale.ROOT, "%d", 2);
    out.write("ghi", 1, 1);
    out.write(new char[] {'j'});
    out.flush();

    assertThat(text.toString()).isEqualTo("a1b" + System.lineSeparator() + "cdef2hj");
    assertThat(out.checkError()).isFalse();
  }

  @Test
  public void writer_whenOver_throws() throws Exception {
    PrintWriter out = response.getWriter();
    over = true;

    List<Runnable> ways =
        List.of(
            () -> out.print("a"),
            () -> out.print(1),
            () -> out.println("a"),
            out::println,
            () -> out.append("a"),
            () -> out.append('a'),
            () -> out.printf("%s", "a"),
            () -> out.format(Locale.ROOT, "%s", "a"),
            () -> out.write('a'),
            () -> out.write(new char[2]),
            out::flush);
    assertThat(ways)
        .allSatisfy(way -> assertThatThrownBy(way::run).isInstanceOf(IllegalStateException.class));
    out.close();
    assertThat(text.toString()).isEmpty();
    assertThat(out.checkError()).isTrue();
  }

  @Test
  public void errorsAndRedirects_whenOver_throw() {
    over = true;

    assertThatThrownBy(() -> response.sendError(400)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> response.sendError(400, "x")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> response.sendRedirect("/x")).isInstanceOf(IOException.class);
    assertThatThrownBy(response::flushBuffer).isInstanceOf(IOException.class);
    assertThat(called).isEmpty();
  }

  private ServletOutputStream stream() {
    OutputStream target = bytes;
    return new ServletOutputStream() {
      @Override
      public boolean isReady() {
        return true;
      }

      @Override
      public void setWriteListener(WriteListener listener) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void write(int octet) throws IOException {
        target.write(octet);
      }
    };
  }
}
