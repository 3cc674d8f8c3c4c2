package dev.buntime.launcher.log;

import dev.buntime.log.AuditEntry;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A line of the audit log: an object of JSON. */
final class AuditLine {
  /** Longer texts are cut, so that no line is longer than a few KiB. */
  static final int LONGEST = 512;

  private AuditLine() {}

  /** The line without its end; what has no value is left out. */
  static String of(AuditEntry entry, Secrets secrets) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("time", entry.time().toString());
    members.put("event", entry.event().word());
    putIfThere(members, "user", entry.user());
    putIfThere(members, "provider", entry.provider());
    if (!entry.rights().isEmpty()) {
      members.put("rights", cut(String.join(" ", entry.rights())));
    }
    members.put("address", cut(entry.address()));
    members.put("method", cut(entry.method()));
    members.put("path", cut(secrets.mask(entry.path())));
    putIfThere(members, "target", entry.target() == null ? null : secrets.mask(entry.target()));
    members.put("status", entry.status());
    putIfThere(members, "code", entry.code());
    putIfThere(
        members, "requestId", entry.requestId() == null ? null : secrets.mask(entry.requestId()));
    return JsonText.of(members);
  }

  private static void putIfThere(Map<String, Object> members, String name, @Nullable String value) {
    if (value != null) {
      members.put(name, cut(value));
    }
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
