package dev.buntime.itests.app;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.logging.Level;
import org.apache.commons.logging.LogFactory;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.LogService;
import org.slf4j.LoggerFactory;

/** Says a text in the way that the path names. */
public class TalkingServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String text = request.getParameter("text");
    try {
      say(String.valueOf(request.getPathInfo()), String.valueOf(text), response);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    response.getWriter().print("said");
  }

  private static void say(String way, String text, HttpServletResponse response)
      throws InterruptedException {
    switch (way) {
      case "/stdout" -> System.out.println(text);
      case "/stderr" -> System.err.println(text);
      case "/slf4j" -> LoggerFactory.getLogger("talk.slf4j").info("{}", text);
      case "/debug" -> LoggerFactory.getLogger("talk.slf4j").debug("{}", text);
      case "/jul" -> java.util.logging.Logger.getLogger("talk.jul").log(Level.INFO, text);
      case "/fine" -> java.util.logging.Logger.getLogger("talk.jul").log(Level.FINE, text);
      case "/jcl" -> LogFactory.getLog("talk.jcl").info(text);
      case "/osgi" -> osgi(text);
      case "/thread" -> join(Thread.ofPlatform().start(() -> System.out.println(text)));
      case "/virtual" -> join(Thread.ofVirtual().start(() -> System.out.println(text)));
      case "/virtual-slf4j" ->
          join(
              Thread.ofVirtual()
                  .start(() -> LoggerFactory.getLogger("talk.slf4j").info("{}", text)));
      case "/pool" ->
          CompletableFuture.runAsync(() -> System.out.println(text), ForkJoinPool.commonPool())
              .join();
      case "/flood" -> {
        for (int i = 0; i < 20_000; i++) {
          System.out.println(text);
        }
      }
      case "/lines" -> {
        for (int i = 0; i < 100; i++) {
          System.out.print(text);
          System.out.println(" " + i);
        }
      }
      case "/services" -> {
        BundleContext context = FrameworkUtil.getBundle(TalkingServlet.class).getBundleContext();
        System.out.println(
            text
                + (context.getServiceReference("dev.buntime.log.RunnerLog") == null)
                + (context.getServiceReference("dev.buntime.log.AccessLog") == null));
      }
      case "/secrets" -> {
        Cookie cookie = new Cookie("session", text);
        response.addCookie(cookie);
        System.out.println("password=" + text);
        LoggerFactory.getLogger("talk.slf4j").warn("Cookie: a={}; b={}", text, text);
        throw new IllegalStateException("Authorization: Bearer " + text);
      }
      default -> throw new IllegalArgumentException(way);
    }
  }

  private static void join(Thread thread) throws InterruptedException {
    thread.join();
  }

  private static void osgi(String text) {
    BundleContext context = FrameworkUtil.getBundle(TalkingServlet.class).getBundleContext();
    ServiceReference<LogService> log = context.getServiceReference(LogService.class);
    context.getService(log).getLogger("talk.osgi").info("{}", text);
    context.ungetService(log);
  }
}
