package dev.buntime.settings;

import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Member;
import dev.buntime.jsonc.Setting;
import dev.buntime.jsonc.Value.Items;
import dev.buntime.jsonc.Value.Members;
import dev.buntime.jsonc.Value.Nothing;
import dev.buntime.jsonc.Value.Numeral;
import dev.buntime.jsonc.Value.Text;
import dev.buntime.jsonc.Value.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The options of a plugin as ConfigAdmin takes them.
 *
 * <p>Texts and truth values are what they are, whole numbers {@code Long}, others {@code Double}. A
 * member of an object has the object's key and a dot before its own. Lists hold values of one kind;
 * each object or list in a list is a text of JSON.
 *
 * <p>No error repeats a value: options may be secrets.
 */
final class PluginOptions {
  /** The one property of services that may be an option: it decides the plugin's place. */
  static final String RANKING = "service.ranking";

  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._-]+");
  private static final Pattern TAKEN =
      Pattern.compile("(service|component|buntime)\\..*|objectclass");
  private static final String KINDS =
      "a text, a number, true or false, a list of one of them, or an object";
  private static final int MOST_WHOLE_DIGITS = 19;

  private final SortedMap<String, Object> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  private PluginOptions() {}

  /**
   * Reads the options.
   *
   * @throws JsoncException if one cannot be taken
   */
  static SortedMap<String, Object> of(Setting setting) throws JsoncException {
    PluginOptions options = new PluginOptions();
    if (!(setting.value() instanceof Members(List<Member> members))) {
      throw setting.refusedUnseen("an object with options");
    }
    options.take("", members);
    return new TreeMap<>(options.options);
  }

  private void take(String prefix, List<Member> members) throws JsoncException {
    for (Member member : members) {
      if (!KEY.matcher(member.key()).matches()) {
        throw member
            .place()
            .error(
                "\"%s\" is no name for an option; allowed are letters, digits, ., _ and -"
                    .formatted(member.key()));
      }
      String key = prefix + member.key();
      if (member.setting().value() instanceof Members(List<Member> inner)) {
        take(key + ".", inner);
      } else {
        put(key, member);
      }
    }
  }

  private void put(String key, Member member) throws JsoncException {
    boolean ranking = key.equalsIgnoreCase(RANKING);
    if (!ranking && TAKEN.matcher(key.toLowerCase(Locale.ROOT)).matches()) {
      throw member
          .place()
          .error(
              "%s is set by the runner itself; of the properties of services only %s may be an option"
                  .formatted(key, RANKING));
    }
    Object value = ranking ? ranking(member.setting()) : value(member.setting());
    if (options.putIfAbsent(ranking ? RANKING : key, value) != null) {
      throw member
          .place()
          .error("the option %s is there twice; upper and lower case are the same".formatted(key));
    }
  }

  private static Object ranking(Setting setting) throws JsoncException {
    return setting.whole(Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /** A value of an option. */
  static Object value(Setting setting) throws JsoncException {
    return switch (setting.value()) {
      case Text(String text) -> text;
      case Truth(boolean isTrue) -> isTrue;
      case Numeral(String digits) -> number(setting, digits);
      case Items(List<Setting> items) -> list(setting, items);
      case Nothing _, Members _ -> throw setting.refused(KINDS + "; leave out what has no value");
    };
  }

  private static Object number(Setting setting, String digits) throws JsoncException {
    if (digits.matches("-?\\d+")) {
      try {
        return Long.valueOf(digits);
      } catch (NumberFormatException _) {
        throw setting.refusedUnseen(
            "a whole number of at most %d digits, from %d to %d"
                .formatted(MOST_WHOLE_DIGITS, Long.MIN_VALUE, Long.MAX_VALUE));
      }
    }
    double number = Double.parseDouble(digits);
    if (Double.isInfinite(number)) {
      throw setting.refusedUnseen("a number up to 1.7e308");
    }
    return number;
  }

  private static List<Object> list(Setting setting, List<Setting> items) throws JsoncException {
    List<Object> values = new ArrayList<>();
    for (Setting item : items) {
      values.add(
          switch (item.value()) {
            case Items _, Members _ -> new Structure(JsonText.of(item.value()));
            default -> value(item);
          });
    }
    return ofOneKind(setting, values);
  }

  /** Numbers of which one has a fraction are all fractions. */
  private static List<Object> ofOneKind(Setting setting, List<Object> values)
      throws JsoncException {
    if (values.stream().allMatch(Number.class::isInstance)
        && values.stream().anyMatch(Double.class::isInstance)) {
      return values.stream().<Object>map(each -> ((Number) each).doubleValue()).toList();
    }
    if (values.stream().map(Object::getClass).distinct().count() > 1) {
      throw setting
          .place()
          .error(
              "%s has values of several kinds; allowed are only texts, only numbers, only true and"
                      .formatted(setting.path())
                  + " false, or only objects");
    }
    return values.stream()
        .map(each -> each instanceof Structure(String json) ? json : each)
        .toList();
  }

  /** An object or a list in a list. */
  private record Structure(String json) {}
}
