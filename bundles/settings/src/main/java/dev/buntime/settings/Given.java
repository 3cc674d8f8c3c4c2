package dev.buntime.settings;

/**
 * A value on the command line or in the environment.
 *
 * @param name the option, which begins with a hyphen, or the variable
 * @param text the value
 */
public record Given(String name, String text) {

  /** Which of the two it is. */
  Origin origin() {
    return name.startsWith("-") ? new Origin.Option(name) : new Origin.Variable(name);
  }

  /** In one text, to be read by {@link #parse}. */
  public String format() {
    return name + " " + text;
  }

  /** Reads what {@link #format} wrote. */
  public static Given parse(String formatted) {
    int space = formatted.indexOf(' ');
    return new Given(formatted.substring(0, space), formatted.substring(space + 1));
  }
}
