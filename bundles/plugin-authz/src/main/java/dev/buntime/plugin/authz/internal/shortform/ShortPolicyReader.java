package dev.buntime.plugin.authz.internal.shortform;

import dev.buntime.jsonc.Jsonc;
import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Member;
import dev.buntime.jsonc.Setting;
import dev.buntime.jsonc.Value;
import dev.buntime.plugin.authz.internal.attributes.PolicyId;
import dev.buntime.plugin.authz.internal.obligation.Duties;
import dev.buntime.plugin.authz.internal.obligation.ObligationException;
import dev.buntime.plugin.authz.internal.pdp.Verdict.Instruction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads policies in the short form. */
final class ShortPolicyReader {
  private static final List<String> KEYS =
      List.of(
          "id",
          "effect",
          "name",
          "description",
          "priority",
          "subjects",
          "resources",
          "actions",
          "conditions",
          "obligations",
          "advice");
  private static final List<String> REQUIRED =
      List.of("id", "effect", "subjects", "resources", "actions");

  private static final Pattern URI = Pattern.compile("[a-z][a-z0-9+.-]{0,20}:[!-~]{1,200}");
  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9-]{0,40}");
  private static final String OBLIGATION = "urn:buntime:obligation:";
  private static final int HIGHEST = 1_000_000;
  private static final int MOST = 1000;

  private final Map<String, Setting> settings;

  private ShortPolicyReader(Map<String, Setting> settings) {
    this.settings = settings;
  }

  static ShortPolicy.Draft read(String source, String json) throws JsoncException {
    Map<String, Setting> settings = new LinkedHashMap<>();
    for (Member member : Jsonc.parse(source, json)) {
      if (!KEYS.contains(member.key())) {
        throw member.unknown(KEYS);
      }
      settings.put(member.key(), member.setting());
    }
    for (String key : REQUIRED) {
      if (!settings.containsKey(key)) {
        throw new JsoncException(
            "%s: %s is missing; a policy has at least %s"
                .formatted(source, key, String.join(", ", REQUIRED)));
      }
    }
    return new ShortPolicyReader(settings).draft();
  }

  private ShortPolicy.Draft draft() throws JsoncException {
    Effect effect = Effect.of(required("effect").oneOf(Effect.WORDS));
    Setting priority = settings.get("priority");
    return new ShortPolicy.Draft(
        id(),
        effect,
        optional("name"),
        optional("description"),
        priority == null ? 0 : priority.whole(-HIGHEST, HIGHEST),
        items("subjects", TargetReader::subject),
        items("resources", TargetReader::resource),
        items("actions", TargetReader::action),
        conditions(),
        obligations(effect),
        notices("advice", effect));
  }

  private Setting required(String key) throws JsoncException {
    Setting setting = settings.get(key);
    if (setting == null) {
      throw new JsoncException(key + " is missing");
    }
    return setting;
  }

  private String id() throws JsoncException {
    Setting setting = required("id");
    String id = setting.anyText(PolicyId.ALLOWED);
    if (!PolicyId.isOne(id)) {
      throw setting.refused(PolicyId.ALLOWED);
    }
    return id;
  }

  private String optional(String key) throws JsoncException {
    Setting setting = settings.get(key);
    return setting == null ? "" : Texts.line(setting);
  }

  /** Reads one item of a list. */
  private interface ItemReader {
    Item read(Setting setting) throws JsoncException;
  }

  private List<Item> items(String key, ItemReader reader) throws JsoncException {
    List<Item> items = new ArrayList<>();
    for (Setting each : list(required(key), "a list of objects; an empty one stands for all")) {
      items.add(reader.read(each));
    }
    return items;
  }

  private static List<Setting> list(Setting setting, String allowed) throws JsoncException {
    List<Setting> items = setting.items(allowed);
    if (items.size() > MOST) {
      throw setting.refused("a list of at most %d".formatted(MOST));
    }
    return items;
  }

  private List<Term> conditions() throws JsoncException {
    Setting setting = settings.get("conditions");
    List<Term> terms = new ArrayList<>();
    if (setting != null) {
      for (Setting each : list(setting, "a list of objects with time, ip or custom")) {
        terms.addAll(ConditionReader.read(each));
      }
    }
    return terms;
  }

  /** Those of the runner are tried now: what cannot be carried out would let nobody pass. */
  private List<Notice> obligations(Effect effect) throws JsoncException {
    List<Notice> notices = notices("obligations", effect);
    for (int i = 0; i < notices.size(); i++) {
      Instruction obligation = notices.get(i).instruction();
      if (Duties.isOwn(obligation)) {
        try {
          var _ = Duties.of(List.of(obligation));
        } catch (ObligationException e) {
          throw required("obligations")
              .items("a list")
              .get(i)
              .refused("an obligation that can be carried out; " + e.getMessage());
        }
      }
    }
    return notices;
  }

  private List<Notice> notices(String key, Effect effect) throws JsoncException {
    Setting setting = settings.get(key);
    List<Notice> notices = new ArrayList<>();
    if (setting != null) {
      for (Setting each : list(setting, "a list of objects with an id")) {
        notices.add(notice(each, effect));
      }
    }
    return notices;
  }

  private static Notice notice(Setting setting, Effect effect) throws JsoncException {
    List<String> keys = List.of("id", "on", "attributes");
    String id = "";
    Effect on = effect;
    Map<String, List<Term.Literal>> attributes = new LinkedHashMap<>();
    for (Member member : setting.members("an object with an id")) {
      switch (member.key()) {
        case "id" -> id = noticeId(member.setting());
        case "on" -> on = Effect.of(member.setting().oneOf(Effect.WORDS));
        case "attributes" -> {
          for (Member each : member.setting().members("an object with names and values")) {
            attributes.put(each.key(), values(each.setting()));
          }
        }
        default -> throw member.unknown(keys);
      }
    }
    if (id.isEmpty()) {
      throw setting.refused("an object with an id");
    }
    return new Notice(id, on, attributes);
  }

  /** Those that the runner carries out have short names. */
  private static String noticeId(Setting setting) throws JsoncException {
    String id = setting.text("a name, such as \"log\", or a URI");
    if (WORD.matcher(id).matches()) {
      return OBLIGATION + id;
    }
    if (!URI.matcher(id).matches()) {
      throw setting.refused("a name, such as \"log\", or a URI");
    }
    return id;
  }

  private static List<Term.Literal> values(Setting setting) throws JsoncException {
    if (!(setting.value() instanceof Value.Items(List<Setting> items))) {
      return List.of(Texts.value(setting));
    }
    List<Term.Literal> values = new ArrayList<>();
    for (Setting each : items) {
      values.add(Texts.value(each));
    }
    return values;
  }
}
