package dev.buntime.plugin.authz.internal.shortform;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.regex.Pattern;

/** Times and dates as people write them. */
final class Times {
  private static final Pattern TIME = Pattern.compile("\\d\\d:\\d\\d(:\\d\\d)?");
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");

  private Times() {}

  /** Whether a text is a time of the day, such as {@code 09:00}. */
  static boolean isTime(String text) {
    if (!TIME.matcher(text).matches()) {
      return false;
    }
    try {
      LocalTime.parse(text);
      return true;
    } catch (DateTimeException _) {
      return false;
    }
  }

  /** Whether a text is a date, such as {@code 2030-12-24}. */
  static boolean isDate(String text) {
    if (!DATE.matcher(text).matches()) {
      return false;
    }
    try {
      LocalDate.parse(text);
      return true;
    } catch (DateTimeException _) {
      return false;
    }
  }

  /** A time as XACML has it, with seconds. */
  static String full(String time) {
    return time.length() == "09:00".length() ? time + ":00" : time;
  }
}
