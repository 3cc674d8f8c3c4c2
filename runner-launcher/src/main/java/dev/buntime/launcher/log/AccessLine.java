package dev.buntime.launcher.log;

import dev.buntime.log.AccessEntry;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A line of the access log. */
final class AccessLine {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneId.systemDefault());

  private AccessLine() {}

  /** In the combined log format, as Apache's HTTP server writes it. */
  static String combined(AccessEntry entry) {
    return "%s - - [%s] \"%s %s %s\" %d %s \"%s\" \"%s\""
        .formatted(
            quoted(entry.client()),
            TIME.format(entry.time()),
            quoted(entry.method()),
            quoted(entry.path()),
            quoted(entry.protocol()),
            entry.status(),
            entry.bytes() == 0 ? "-" : Long.toString(entry.bytes()),
            quoted(entry.referer()),
            quoted(entry.agent()));
  }

  /** As an object of JSON. */
  static String json(AccessEntry entry) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("time", entry.time().toString());
    members.put("client", entry.client());
    members.put("method", entry.method());
    members.put("path", entry.path());
    members.put("protocol", entry.protocol());
    members.put("status", entry.status());
    members.put("bytes", entry.bytes());
    members.put("millis", entry.millis());
    putIfThere(members, "referer", entry.referer());
    putIfThere(members, "agent", entry.agent());
    putIfThere(members, "app", entry.app());
    putIfThere(members, "version", entry.version());
    putIfThere(members, "requestId", entry.requestId());
    putIfThere(members, "traceId", entry.traceId());
    return JsonText.of(members);
  }

  private static void putIfThere(Map<String, Object> members, String name, @Nullable String value) {
    if (value != null) {
      members.put(name, value);
    }
  }

  /** What a client sends must neither end the quotes nor the line. */
  private static String quoted(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return "-";
    }
    StringBuilder quoted = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        quoted.append("\\u%04x".formatted((int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.toString();
  }
}
