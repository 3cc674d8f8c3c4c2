package dev.buntime.pipeline.internal;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.server.Request;

/** The id by which a request is found again: in its answer, in every log line, in the app. */
final class RequestIds {
  static final String HEADER = "X-Request-Id";

  /** Request attribute with the id, once it is known. */
  static final String ATTRIBUTE = "dev.buntime.requestId";

  private static final int LONGEST = 128;
  private static final HexFormat HEX = HexFormat.of();

  private RequestIds() {}

  /**
   * The id that is known already; else that which the client sent, if it is sane; else a new one.
   */
  static String of(Request request) {
    if (request.getAttribute(ATTRIBUTE) instanceof String known) {
      return known;
    }
    String sent = request.getHeaders().get(HEADER);
    return sent != null && isSane(sent) ? sent : fresh();
  }

  /** 1 to 128 letters, digits and {@code ._-:+/=}: safe in a header, a log line and a page. */
  static boolean isSane(String id) {
    return !id.isEmpty() && id.length() <= LONGEST && id.chars().allMatch(RequestIds::isSane);
  }

  private static boolean isSane(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "._-:+/=".indexOf(c) >= 0;
  }

  /** 128 random bits in hex; unique, not secret. */
  private static String fresh() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(random.nextLong());
  }
}
