package dev.buntime.management.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Objects;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may scrape the meters without the login: everybody if that is switched on, else whoever has
 * the token (RFC 6750) that lies in the data folder. It opens that one page and nothing else.
 * Thread-safe.
 */
@Component(service = ScrapeLogin.class, configurationPid = ManagementConfig.PID)
public final class ScrapeLogin {
  private static final Logger log = LoggerFactory.getLogger(ScrapeLogin.class);

  private static final String PAGE = "/_/plugin-metrics/prometheus";
  private static final String SCHEME = "Bearer ";

  private final TokenFile file;
  private volatile boolean isOpen;

  /** Made by Declarative Services. */
  @Activate
  public ScrapeLogin(BundleContext context, ManagementConfig config) {
    String data =
        Objects.requireNonNull(
            context.getProperty("buntime.data"), "the framework property buntime.data is not set");
    file = new TokenFile(Path.of(data, "metrics.token"), log::warn);
    isOpen = config.openMetrics();
  }

  /** Opens the page for everybody, or closes it again. */
  @Modified
  void modified(ManagementConfig config) {
    isOpen = config.openMetrics();
  }

  /** Whether a request may have the page. */
  boolean admits(HttpServletRequest request) {
    if (!PAGE.equals(request.getRequestURI()) || !isRead(request.getMethod())) {
      return false;
    }
    String header = request.getHeader("Authorization");
    return isOpen || (header != null && hasToken(header));
  }

  private static boolean isRead(String method) {
    return method.equals("GET") || method.equals("HEAD");
  }

  private boolean hasToken(String header) {
    return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && file.read()
            .filter(token -> isSame(token, header.substring(SCHEME.length())))
            .isPresent();
  }

  private static boolean isSame(String token, String sent) {
    return MessageDigest.isEqual(
        token.getBytes(StandardCharsets.UTF_8), sent.strip().getBytes(StandardCharsets.UTF_8));
  }
}
