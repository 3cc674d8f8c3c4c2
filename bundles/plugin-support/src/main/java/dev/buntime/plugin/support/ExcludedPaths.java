package dev.buntime.plugin.support;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Setting;
import java.util.ArrayList;
import java.util.List;

/**
 * Paths whose requests the plugin does not look at: regular expressions, each for the whole path.
 *
 * <p>The engine takes time in proportion to the path, whatever the expression is, and so has
 * neither back references nor look-around. Immutable.
 */
public final class ExcludedPaths {
  /** No path is. */
  public static final ExcludedPaths NONE = new ExcludedPaths(List.of());

  private final List<Pattern> patterns;

  private ExcludedPaths(List<Pattern> patterns) {
    this.patterns = List.copyOf(patterns);
  }

  /**
   * Reads the option.
   *
   * @throws JsoncException if it is no list of regular expressions
   */
  public static ExcludedPaths read(Setting setting) throws JsoncException {
    List<Pattern> patterns = new ArrayList<>();
    for (Setting each : setting.items("a list of regular expressions")) {
      String text = each.text("a regular expression for a whole path, such as \"/shop/public/.*\"");
      try {
        patterns.add(LinearPattern.compile(text));
      } catch (PatternSyntaxException e) {
        throw each.refused(
            "a regular expression without back references and look-around; " + e.getDescription());
      }
    }
    return new ExcludedPaths(patterns);
  }

  /** Whether the path is one of them; one with two meanings never is. */
  public boolean has(PlainPath path) {
    return path.isPlain() && patterns.stream().anyMatch(each -> each.matches(path.decoded()));
  }
}
