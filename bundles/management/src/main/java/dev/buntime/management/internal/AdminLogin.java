package dev.buntime.management.internal;

import dev.buntime.credentials.PasswordFile;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The login of the management plane: HTTP Basic (RFC 7617) with the user {@code admin} and the
 * password whose hash lies in the data folder. A changed password is in force at once. Thread-safe.
 */
@Component(service = AdminLogin.class)
public final class AdminLogin {
  /** The one user there is. */
  public static final String USER = "admin";

  private static final Logger log = LoggerFactory.getLogger(AdminLogin.class);
  private static final String SCHEME = "Basic ";

  private final PasswordFile password;

  /** Made by Declarative Services. */
  @Activate
  public AdminLogin(BundleContext context) {
    String data =
        Objects.requireNonNull(
            context.getProperty("buntime.data"), "the framework property buntime.data is not set");
    this.password = new PasswordFile(Path.of(data, "admin.password"));
  }

  /**
   * Whether the request may go on; otherwise it has been answered with 401.
   *
   * @throws IOException if the answer cannot be sent
   */
  public boolean admit(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String header = request.getHeader("Authorization");
    if (header != null && isAdmin(header)) {
      return true;
    }
    if (header != null) {
      log.warn("login refused for {} {}", request.getMethod(), request.getRequestURI());
    }
    response.setHeader("WWW-Authenticate", "Basic realm=\"Buntime\", charset=\"UTF-8\"");
    response.sendError(
        HttpServletResponse.SC_UNAUTHORIZED,
        "Log in as 'admin'. The password was printed when the runner first started; "
            + "'bin/buntime passwd' sets another one.");
    return false;
  }

  private boolean isAdmin(String header) {
    if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return false;
    }
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
    } catch (IllegalArgumentException e) {
      return false; // not Base64, so not a password either
    }
    CharBuffer pair = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(decoded));
    String prefix = USER + ":";
    if (!pair.toString().startsWith(prefix)) {
      return false;
    }
    char[] secret = new char[pair.length() - prefix.length()];
    pair.position(prefix.length());
    pair.get(secret);
    try {
      return password.matches(secret);
    } finally {
      Arrays.fill(secret, '\0');
    }
  }
}
