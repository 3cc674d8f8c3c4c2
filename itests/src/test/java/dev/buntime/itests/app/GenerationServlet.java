package dev.buntime.itests.app;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.FrameworkUtil;

/**
 * One generation of an app that is replaced: says which one, from its {@code Bundle-Description}.
 *
 * <p>{@code /gate?file=…} answers when the file is there. {@code /download?file=…} sends {@value
 * #LINES} lines before the file is there and as many afterwards. {@code /health} answers the status
 * of the header {@code X-Health}. It starts when the file of the header {@code X-Start-File} is
 * there, if it has one.
 */
public class GenerationServlet extends HttpServlet {
  /** Lines of a download before the file is there, and again after it. */
  public static final int LINES = 1000;

  /** Header of the bundle: the status that the generation answers when it is asked how it is. */
  public static final String HEALTH = "X-Health";

  /** Header of the bundle: a file without which the generation does not start. */
  public static final String START = "X-Start-File";

  private static final long serialVersionUID = 1L;
  private static final long PAUSE_MILLIS = 20;

  @Override
  public void init() throws ServletException {
    String file = header(START);
    if (file != null) {
      awaitFile(Path.of(file));
    }
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    String path = request.getPathInfo() == null ? "" : request.getPathInfo();
    switch (path) {
      case "/health" -> response.setStatus(Integer.parseInt(header(HEALTH)));
      case "/gate" -> {
        awaitFile(Path.of(request.getParameter("file")));
        response.getWriter().print(generation());
      }
      case "/download" -> {
        PrintWriter out = response.getWriter();
        lines(out);
        response.flushBuffer();
        awaitFile(Path.of(request.getParameter("file")));
        lines(out);
      }
      default -> response.getWriter().print(generation());
    }
  }

  /** Answers how long the body is. */
  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    int length = request.getInputStream().readAllBytes().length;
    response.getWriter().print(length);
  }

  private static void lines(PrintWriter out) {
    for (int i = 0; i < LINES; i++) {
      out.print(generation() + "\n");
    }
  }

  private static void awaitFile(Path file) throws ServletException {
    CountDownLatch never = new CountDownLatch(1);
    try {
      while (!Files.exists(file)) {
        if (never.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
          throw new ServletException("impossible");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServletException(e);
    }
  }

  /** Which one this is. */
  static String generation() {
    return header("Bundle-Description");
  }

  private static String header(String name) {
    return FrameworkUtil.getBundle(GenerationServlet.class).getHeaders().get(name);
  }
}
