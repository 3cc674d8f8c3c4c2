package dev.buntime.pipeline.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Header fields that tell browsers to be careful: those of all answers below {@code /_}, whoever
 * gives them, and those of the runner's own pages. Whoever answers may replace any of them.
 */
final class RunnerHeaders {
  private static final String CSP = "Content-Security-Policy";

  /** Data is not a page: nothing of it runs, loads, submits or is shown in a frame. */
  private static final String DATA =
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

  private static final String UNUSED =
      "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(),"
          + " fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(),"
          + " payment=(), picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(),"
          + " usb=(), xr-spatial-tracking=()";

  private static final String YEAR = "max-age=31536000";

  private RunnerHeaders() {}

  /** Whether a path is {@code /_} or below it; {@code CONNECT} has none. */
  private static boolean isRunners(@Nullable String path) {
    return path != null && (path.equals("/_") || path.startsWith("/_/"));
  }

  /** Adds the fields if a request is for something below {@code /_}. */
  static void addTo(HttpFields.Mutable fields, Request request) {
    if (!isRunners(request.getHttpURI().getDecodedPath())) {
      return;
    }
    fields.put(CSP, DATA);
    fields.put("X-Content-Type-Options", "nosniff");
    fields.put("X-Frame-Options", "DENY"); // for browsers that know no frame-ancestors
    fields.put("Referrer-Policy", "same-origin"); // with none there would be no Origin either
    fields.put("Cross-Origin-Opener-Policy", "same-origin");
    fields.put("Cross-Origin-Resource-Policy", "same-origin");
    fields.put("Permissions-Policy", UNUSED);
    fields.put(HttpHeader.CACHE_CONTROL, "no-store");
    if (request.isSecure() && !Request.getServerName(request).equals("localhost")) {
      fields.put(HttpHeader.STRICT_TRANSPORT_SECURITY, YEAR);
    }
  }

  /**
   * The policy of a page of the runner.
   *
   * @param style the content of its one style element
   */
  static String policyOfPage(String style) {
    return "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        .formatted(digest(style));
  }

  private static String digest(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
