package dev.buntime.plugin;

import java.util.List;

/**
 * One header field that is to be replaced or, without values, to be removed.
 *
 * @param name a token (RFC 9110, section 5.6.2); upper and lower case are the same
 * @param values field values (RFC 9110, section 5.5), each in a line of its own
 */
public record HeaderChange(String name, List<String> values) {

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if the name is not a token, or a value has control characters
   *     or characters above U+00FF
   */
  public HeaderChange {
    Fields.checkName(name);
    values = List.copyOf(values);
    values.forEach(value -> Fields.checkValue(name, value));
  }
}
