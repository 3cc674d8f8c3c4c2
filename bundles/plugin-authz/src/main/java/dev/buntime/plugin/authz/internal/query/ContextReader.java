package dev.buntime.plugin.authz.internal.query;

import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Member;
import dev.buntime.jsonc.Setting;
import dev.buntime.jsonc.Value;
import dev.buntime.plugin.Identity;
import dev.buntime.plugin.authz.internal.attributes.Vocabulary;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what somebody wants a decision for: {@code {"subject": {"id", "name", "email", "roles",
 * "groups", "claims"}, "resource": {"id", "app", "version", "path", "type", "owner"}, "action":
 * {"method", "operation"}, "environment": {"ip", "time", "userAgent"}}}. Everything may be left
 * out: it is unknown then, the method is {@code GET}, and the time is now.
 */
public final class ContextReader {
  private static final List<String> PARTS = List.of("subject", "resource", "action", "environment");
  private static final List<String> OF_SUBJECT =
      List.of("id", "name", "email", "roles", "groups", "claims");
  private static final List<String> OF_RESOURCE =
      List.of("id", "app", "version", "path", "type", "owner");
  private static final List<String> OF_ACTION = List.of("method", "operation");
  private static final List<String> OF_ENVIRONMENT = List.of("ip", "time", "userAgent");
  private static final int MOST = 1000;

  private final Map<String, Map<String, Setting>> parts = new HashMap<>();

  private ContextReader() {}

  /**
   * Reads one.
   *
   * @param context its members
   * @param now the time, if it names none
   * @throws JsoncException if it is none; the message says what, where and what to do
   */
  public static Situation read(List<Member> context, Instant now) throws JsoncException {
    ContextReader reader = new ContextReader();
    for (Member part : context) {
      List<String> keys =
          switch (part.key()) {
            case "subject" -> OF_SUBJECT;
            case "resource" -> OF_RESOURCE;
            case "action" -> OF_ACTION;
            case "environment" -> OF_ENVIRONMENT;
            default -> throw part.unknown(PARTS);
          };
      Map<String, Setting> members = new HashMap<>();
      for (Member member : part.setting().members("an object")) {
        if (!keys.contains(member.key())) {
          throw member.unknown(keys);
        }
        members.put(member.key(), member.setting());
      }
      reader.parts.put(part.key(), members);
    }
    return reader.situation(now);
  }

  private Situation situation(Instant now) throws JsoncException {
    String method = text("action", "method", "GET").toUpperCase(Locale.ROOT);
    String path = text("resource", "path", "");
    String app = text("resource", "app", "");
    return new Situation(
        identity(),
        new Resource(
            text("resource", "id", app.isEmpty() ? path : "/" + app + path),
            app,
            text("resource", "version", ""),
            path,
            text("resource", "type", app.isEmpty() ? "runner" : "app"),
            text("resource", "owner", "")),
        method,
        text("action", "operation", Situation.operationOf(method)),
        text("environment", "ip", ""),
        text("environment", "userAgent", ""),
        time(now));
  }

  private Optional<Setting> setting(String part, String key) {
    return Optional.ofNullable(parts.getOrDefault(part, Map.of()).get(key));
  }

  private String text(String part, String key, String otherwise) throws JsoncException {
    Optional<Setting> setting = setting(part, key);
    return setting.isPresent() ? setting.get().anyText("a text") : otherwise;
  }

  private Instant time(Instant now) throws JsoncException {
    Optional<Setting> setting = setting("environment", "time");
    if (setting.isEmpty()) {
      return now;
    }
    String allowed = "a time with its zone, such as \"2030-01-02T09:00:00Z\"";
    try {
      return OffsetDateTime.parse(setting.get().text(allowed)).toInstant();
    } catch (DateTimeException _) {
      throw setting.get().refused(allowed);
    }
  }

  private Optional<Identity> identity() throws JsoncException {
    String id = text("subject", "id", Vocabulary.ANONYMOUS);
    boolean isNamed = !id.isEmpty() && !id.equals(Vocabulary.ANONYMOUS);
    boolean isKnown =
        parts.getOrDefault("subject", Map.of()).keySet().stream()
            .anyMatch(key -> !key.equals("id"));
    if (!isNamed && !isKnown) {
      return Optional.empty();
    }
    Map<String, Object> claims = new LinkedHashMap<>();
    Optional<Setting> setting = setting("subject", "claims");
    if (setting.isPresent()) {
      for (Member claim : setting.get().members("an object")) {
        claims.put(claim.key(), value(claim.setting()));
      }
    }
    return Optional.of(
        new Identity(
            id.isEmpty() ? Vocabulary.ANONYMOUS : id,
            text("subject", "name", ""),
            text("subject", "email", ""),
            texts("roles"),
            texts("groups"),
            claims));
  }

  private Set<String> texts(String key) throws JsoncException {
    Optional<Setting> setting = setting("subject", key);
    Set<String> texts = new LinkedHashSet<>();
    if (setting.isPresent()) {
      List<Setting> items = setting.get().items("a list of texts");
      if (items.size() > MOST) {
        throw setting.get().refused("a list of at most %d texts".formatted(MOST));
      }
      for (Setting each : items) {
        texts.add(each.anyText("a text"));
      }
    }
    return texts;
  }

  private static Object value(Setting setting) throws JsoncException {
    return switch (setting.value()) {
      case Value.Text(String text) -> text;
      case Value.Numeral(String digits) -> new BigDecimal(digits);
      case Value.Truth(boolean isTrue) -> isTrue;
      case Value.Nothing() -> throw setting.refused("anything but null; leave the claim out");
      case Value.Items(List<Setting> items) -> {
        List<Object> values = new ArrayList<>();
        for (Setting each : items) {
          values.add(value(each));
        }
        yield values;
      }
      case Value.Members(List<Member> members) -> {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Member each : members) {
          values.put(each.key(), value(each.setting()));
        }
        yield values;
      }
    };
  }
}
