package dev.buntime.itests.hostile.app;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.framework.FrameworkUtil;

/**
 * Counts its requests in flight and notes, for all generations of it together, when one was
 * destroyed too early. Answers {@code description|generations begun|violations}.
 */
public final class TrackingServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final String VIOLATIONS = "itests.tracking.violations";
  private static final String BEGUN = "itests.tracking.begun";

  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile boolean destroyed;

  @Override
  public void init() {
    System.getProperties().compute(BEGUN, (_, before) -> before == null ? 1 : (Integer) before + 1);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    inFlight.incrementAndGet();
    try {
      pause(Long.parseLong(request.getParameter("millis")));
      if (destroyed) {
        note("request after destroy");
      }
      response
          .getWriter()
          .print(
              FrameworkUtil.getBundle(TrackingServlet.class).getHeaders().get("Bundle-Description")
                  + "|"
                  + System.getProperties().get(BEGUN)
                  + "|"
                  + System.getProperty(VIOLATIONS, ""));
    } finally {
      inFlight.decrementAndGet();
    }
  }

  @Override
  public void destroy() {
    destroyed = true;
    if (inFlight.get() > 0) {
      note("destroy with " + inFlight.get() + " in flight");
    }
  }

  private static void note(String violation) {
    System.getProperties().merge(VIOLATIONS, violation, (before, more) -> before + ", " + more);
  }

  private static void pause(long millis) {
    if (millis == 0) {
      return;
    }
    try {
      if (new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("nobody counts down");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
