package dev.buntime.settings;

import dev.buntime.jsonc.Printable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Settings cannot be used. The message has a line for each problem, in the order of the file:
 * where, what, and what to do.
 */
public final class SettingsException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param problems at least one; what does not print in them is escaped
   */
  SettingsException(List<String> problems) {
    super(problems.stream().map(Printable::of).collect(Collectors.joining("\n")));
  }

  /**
   * @param problem what is wrong; what does not print in it is escaped
   */
  public SettingsException(String problem) {
    this(List.of(problem));
  }

  /** The problems, each in one line. */
  public List<String> problems() {
    return String.valueOf(getMessage()).lines().toList();
  }
}
