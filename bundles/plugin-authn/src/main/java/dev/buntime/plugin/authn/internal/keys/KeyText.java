package dev.buntime.plugin.authn.internal.keys;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/** What is told of an API key. */
final class KeyText {
  private KeyText() {}

  /** Members for JSON; nothing of them lets anybody in. */
  static Map<String, Object> of(ApiKey key) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", key.id());
    members.put("name", key.name());
    members.put("roles", new TreeSet<>(key.roles()));
    members.put("permissions", new TreeSet<>(key.permissions()));
    members.put("appRoles", new TreeSet<>(key.appRoles()));
    members.put("created", key.created().toString());
    key.expires().ifPresent(end -> members.put("expires", end.toString()));
    key.lastUsed().ifPresent(time -> members.put("lastUsed", time.toString()));
    return members;
  }
}
