package dev.buntime.credentials;

import java.util.List;
import java.util.function.Consumer;

/** Reads a text word by word, and looks for users and passwords before the last at-sign of each. */
final class UserInfoReader {
  private static final int LONGEST_USER = 64;
  private static final int LONGEST_PORT = 5;

  /** What ends a user and a password that have no characters in them that they must not have. */
  private static final String DELIMITERS = "/?#\"<>";

  /** What is behind a port, if not the end. */
  private static final String BEHIND_PORT = "/?#,\"'\\&";

  /** As pages write what ends an address there. */
  private static final List<String> ENDS = List.of("&quot;", "&lt;", "&gt;", "&nbsp;");

  private final String text;
  private final UserInfo.Kind kind;
  private final Consumer<UserInfo> found;

  UserInfoReader(String text, UserInfo.Kind kind, Consumer<UserInfo> found) {
    this.text = text;
    this.kind = kind;
    this.found = found;
  }

  void read() {
    int word = 0;
    for (int at = text.indexOf('@'); at >= 0; ) {
      int end = endOfWord(word);
      if (at < end) {
        readWord(word, end, lastAt(word, end));
        at = text.indexOf('@', end);
      }
      word = end + 1;
    }
  }

  /** The last at-sign between two places; less than 0 if there is none. */
  private int lastAt(int begin, int end) {
    int at = end - 1;
    while (at >= begin && text.charAt(at) != '@') {
      at--;
    }
    return at < begin ? -1 : at;
  }

  private int endOfWord(int begin) {
    int at = begin;
    while (at < text.length() && !isEnd(at)) {
      at++;
    }
    return at;
  }

  private boolean isEnd(int at) {
    char c = text.charAt(at);
    return switch (kind) {
      case TEXT -> Character.isWhitespace(c);
      case PAGE ->
          Character.isWhitespace(c)
              || "\"<>".indexOf(c) >= 0
              || (c == '&' && ENDS.stream().anyMatch(each -> text.startsWith(each, at)));
    };
  }

  /**
   * @param at where its last at-sign is
   */
  private void readWord(int word, int end, int at) {
    int colon = text.indexOf(':', word, at);
    while (colon >= 0) {
      int begin = behindSlashes(colon + 1);
      int last = begin < 0 ? -1 : end(begin, end, at);
      if (last > begin) {
        int password = text.indexOf(':', begin, last);
        found.accept(new UserInfo(begin, password < 0 ? begin : password + 1, last));
      }
      int next = Math.max(colon + 1, last);
      colon = next < at ? text.indexOf(':', next, at) : -1;
    }
  }

  /** Where the two slashes end that are there; less than 0 if there are none. */
  private int behindSlashes(int begin) {
    int at = begin;
    for (int i = 0; i < 2; i++) {
      while (kind == UserInfo.Kind.PAGE && text.startsWith("\\", at)) {
        at++;
      }
      if (!text.startsWith("/", at)) {
        return -1;
      }
      at++;
    }
    return at;
  }

  /** Less than 0 if there is neither a user nor a password. */
  private int end(int begin, int end, int at) {
    int delimiter = begin;
    while (delimiter < end && DELIMITERS.indexOf(text.charAt(delimiter)) < 0) {
      delimiter++;
    }
    int last = lastAt(begin, delimiter);
    if (last > begin) {
      return last;
    }
    int colon = begin;
    while (colon < Math.min(at, begin + LONGEST_USER)
        && "/?#:@[\"<>".indexOf(text.charAt(colon)) < 0) {
      colon++;
    }
    return text.charAt(colon) == ':' && at > colon + 1 && !isPort(colon + 1) ? at : -1;
  }

  private boolean isPort(int begin) {
    int at = begin;
    while (at < Math.min(text.length(), begin + LONGEST_PORT)
        && text.charAt(at) >= '0'
        && text.charAt(at) <= '9') {
      at++;
    }
    return at == text.length()
        || Character.isWhitespace(text.charAt(at))
        || BEHIND_PORT.indexOf(text.charAt(at)) >= 0;
  }
}
