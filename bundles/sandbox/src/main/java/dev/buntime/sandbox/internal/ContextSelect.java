package dev.buntime.sandbox.internal;

import dev.buntime.sandbox.Sandbox;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;

/**
 * Turns the servlet context that an app selects into the one of its own worker.
 *
 * <p>Servlet contexts in Felix HTTP have runner-wide names. An app knows its own names only, which
 * stand in {@link Sandbox#CONTEXT_PROPERTY}; so the filter that it wrote is asked about that
 * property, and only contexts of its slot count.
 */
final class ContextSelect {
  private static final String NAME_IN_FILTER =
      "(?i)" + HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_NAME.replace(".", "\\.");

  private ContextSelect() {}

  /**
   * The filter for a lent service.
   *
   * @param slot value of {@link Sandbox#SLOT_PROPERTY}
   * @param selected value of {@code osgi.http.whiteboard.context.select} that the app set: a name,
   *     a filter, or empty for the default context
   */
  static String of(String slot, String selected) {
    return "(&(" + Sandbox.SLOT_PROPERTY + "=" + slot + ")" + inApp(selected.strip()) + ")";
  }

  private static String inApp(String selected) {
    if (selected.isEmpty()) {
      return "(" + Sandbox.CONTEXT_PROPERTY + "=default)";
    }
    if (!selected.startsWith("(")) {
      return "(" + Sandbox.CONTEXT_PROPERTY + "=" + selected + ")";
    }
    return selected.replaceAll(NAME_IN_FILTER, Sandbox.CONTEXT_PROPERTY);
  }
}
