package dev.buntime.management.internal;

import dev.buntime.credentials.LoginAttempt;
import dev.buntime.credentials.LoginFailure;
import dev.buntime.credentials.LoginRefusal;
import dev.buntime.credentials.LoginThrottle;
import dev.buntime.credentials.PasswordFile;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The login of the admin: HTTP Basic (RFC 7617) with the user {@code admin} and the password whose
 * hash lies in the data folder. A changed password is in force at once. Who guesses has to wait.
 * Thread-safe.
 */
@Component(service = AdminLogin.class)
public final class AdminLogin {
  /** The one user there is. */
  public static final String USER = "admin";

  private static final String SCHEME = "Basic ";

  private final PasswordFile password;
  private final LoginThrottle throttle;

  /** Made by Declarative Services. */
  @Activate
  public AdminLogin(BundleContext context) {
    this(context, new LoginThrottle());
  }

  AdminLogin(BundleContext context, LoginThrottle throttle) {
    String data =
        Objects.requireNonNull(
            context.getProperty("buntime.data"), "the framework property buntime.data is not set");
    this.password = new PasswordFile(Path.of(data, "admin.password"));
    this.throttle = throttle;
  }

  /** What has come out. */
  sealed interface Outcome {
    /** The request brings no name and password. */
    record None() implements Outcome {}

    /** It is the admin. */
    record Right() implements Outcome {}

    /**
     * It is not.
     *
     * @param failure what that has led to
     */
    record Wrong(LoginFailure failure) implements Outcome {}

    /**
     * It was not checked.
     *
     * @param refusal how long it has to wait
     */
    record Delayed(LoginRefusal refusal) implements Outcome {}
  }

  /** Whether a request brings the name of the admin, and a password. */
  boolean isNamed(HttpServletRequest request) {
    CharBuffer pair = pair(request.getHeader("Authorization"));
    return pair != null && pair.toString().startsWith(USER + ":");
  }

  /** Whether a request brings the name and the password of the admin. */
  Outcome check(HttpServletRequest request) {
    CharBuffer pair = pair(request.getHeader("Authorization"));
    if (pair == null) {
      return new Outcome.None();
    }
    String text = pair.toString();
    String user = text.substring(0, Math.max(text.indexOf(':'), 0));
    return switch (throttle.admit(request.getRemoteAddr(), user)) {
      case LoginRefusal refusal -> new Outcome.Delayed(refusal);
      case LoginAttempt attempt -> check(attempt, user, pair);
    };
  }

  private Outcome check(LoginAttempt attempt, String user, CharBuffer pair) {
    try (attempt) {
      if (user.equals(USER) && isPassword(pair)) {
        attempt.succeeded();
        return new Outcome.Right();
      }
      return new Outcome.Wrong(attempt.failed());
    }
  }

  private boolean isPassword(CharBuffer pair) {
    char[] secret = new char[pair.length() - USER.length() - 1];
    pair.position(pair.position() + USER.length() + 1);
    pair.get(secret);
    try {
      return password.matches(secret);
    } finally {
      Arrays.fill(secret, '\0');
    }
  }

  /** Name, colon and password; null if there are none. */
  private static @Nullable CharBuffer pair(@Nullable String header) {
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return null;
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
      CharBuffer pair = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(decoded));
      return pair.toString().indexOf(':') < 0 ? null : pair;
    } catch (IllegalArgumentException _) {
      return null; // not Base64, so not a password either
    }
  }
}
