package dev.buntime.itests.pax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.itests.TestBundle;
import dev.buntime.itests.app.VersionServlet;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.Test;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;

/**
 * Felix HTTP listens before it has taken the servlets of the apps, and while it gives them back:
 * whoever comes then is told to try again, and not that there is nothing.
 */
public class HttpWindowPaxIT extends InsideRunner {
  @Inject private ConfigurationAdmin configurations;

  @Test
  public void request_whileFelixHttpStartsOrStops_isRefusedUntilItServes() throws Exception {
    deploy(TestBundle.ofServlet("window", "1.0.0", VersionServlet.class), "window.jar", "/window");
    Slow slow = new Slow();
    ServiceRegistration<Servlet> servlet =
        context.registerService(
            Servlet.class,
            slow,
            FrameworkUtil.asDictionary(
                Map.of(HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN, "/slow/*")));
    slow.hold = true;
    Configuration http = configurations.getConfiguration("org.apache.felix.http", null);
    http.update(FrameworkUtil.asDictionary(Map.of("org.apache.felix.http.timeout", 60_001)));
    try {
      Slow.await(slow.ending);
      assertRefused();
      slow.end.countDown();
      Slow.await(slow.beginning);
      assertRefused();
    } finally {
      slow.end.countDown();
      slow.begin.countDown();
    }
    await()
        .ignoreExceptions()
        .pollInterval(Duration.ofMillis(20))
        .until(() -> get("/window").statusCode() == 200);
    slow.hold = false;
    servlet.unregister();
  }

  private void assertRefused() {
    for (String path : new String[] {"/window", "/_/health/ready", "/"}) {
      HttpResponse<String> answer = get(path);
      assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(503);
      assertThat(answer.body()).contains("\"code\":\"NOT_READY\"");
    }
  }

  /** Keeps Felix HTTP waiting, in whatever it does with it. */
  private static final class Slow extends HttpServlet {
    private static final long serialVersionUID = 1L;

    final transient CountDownLatch ending = new CountDownLatch(1);
    final transient CountDownLatch end = new CountDownLatch(1);
    final transient CountDownLatch beginning = new CountDownLatch(1);
    final transient CountDownLatch begin = new CountDownLatch(1);
    volatile boolean hold;

    static void await(CountDownLatch latch) {
      try {
        assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void init(ServletConfig config) throws ServletException {
      super.init(config);
      if (hold) {
        beginning.countDown();
        await(begin);
      }
    }

    @Override
    public void destroy() {
      if (hold) {
        ending.countDown();
        await(end);
      }
    }
  }
}
