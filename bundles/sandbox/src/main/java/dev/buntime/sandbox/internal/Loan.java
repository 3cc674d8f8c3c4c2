package dev.buntime.sandbox.internal;

import dev.buntime.sandbox.Sandbox;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;

/**
 * The properties under which a service of an app is lent to the platform.
 *
 * @param types the service types under which it is lent; never empty
 * @param properties its properties; those of a whiteboard service with the servlet context replaced
 * @param isEntry whether it can answer requests
 */
record Loan(List<String> types, Dictionary<String, ?> properties, boolean isEntry) {
  private static final Set<String> LENT_TYPES =
      Set.of(
          "jakarta.servlet.Servlet",
          "jakarta.servlet.Filter",
          "jakarta.servlet.ServletContextListener",
          "jakarta.servlet.ServletContextAttributeListener",
          "jakarta.servlet.ServletRequestListener",
          "jakarta.servlet.ServletRequestAttributeListener",
          "jakarta.servlet.http.HttpSessionListener",
          "jakarta.servlet.http.HttpSessionAttributeListener",
          "jakarta.servlet.http.HttpSessionIdListener",
          "org.osgi.service.servlet.context.ServletContextHelper");

  private static final Set<String> ENTRY_PROPERTIES =
      Set.of(
          HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN,
          HttpWhiteboardConstants.HTTP_WHITEBOARD_FILTER_PATTERN,
          HttpWhiteboardConstants.HTTP_WHITEBOARD_FILTER_REGEX,
          HttpWhiteboardConstants.HTTP_WHITEBOARD_RESOURCE_PATTERN);

  private static final String RESOURCE_TYPE = "java.lang.Object";
  private static final String WHITEBOARD = "osgi.http.whiteboard.";

  /** Whether a service asks Felix HTTP for anything at all. */
  static boolean isWhiteboard(ServiceReference<?> service) {
    return Arrays.stream(service.getPropertyKeys()).anyMatch(key -> key.startsWith(WHITEBOARD));
  }

  /** Whether a service exists to be called by Configuration Admin or Event Admin. */
  static boolean isCallback(ServiceReference<?> service) {
    return types(service).anyMatch(ConfinedCallback.KINDS::containsKey);
  }

  /** How a service is lent to Configuration Admin and Event Admin. */
  static Loan ofCallback(ServiceReference<?> service) {
    Map<String, Object> properties = copy(service);
    properties.keySet().removeIf(key -> key.startsWith(WHITEBOARD)); // that is another loan
    return new Loan(
        types(service).filter(ConfinedCallback.KINDS::containsKey).distinct().toList(),
        FrameworkUtil.asDictionary(properties),
        false);
  }

  /**
   * How a service is lent to Felix HTTP.
   *
   * @param service a whiteboard service of an app
   * @param slot the slot of the app's worker
   * @param contextPath inner path of the slot's default context
   * @return types are empty if Felix HTTP has no use for the service
   */
  static Loan of(ServiceReference<?> service, String slot, String contextPath) {
    Map<String, Object> properties = copy(service);
    List<String> types = whiteboardTypes(service);
    if (types.contains("org.osgi.service.servlet.context.ServletContextHelper")) {
      nameContext(properties, service, slot, contextPath);
    } else {
      properties.put(
          HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_SELECT,
          ContextSelect.of(
              slot, text(service, HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_SELECT, "")));
    }
    return new Loan(types, FrameworkUtil.asDictionary(properties), isEntry(service));
  }

  private static Stream<String> types(ServiceReference<?> service) {
    return Arrays.stream((String[]) service.getProperty(Constants.OBJECTCLASS));
  }

  private static List<String> whiteboardTypes(ServiceReference<?> service) {
    List<String> lent = types(service).filter(LENT_TYPES::contains).toList();
    boolean resource =
        service.getProperty(HttpWhiteboardConstants.HTTP_WHITEBOARD_RESOURCE_PATTERN) != null;
    return lent.isEmpty() && resource ? List.of(RESOURCE_TYPE) : lent;
  }

  private static boolean isEntry(ServiceReference<?> service) {
    return ENTRY_PROPERTIES.stream().anyMatch(key -> service.getProperty(key) != null);
  }

  private static Map<String, Object> copy(ServiceReference<?> service) {
    Map<String, Object> properties = new HashMap<>();
    for (String key : service.getPropertyKeys()) {
      properties.put(key, service.getProperty(key));
    }
    return properties; // the framework replaces objectClass, service.id, .bundleid and .scope
  }

  private static void nameContext(
      Map<String, Object> properties,
      ServiceReference<?> service,
      String slot,
      String contextPath) {
    String name = text(service, HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_NAME, "default");
    String path = text(service, HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_PATH, "/");
    properties.put(Sandbox.SLOT_PROPERTY, slot);
    properties.put(Sandbox.CONTEXT_PROPERTY, name);
    properties.put(HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_NAME, slot + "." + name);
    properties.put(
        HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_PATH,
        path.equals("/") ? contextPath : contextPath + path);
  }

  private static String text(ServiceReference<?> service, String key, String otherwise) {
    Object value = service.getProperty(key);
    return value instanceof String text ? text : otherwise;
  }
}
