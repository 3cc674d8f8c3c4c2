package dev.buntime.settings;

import dev.buntime.jsonc.Member;
import dev.buntime.jsonc.Setting;
import dev.buntime.jsonc.Value;
import dev.buntime.jsonc.Value.Items;
import dev.buntime.jsonc.Value.Members;
import dev.buntime.jsonc.Value.Text;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts variables of the environment into texts: <code>${NAME}</code> and <code>${NAME:-default}
 * </code>; <code>$${</code> stands for a plain <code>${</code>. A variable that is empty counts as
 * not set.
 */
final class Variables {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\$\\{|\\$\\{(?:([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\\})?");

  private final Map<String, String> environment;
  private final List<String> problems;

  /**
   * @param environment the variables
   * @param problems where what is wrong is added
   */
  Variables(Map<String, String> environment, List<String> problems) {
    this.environment = environment;
    this.problems = problems;
  }

  /** The setting with all texts in it expanded, at any depth. */
  Setting expand(Setting setting) {
    Value value =
        switch (setting.value()) {
          case Text(String text) -> new Text(expand(setting, text));
          case Items(List<Setting> items) -> new Items(items.stream().map(this::expand).toList());
          case Members(List<Member> members) ->
              new Members(
                  members.stream()
                      .map(each -> new Member(each.key(), each.place(), expand(each.setting())))
                      .toList());
          default -> setting.value();
        };
    return new Setting(setting.place(), setting.path(), value);
  }

  private String expand(Setting setting, String text) {
    return REFERENCE
        .matcher(text)
        .replaceAll(hit -> Matcher.quoteReplacement(replacement(setting, hit)));
  }

  private String replacement(Setting setting, MatchResult hit) {
    if (hit.group().equals("$${")) {
      return "${";
    }
    String name = hit.group(1);
    String otherwise = hit.group(2);
    if (name == null || (otherwise != null && otherwise.contains("${"))) {
      return problem(
          setting,
          "%s has a ${ that begins no reference; allowed are ${NAME} and ${NAME:-default}, and $${"
                  .formatted(setting.path())
              + " for a plain ${");
    }
    String value = environment.getOrDefault(name, "");
    if (!value.isEmpty()) {
      return value;
    }
    return otherwise != null
        ? otherwise
        : problem(
            setting,
            "%s needs the variable %s, which is not set; set it, or write ${%s:-default}"
                .formatted(setting.path(), name, name));
  }

  private String problem(Setting setting, String problem) {
    problems.add(String.valueOf(setting.place().error(problem).getMessage()));
    return "";
  }
}
