package dev.buntime.management.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
  private static final int SHORTEST = 16;
  private static final long LONGEST = 4096; // a file that is no token is not read

  private final Path file;
  private volatile boolean isOpen;

  /** Made by Declarative Services. */
  @Activate
  public ScrapeLogin(BundleContext context, ManagementConfig config) {
    String data =
        Objects.requireNonNull(
            context.getProperty("buntime.data"), "the framework property buntime.data is not set");
    file = Path.of(data, "metrics.token");
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
    if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return false;
    }
    String token = token();
    return token.length() >= SHORTEST
        && MessageDigest.isEqual(
            token.getBytes(StandardCharsets.UTF_8),
            header.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8));
  }

  /** What the file says now; nothing if there is none. */
  private String token() {
    try {
      if (Files.size(file) <= LONGEST) {
        String token = Files.readString(file).strip();
        if (token.length() < SHORTEST) {
          log.warn("{} counts for nothing: a token has {} characters at least", file, SHORTEST);
        }
        return token;
      }
      log.warn("{} counts for nothing: it has more than {} bytes", file, LONGEST);
    } catch (NoSuchFileException _) {
      return "";
    } catch (IOException e) {
      log.warn("{} cannot be read, so nobody can scrape with it", file, e);
    }
    return "";
  }
}
