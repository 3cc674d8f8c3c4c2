package dev.buntime.plugin;

/** The grammar of header fields: RFC 9110, sections 5.5 and 5.6.2. */
final class Fields {
  private static final String MARKS = "!#$%&'*+-.^_`|~";

  private Fields() {}

  /** Refuses what is not a token. */
  static void checkName(String name) {
    if (name.isEmpty() || !name.chars().allMatch(Fields::isTokenCharacter)) {
      throw new IllegalArgumentException(
          "'" + printable(name) + "' is not the name of a header: it must be a token");
    }
  }

  /** Refuses what could end the field or the header. */
  static void checkValue(String name, String value) {
    if (!value.chars().allMatch(Fields::isFieldCharacter)) {
      throw new IllegalArgumentException(
          "the value of header "
              + name
              + " has characters that are not allowed there: '"
              + printable(value)
              + "'");
    }
  }

  private static boolean isTokenCharacter(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || MARKS.indexOf(c) >= 0;
  }

  private static boolean isFieldCharacter(int c) {
    return c == '\t' || (c >= ' ' && c != 0x7f && c <= 0xff);
  }

  private static String printable(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
