package dev.buntime.credentials;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * The user and the password of an address, as in {@code https://joe:secret@host/}, somewhere in a
 * text. What stands alone before the {@code @} may be a token, so it counts as a password.
 *
 * <p>A password may have characters in it that it must not have. Then there is a colon before it,
 * and no port behind the colon, and it ends before the last {@code @} up to the next blank.
 *
 * @param begin of the user
 * @param password where it begins
 * @param end of the password, where the {@code @} is
 */
public record UserInfo(int begin, int password, int end) {
  /** What the text is, which says where an address ends at the latest. */
  public enum Kind {
    /** A line of a log or a value: at a blank. */
    TEXT,
    /** A page or data: at a quote or a tag, too. */
    PAGE
  }

  /** All that are in a text, in their order. Takes no longer than the text is long. */
  public static List<UserInfo> all(String text, Kind kind) {
    List<UserInfo> all = new ArrayList<>();
    if (text.indexOf('@') >= 0) {
      new UserInfoReader(text, kind, all::add).read();
    }
    return all;
  }

  /** The text with something in place of all passwords. */
  public static String masked(String text, Kind kind, String mask) {
    return replaced(text, all(text, kind), UserInfo::password, mask);
  }

  /** The text with something in place of all users and passwords. */
  public static String hidden(String text, Kind kind, String mask) {
    return replaced(text, all(text, kind), UserInfo::begin, mask);
  }

  private static String replaced(
      String text, List<UserInfo> found, ToIntFunction<UserInfo> begin, String mask) {
    StringBuilder replaced = new StringBuilder();
    int at = 0;
    for (UserInfo each : found) {
      int from = begin.applyAsInt(each);
      if (from < each.end) {
        replaced.append(text, at, from).append(mask);
        at = each.end;
      }
    }
    return at == 0 ? text : replaced.append(text, at, text.length()).toString();
  }
}
