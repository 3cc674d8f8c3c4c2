package dev.buntime.jsonc;

/**
 * Where something is in a settings file.
 *
 * @param file its name, for messages
 * @param line from 1
 * @param column from 1
 */
public record Place(String file, int line, int column) {

  /**
   * An error at this place.
   *
   * @param problem what is wrong, without a full stop
   */
  public JsoncException error(String problem) {
    return new JsoncException(
        "%s, line %d, column %d: %s. Correct the file".formatted(file, line, column, problem),
        problem);
  }
}
