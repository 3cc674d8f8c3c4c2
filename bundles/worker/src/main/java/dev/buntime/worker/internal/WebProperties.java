package dev.buntime.worker.internal;

import dev.buntime.catalog.WebDescriptor;
import dev.buntime.catalog.WebDescriptor.FilterMapping;
import dev.buntime.catalog.WebDescriptor.Multipart;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.framework.Constants;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;

/**
 * The service properties by which servlets and filters of web applications are on the whiteboard.
 */
final class WebProperties {
  /** Those of the filter before all others of the app. */
  static final Map<String, Object> OF_INNER_PATHS =
      Map.of(
          Constants.SERVICE_RANKING,
          Integer.MAX_VALUE,
          HttpWhiteboardConstants.HTTP_WHITEBOARD_FILTER_PATTERN,
          "/*",
          HttpWhiteboardConstants.HTTP_WHITEBOARD_FILTER_ASYNC_SUPPORTED,
          true);

  private WebProperties() {}

  /** Those of a servlet. */
  static Map<String, Object> of(WebDescriptor.Servlet servlet) {
    Map<String, Object> properties = new TreeMap<>();
    properties.put(HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_NAME, servlet.name());
    if (!servlet.patterns().isEmpty()) {
      properties.put(
          HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN, array(servlet.patterns()));
    }
    properties.put(
        HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_ASYNC_SUPPORTED, servlet.async());
    servlet
        .params()
        .forEach((name, value) ->
            properties.put(
                HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_INIT_PARAM_PREFIX + name, value));
    Multipart multipart = servlet.multipart();
    if (multipart != null) {
      putMultipart(properties, multipart);
    }
    return properties;
  }

  private static void putMultipart(Map<String, Object> properties, Multipart multipart) {
    properties.put(HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_MULTIPART_ENABLED, true);
    properties.put(
        HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_MULTIPART_MAXFILESIZE,
        multipart.maxFileSize());
    properties.put(
        HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_MULTIPART_MAXREQUESTSIZE,
        multipart.maxRequestSize());
    properties.put(
        HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_MULTIPART_FILESIZETHRESHOLD,
        multipart.fileSizeThreshold());
    if (!multipart.location().isEmpty()) {
      properties.put(
          HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_MULTIPART_LOCATION, multipart.location());
    }
  }

  /**
   * Those of a filter in one of its places.
   *
   * @param ranking the higher it is, the earlier it stands in a chain
   */
  static Map<String, Object> of(WebDescriptor.Filter filter, FilterMapping mapping, int ranking) {
    Map<String, Object> properties = new TreeMap<>();
    properties.put(Constants.SERVICE_RANKING, ranking);
    properties.put(HttpWhiteboardConstants.HTTP_WHITEBOARD_FILTER_NAME, filter.name());
    if (!mapping.patterns().isEmpty()) {
      properties.put(
          HttpWhiteboardConstants.HTTP_WHITEBOARD_FILTER_PATTERN, array(mapping.patterns()));
    }
    if (!mapping.servlets().isEmpty()) {
      properties.put(
          HttpWhiteboardConstants.HTTP_WHITEBOARD_FILTER_SERVLET, array(mapping.servlets()));
    }
    properties.put(
        HttpWhiteboardConstants.HTTP_WHITEBOARD_FILTER_DISPATCHER,
        mapping.dispatchers().toArray(String[]::new));
    properties.put(HttpWhiteboardConstants.HTTP_WHITEBOARD_FILTER_ASYNC_SUPPORTED, filter.async());
    filter
        .params()
        .forEach((name, value) ->
            properties.put(
                HttpWhiteboardConstants.HTTP_WHITEBOARD_FILTER_INIT_PARAM_PREFIX + name, value));
    return properties;
  }

  /** Several values of a property. */
  static String[] array(List<String> values) {
    return values.toArray(String[]::new);
  }
}
