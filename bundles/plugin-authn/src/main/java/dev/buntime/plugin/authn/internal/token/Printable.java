package dev.buntime.plugin.authn.internal.token;

/** What others have sent, in a form that harms no log, page or header field. */
public final class Printable {
  private static final int LONGEST = 100;

  private Printable() {}

  /** The text with anything that is not printable ASCII replaced, cut after 100 characters. */
  public static String of(String text) {
    String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    return cut.replaceAll("[^\\x20-\\x7e]|[\"\\\\]", "?");
  }
}
