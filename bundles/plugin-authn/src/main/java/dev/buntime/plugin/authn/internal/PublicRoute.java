package dev.buntime.plugin.authn.internal;

import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Setting;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A route that is public.
 *
 * @param method to which it is limited; empty for all
 * @param segments of the path; {@code *} stands for any text in a segment, {@code **} as the last
 *     one for whatever follows
 */
record PublicRoute(String method, List<String> segments) {
  private static final Pattern FORM = Pattern.compile("(?:([A-Z]{1,20}) )?(/[^\\s?#;%\\\\]*)");
  private static final String REST = "**";
  private static final String ALLOWED =
      "a path inside the app, perhaps with a method before it: \"/health\", \"GET /public/**\";"
          + " * stands for any text in a segment, ** at the end for all that follows";

  /** Copies the list. */
  PublicRoute {
    segments = List.copyOf(segments);
  }

  /** Reads a route. */
  static PublicRoute read(Setting setting) throws JsoncException {
    Matcher form = FORM.matcher(setting.text(ALLOWED));
    if (!form.matches()) {
      throw setting.refused(ALLOWED);
    }
    List<String> segments = segments(form.group(2));
    if (segments.subList(0, segments.size() - 1).contains(REST)
        || segments.stream().anyMatch(each -> each.contains(REST) && !each.equals(REST))) {
      throw setting.refused(ALLOWED);
    }
    return new PublicRoute(form.group(1) == null ? "" : form.group(1), segments);
  }

  private static List<String> segments(String path) {
    return Arrays.asList(path.substring(1).split("/", -1));
  }

  /** Whether a request is for it. Who may GET may HEAD. */
  boolean matches(String asked, String path) {
    boolean isMethod =
        method.isEmpty() || method.equals(asked) || (method.equals("GET") && asked.equals("HEAD"));
    return isMethod && matches(segments(path));
  }

  private boolean matches(List<String> path) {
    int last = segments.size() - 1;
    if (segments.get(last).equals(REST)) {
      return path.size() > last && allMatch(path, last);
    }
    return path.size() == segments.size() && allMatch(path, segments.size());
  }

  private boolean allMatch(List<String> path, int count) {
    for (int i = 0; i < count; i++) {
      if (!fits(segments.get(i), path.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Takes the shortest text for each star but the last, which is enough, and linear in both. */
  private static boolean fits(String pattern, String segment) {
    String[] parts = pattern.split("\\*", -1);
    if (parts.length == 1) {
      return pattern.equals(segment);
    }
    String end = parts[parts.length - 1];
    if (!segment.startsWith(parts[0])
        || !segment.endsWith(end)
        || segment.length() < parts[0].length() + end.length()) {
      return false;
    }
    int from = parts[0].length();
    int limit = segment.length() - end.length();
    for (int i = 1; i < parts.length - 1; i++) {
      int at = segment.indexOf(parts[i], from);
      if (at < 0 || at + parts[i].length() > limit) {
        return false;
      }
      from = at + parts[i].length();
    }
    return true;
  }
}
