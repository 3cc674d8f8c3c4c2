package dev.buntime.itests.app;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A little of everything that a servlet may do; the path says what. */
public class KitchenServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    response.setHeader("X-Thread", Thread.currentThread().getThreadGroup().getName());
    switch (request.getPathInfo() == null ? "" : request.getPathInfo()) {
      case "/query" -> text(response, request.getQueryString() + "|" + request.getParameter("a"));
      case "/headers" -> {
        response.addHeader("Set-Cookie", "a=1");
        response.addHeader("Set-Cookie", "b=2");
        text(response, request.getHeader("X-Asked") + "|" + request.getHeader("X-Request-Id"));
      }
      case "/echo" -> {
        response.setContentType("application/octet-stream");
        request.getInputStream().transferTo(response.getOutputStream());
      }
      case "/nothing" -> response.setStatus(204);
      case "/notmodified" -> response.setStatus(304);
      case "/redirect" -> response.sendRedirect(request.getContextPath() + "/target");
      case "/relative" -> response.sendRedirect("target");
      case "/throw" -> throw new IllegalStateException("a secret of the app");
      case "/teapot" -> response.sendError(418, "short and stout");
      case "/async-dispatch" -> dispatch(request, response);
      case "/async-timeout" -> timeOut(request);
      case "/async-start" -> start(request);
      case "/read" -> read(request, response);
      case "/forward" -> request.getRequestDispatcher("/forwarded").forward(request, response);
      case "/session" -> {
        Object seen = request.getSession().getAttribute("seen");
        request.getSession().setAttribute("seen", "yes");
        text(response, String.valueOf(seen));
      }
      default ->
          text(
              response,
              request.getMethod()
                  + " "
                  + request.getContextPath()
                  + "|"
                  + request.getPathInfo()
                  + "|"
                  + request.getServletContext().getContextPath());
    }
  }

  private static void text(HttpServletResponse response, String text) throws IOException {
    response.setContentType("text/plain");
    response.getWriter().print(text);
  }

  private static void dispatch(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getDispatcherType() == DispatcherType.ASYNC) {
      text(response, "dispatched on " + Thread.currentThread().getThreadGroup().getName());
    } else {
      AsyncContext context = request.startAsync();
      context.start(context::dispatch);
    }
  }

  private static void start(HttpServletRequest request) {
    AsyncContext context = request.startAsync();
    context.start(() -> {
      try {
        text(
            (HttpServletResponse) context.getResponse(),
            "started on " + Thread.currentThread().getThreadGroup().getName());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      context.complete();
    });
  }

  private static void timeOut(HttpServletRequest request) {
    AsyncContext context = request.startAsync();
    context.setTimeout(100);
    context.addListener(
        new AsyncListener() {
          @Override
          public void onTimeout(AsyncEvent event) throws IOException {
            text(
                (HttpServletResponse) context.getResponse(),
                "timed out on " + Thread.currentThread().getThreadGroup().getName());
            context.complete();
          }

          @Override
          public void onComplete(AsyncEvent event) {}

          @Override
          public void onError(AsyncEvent event) {}

          @Override
          public void onStartAsync(AsyncEvent event) {}
        });
  }

  private static void read(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    AsyncContext context = request.startAsync();
    ServletInputStream in = request.getInputStream();
    in.setReadListener(
        new ReadListener() {
          private long count;

          @Override
          public void onDataAvailable() throws IOException {
            byte[] buffer = new byte[4096];
            while (in.isReady() && !in.isFinished()) {
              count += Math.max(0, in.read(buffer));
            }
          }

          @Override
          public void onAllDataRead() throws IOException {
            text(response, count + " on " + Thread.currentThread().getThreadGroup().getName());
            context.complete();
          }

          @Override
          public void onError(Throwable failure) {
            context.complete();
          }
        });
  }
}
