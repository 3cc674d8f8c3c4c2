package dev.buntime.worker.internal;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where and how the base element goes into a page. */
final class BaseElement {
  private static final String ATTRIBUTES = "(?:\\s(?:[^>\"']|\"[^\"]*+\"|'[^']*+')*+)?+>";

  /** What may stand before the content of a head: blanks, comments and the tags around it. */
  private static final Pattern PROLOGUE =
      Pattern.compile(
          "(?<skip>\\s++|\u00EF\u00BB\u00BF|<!--.*?-->)"
              + ("|(?<open><!doctype" + ATTRIBUTES + "|<html" + ATTRIBUTES + ")")
              + ("|(?<head><head" + ATTRIBUTES + ")"),
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private BaseElement() {}

  /**
   * Puts a base element first into the head; into a page without a head tag, where its head begins.
   *
   * <p>ISO 8859-1 maps bytes to characters one to one, so a page in any charset that agrees with
   * ASCII comes out as it was.
   *
   * @param html the page
   * @param base value of the element, not escaped
   */
  static byte[] insert(byte[] html, String base) {
    String page = new String(html, StandardCharsets.ISO_8859_1);
    int at = headOf(page);
    return (page.substring(0, at) + "<base href=\"" + escape(base) + "\">" + page.substring(at))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static int headOf(String page) {
    Matcher next = PROLOGUE.matcher(page);
    int at = 0;
    while (next.lookingAt()) {
      if (next.group("skip") == null) {
        at = next.end();
      }
      if (next.group("head") != null) {
        return at;
      }
      next.region(next.end(), page.length());
    }
    return at;
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("\"", "&quot;")
        .replace("<", "&lt;")
        .replace(">", "&gt;");
  }
}
