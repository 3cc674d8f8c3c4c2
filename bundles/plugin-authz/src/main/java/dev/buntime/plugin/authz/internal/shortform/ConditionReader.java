package dev.buntime.plugin.authz.internal.shortform;

import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Member;
import dev.buntime.jsonc.Setting;
import dev.buntime.jsonc.Value;
import dev.buntime.plugin.authz.internal.attributes.AddressRange;
import dev.buntime.plugin.authz.internal.attributes.Attribute;
import dev.buntime.plugin.authz.internal.attributes.Type;
import dev.buntime.plugin.authz.internal.attributes.Vocabulary;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the conditions of a policy. */
final class ConditionReader {
  private static final List<String> KINDS = List.of("time", "ip", "custom");
  private static final List<String> OF_TIME = List.of("after", "before", "dayOfWeek", "zone");
  private static final List<String> OF_IP = List.of("allowlist", "blocklist", "cidr");
  private static final int SATURDAY = 6;

  private ConditionReader() {}

  /** What must all hold. */
  static List<Term> read(Setting setting) throws JsoncException {
    String allowed = "an object with time, ip or custom";
    List<Term> terms = new ArrayList<>();
    for (Member member : setting.members(allowed)) {
      switch (member.key()) {
        case "time" -> terms.addAll(time(member.setting()));
        case "ip" -> terms.addAll(addresses(member.setting()));
        case "custom" -> terms.add(custom(member.setting()));
        default -> throw member.unknown(KINDS);
      }
    }
    if (terms.isEmpty()) {
      throw setting.refused(allowed);
    }
    return terms;
  }

  private static List<Term> time(Setting setting) throws JsoncException {
    String after = null;
    String before = null;
    String zone = Vocabulary.LOCAL;
    List<Term.Literal> days = List.of();
    for (Member member : setting.members("an object with after, before, dayOfWeek, zone")) {
      switch (member.key()) {
        case "after" -> after = timeOfDay(member.setting());
        case "before" -> before = timeOfDay(member.setting());
        case "dayOfWeek" -> days = days(member.setting());
        case "zone" -> zone = zone(member.setting());
        default -> throw member.unknown(OF_TIME);
      }
    }
    List<Term> terms = new ArrayList<>(within(Vocabulary.time(zone), after, before));
    if (!days.isEmpty()) {
      Attribute day = Vocabulary.dayOfWeek(zone);
      terms.add(Term.or(days.stream().map(each -> compare(Order.EQUAL, each, day)).toList()));
    }
    if (terms.isEmpty()) {
      throw setting.refused("an object with at least one of after, before and dayOfWeek");
    }
    return terms;
  }

  /** From one time, inclusive, to another, exclusive; over midnight if that is earlier. */
  private static List<Term> within(
      Attribute time, @Nullable String after, @Nullable String before) {
    List<Term> terms = new ArrayList<>();
    if (after != null) {
      terms.add(compare(Order.LESS_OR_EQUAL, new Term.Literal(Type.TIME, after), time));
    }
    if (before != null) {
      terms.add(compare(Order.GREATER, new Term.Literal(Type.TIME, before), time));
    }
    boolean isOverMidnight = after != null && before != null && after.compareTo(before) > 0;
    return isOverMidnight ? List.of(Term.or(terms)) : terms;
  }

  private static Term compare(Order order, Term.Literal value, Attribute attribute) {
    return new Criterion.Match(Function.of(attribute.type(), order), value, attribute).term();
  }

  private static String timeOfDay(Setting setting) throws JsoncException {
    String allowed = "a time of the day, such as \"09:00\"";
    String text = setting.text(allowed);
    if (!Times.isTime(text)) {
      throw setting.refused(allowed);
    }
    return Times.full(text);
  }

  private static List<Term.Literal> days(Setting setting) throws JsoncException {
    List<Setting> all =
        setting.value() instanceof Value.Items ? setting.items("a list") : List.of(setting);
    List<Term.Literal> days = new ArrayList<>();
    for (Setting each : all) {
      days.add(new Term.Literal(Type.INTEGER, String.valueOf(each.whole(0, SATURDAY))));
    }
    if (days.isEmpty()) {
      throw setting.refused("a list of days, from 0 for Sunday to 6 for Saturday");
    }
    return days;
  }

  private static String zone(Setting setting) throws JsoncException {
    String text = setting.text("the name of a time zone, such as \"Europe/Berlin\"");
    try {
      return ZoneId.of(text).getId();
    } catch (DateTimeException _) {
      throw setting.refused("the name of a time zone, such as \"Europe/Berlin\"");
    }
  }

  private static List<Term> addresses(Setting setting) throws JsoncException {
    String allowed = "an object with at least one of allowlist, blocklist and cidr";
    List<Term> terms = new ArrayList<>();
    for (Member member : setting.members(allowed)) {
      Term term = inRanges(member.setting());
      switch (member.key()) {
        case "allowlist", "cidr" -> terms.add(term);
        case "blocklist" -> terms.add(Term.not(term));
        default -> throw member.unknown(OF_IP);
      }
    }
    if (terms.isEmpty()) {
      throw setting.refused(allowed);
    }
    return terms;
  }

  private static Term inRanges(Setting setting) throws JsoncException {
    String allowed = "an address, or a range such as \"10.0.0.0/8\", or a list of those";
    List<Term> terms = new ArrayList<>();
    for (Setting each :
        setting.value() instanceof Value.Items ? setting.items(allowed) : List.of(setting)) {
      String text = each.text(allowed);
      if (AddressRange.of(text).isEmpty()) {
        throw each.refused(
            "an address, or a range such as \"10.0.0.0/8\" with no bits behind its length");
      }
      terms.add(new Criterion.Match(Function.IN_RANGE, Term.text(text), Vocabulary.ADDRESS).term());
    }
    return Term.or(terms); // of an empty list: in no case
  }

  private static Term custom(Setting setting) throws JsoncException {
    String allowed = "an object with an expression";
    for (Member member : setting.members(allowed)) {
      if (!member.key().equals("expression")) {
        throw member.unknown(List.of("expression"));
      }
      String expression = Texts.word(member.setting(), "an expression");
      try {
        return ExpressionParser.parse(expression);
      } catch (ExpressionException e) {
        throw member.setting().place().error(member.setting().path() + ": " + e.getMessage());
      }
    }
    throw setting.refused(allowed);
  }
}
