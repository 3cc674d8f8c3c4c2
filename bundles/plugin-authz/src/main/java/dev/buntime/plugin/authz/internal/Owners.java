package dev.buntime.plugin.authz.internal;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Member;
import dev.buntime.jsonc.Setting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whose a resource of an app is, as its path says: for each app a path in which {@value #OWNER}
 * stands for the owner, {@code *} for any other segment and {@code **} at the end for whatever
 * follows. Immutable.
 */
final class Owners {
  /** Nobody is known. */
  static final Owners NONE = new Owners(Map.of());

  private static final String OWNER = "{owner}";
  private static final String REST = "**";
  private static final String ALLOWED =
      "a path inside the app with one segment {owner}, such as \"/users/{owner}/**\"; * stands for"
          + " any other segment, ** at the end for whatever follows";

  private final Map<String, Pattern> patterns;

  private Owners(Map<String, Pattern> patterns) {
    this.patterns = Map.copyOf(patterns);
  }

  /**
   * Reads the option.
   *
   * @throws JsoncException if it is no object with such paths
   */
  static Owners read(Setting setting) throws JsoncException {
    Map<String, Pattern> patterns = new HashMap<>();
    for (Member each : setting.members("an object with a path for each app")) {
      patterns.put(each.key(), pattern(each.setting()));
    }
    return new Owners(patterns);
  }

  private static Pattern pattern(Setting setting) throws JsoncException {
    String text = setting.text(ALLOWED);
    List<String> segments = List.of(text.split("/", -1));
    boolean isOne = segments.stream().filter(OWNER::equals).count() == 1;
    if (!text.startsWith("/") || !isOne) {
      throw setting.refused(ALLOWED);
    }
    StringBuilder pattern = new StringBuilder();
    for (int i = 1; i < segments.size(); i++) {
      String segment = segments.get(i);
      boolean isRest = segment.equals(REST);
      if (isRest ? i < segments.size() - 1 : isStrange(segment)) {
        throw setting.refused(ALLOWED);
      }
      pattern.append(
          switch (segment) {
            case REST -> "(?:/.*)?";
            case OWNER -> "/([^/]+)";
            case "*" -> "/[^/]+";
            default -> "/" + Pattern.quote(segment);
          });
    }
    return Pattern.compile(pattern.toString(), Pattern.DOTALL);
  }

  private static boolean isStrange(String segment) {
    return !segment.equals("*")
        && !segment.equals(OWNER)
        && segment.chars().anyMatch(c -> "*{}".indexOf(c) >= 0);
  }

  /** Whose it is; empty if nobody knows. */
  String of(String app, String path) {
    Pattern pattern = patterns.get(app);
    if (pattern == null) {
      return "";
    }
    Matcher matcher = pattern.matcher(path);
    return matcher.matches() ? matcher.group(1) : "";
  }
}
