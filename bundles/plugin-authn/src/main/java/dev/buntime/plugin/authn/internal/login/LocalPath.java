package dev.buntime.plugin.authn.internal.login;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A path of this server, with its query, that a browser can be sent to without leaving it.
 *
 * <p>What a browser, a proxy or a server on the way could take for another host is none: not {@code
 * //host}, not {@code /\host}, nothing that becomes one of them when escapes are decoded once or
 * more or dot segments are taken out, and nothing with characters that browsers leave out. The
 * login's own pages are none either: they would send the browser round in circles.
 *
 * @param text the path, as it goes into {@code Location}
 */
record LocalPath(String text) {
  /** The start page of the runner. */
  static final LocalPath ROOT = new LocalPath("/");

  /** The longest one, in characters; it has to fit a cookie. */
  static final int LONGEST = 1024;

  private static final Pattern MALFORMED = Pattern.compile("%(?![0-9A-Fa-f]{2})");
  private static final List<String> OWN =
      List.of("/_/plugin-authn/login", "/_/plugin-authn/callback", "/_/plugin-authn/logout");

  /** So often an escape may be escaped itself; a fourth time is refused. */
  private static final int ROUNDS = 3;

  /** The path, if the text is one. */
  static Optional<LocalPath> of(String text) {
    return text.length() <= LONGEST && isLocal(text)
        ? Optional.of(new LocalPath(text))
        : Optional.empty();
  }

  private static boolean isLocal(String text) {
    if (!isPlain(text)) {
      return false;
    }
    String path = path(text);
    if (MALFORMED.matcher(path).find()) {
      return false;
    }
    for (int round = 0; round <= ROUNDS; round++) {
      if (!isHarmless(path)) {
        return false;
      }
      String decoded = decoded(path);
      if (decoded.equals(path)) {
        return true;
      }
      path = decoded;
    }
    return false;
  }

  /**
   * Only what may stand in a URI reference: a space or a letter with an accent is escaped there.
   */
  private static boolean isPlain(String text) {
    return text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\');
  }

  private static String path(String text) {
    int end = 0;
    while (end < text.length() && text.charAt(end) != '?' && text.charAt(end) != '#') {
      end++;
    }
    return text.substring(0, end);
  }

  private static boolean isHarmless(String path) {
    return path.startsWith("/")
        && !path.startsWith("//")
        && path.chars().noneMatch(c -> c < ' ' || c == 0x7f || c == '\\')
        && !hasDotSegment(path)
        && !isOwn(path);
  }

  private static boolean hasDotSegment(String path) {
    for (String segment : path.split("/", -1)) {
      String name = segment.split(";", 2)[0]; // "..;x" is ".." for some servers
      if (name.equals(".") || name.equals("..")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOwn(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    return OWN.stream().anyMatch(lower::startsWith);
  }

  /** One round of percent-decoding, byte by byte; what is no escape stays. */
  private static String decoded(String path) {
    StringBuilder out = new StringBuilder(path.length());
    int i = 0;
    while (i < path.length()) {
      int high = digit(path, i + 1);
      int low = digit(path, i + 2);
      boolean isEscape = path.charAt(i) == '%' && high >= 0 && low >= 0;
      out.append(isEscape ? (char) (high * 16 + low) : path.charAt(i));
      i += isEscape ? 3 : 1;
    }
    return out.toString();
  }

  private static int digit(String path, int at) {
    return at < path.length() ? Character.digit(path.charAt(at), 16) : -1;
  }
}
