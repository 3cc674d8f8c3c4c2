package dev.buntime.management.internal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Marks the scripts of a page of the web console that are the console's own with the nonce of the
 * page (Content Security Policy, level 3). A browser runs those and no others.
 *
 * <p>Whatever is around a marked script, it is harmless if it runs: what it holds was written anew
 * by {@link ConsoleScript}, or is a file of the console's. So it does not matter if this sees a tag
 * where a browser sees a text.
 */
final class ConsolePage {
  private static final String ROOT = "/_/console";

  /** A script without attributes that do anything else. */
  private static final Pattern BEGIN =
      Pattern.compile(
          "(?i)<script((?:\\s++(?:type|src|language)=(?:\"[^\"<>]*+\"|'[^'<>]*+'))*+)\\s*+>");

  private static final Pattern END = Pattern.compile("(?i)</script\\s*+>");

  private static final Pattern SOURCE = Pattern.compile("(?i)\\ssrc=[\"']([^\"']*)[\"']");

  /** A script in the bundle of the console or of one of its pages. */
  private static final Pattern FILE =
      Pattern.compile(ROOT + "(/[A-Za-z0-9_-]+)?/res(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+\\.js");

  /** What the policy forbids, and a browser would complain of: a script of the console reads it. */
  private static final Pattern HANDLER = Pattern.compile("(\\s)(onclick=\"[^\"<>]*+\")");

  private ConsolePage() {}

  /**
   * The page with its marks, and with {@code data-onclick} for {@code onclick}.
   *
   * @param nonce letters and digits
   */
  static String mark(String html, String nonce) {
    Matcher begin = BEGIN.matcher(html);
    Matcher end = END.matcher(html);
    StringBuilder marked = new StringBuilder(html.length() + 1024);
    int at = 0;
    while (begin.find(at) && end.find(begin.end())) {
      String script = html.substring(begin.start(), end.end());
      String content = html.substring(begin.end(), end.start());
      marked.append(withoutHandlers(html.substring(at, begin.start())));
      marked.append(script(begin.group(1), content, nonce).orElse(script));
      at = end.end();
    }
    return marked.append(withoutHandlers(html.substring(at))).toString();
  }

  private static String withoutHandlers(String html) {
    return HANDLER.matcher(html).replaceAll("$1data-$2");
  }

  private static Optional<String> script(String attributes, String content, String nonce) {
    Matcher source = SOURCE.matcher(attributes);
    if (!source.find()) {
      return ConsoleScript.rewrite(content)
          .map(text -> "<script nonce=\"%s\">\n%s\n</script>".formatted(nonce, text));
    }
    String file = source.group(1);
    return FILE.matcher(file).matches() && content.isBlank()
        ? Optional.of("<script nonce=\"%s\" src=\"%s\"></script>".formatted(nonce, file))
        : Optional.empty();
  }
}
