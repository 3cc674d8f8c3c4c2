package dev.buntime.plugin.authn.internal;

import dev.buntime.credentials.PasswordHash;
import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Member;
import dev.buntime.jsonc.Setting;
import dev.buntime.plugin.Identity;
import dev.buntime.plugin.authn.internal.basic.LocalUser;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the users of the provider {@code basic}. */
final class UserReader {
  private static final List<String> KEYS =
      List.of("name", "password", "displayName", "email", "roles", "groups");

  /** Of the local admin, who logs in elsewhere. */
  private static final String ADMIN = "admin";

  private UserReader() {}

  /** The users, none twice. */
  static List<LocalUser> read(Setting setting) throws JsoncException {
    Map<String, LocalUser> users = new HashMap<>();
    for (Setting each : setting.items("a list of users, each an object")) {
      LocalUser user = user(each);
      if (users.put(user.name(), user) != null) {
        throw each.place().error("the user %s is there twice".formatted(user.name()));
      }
    }
    if (users.isEmpty()) {
      throw setting.refused("a list of at least one user");
    }
    return List.copyOf(users.values());
  }

  private static LocalUser user(Setting setting) throws JsoncException {
    Map<String, Setting> options = new HashMap<>();
    for (Member member : setting.members("an object with name and password")) {
      if (!KEYS.contains(member.key())) {
        throw member.unknown(KEYS);
      }
      options.put(member.key(), member.setting());
    }
    String name = name(required(setting, options, "name"));
    return new LocalUser(
        new Identity(
            name,
            text(options, "displayName"),
            text(options, "email"),
            texts(options, "roles"),
            texts(options, "groups"),
            Map.of()),
        hash(required(setting, options, "password")));
  }

  private static String name(Setting setting) throws JsoncException {
    String name = setting.text("a name");
    if (name.contains(":")
        || name.length() > 255
        || name.chars().anyMatch(Character::isISOControl)) {
      throw setting.refused("a name of at most 255 characters without colon (RFC 7617)");
    }
    if (name.equals(ADMIN)) {
      throw setting.refused("another name: admin is the local admin of the management plane");
    }
    return name;
  }

  private static PasswordHash hash(Setting setting) throws JsoncException {
    try {
      return PasswordHash.parse(Secrets.text(setting));
    } catch (IllegalArgumentException e) {
      throw Secrets.refused(
          setting, e.getMessage() + "; bin/buntime userhash prints the hash of a password");
    }
  }

  private static Setting required(Setting user, Map<String, Setting> options, String key)
      throws JsoncException {
    Setting setting = options.get(key);
    if (setting == null) {
      throw user.place().error("%s has no %s".formatted(user.path(), key));
    }
    return setting;
  }

  private static String text(Map<String, Setting> options, String key) throws JsoncException {
    Setting setting = options.get(key);
    return setting == null ? "" : setting.text("a text");
  }

  private static Set<String> texts(Map<String, Setting> options, String key) throws JsoncException {
    Setting setting = options.get(key);
    Set<String> texts = new HashSet<>();
    if (setting != null) {
      for (Setting each : setting.items("a list of texts")) {
        texts.add(each.text("a text"));
      }
    }
    return texts;
  }
}
