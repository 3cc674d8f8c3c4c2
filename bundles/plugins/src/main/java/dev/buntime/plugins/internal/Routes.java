package dev.buntime.plugins.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.servlet.runtime.HttpServiceRuntime;
import org.osgi.service.servlet.runtime.dto.ServletContextDTO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The paths of servlets and resources in the servlet contexts of plugins. */
final class Routes {
  private static final Logger log = LoggerFactory.getLogger(Routes.class);

  private Routes() {}

  /**
   * The paths below which something answers, by the name of the servlet context. A snapshot.
   *
   * @param http null if nobody serves
   */
  static Map<String, List<String>> of(@Nullable HttpServiceRuntime http) {
    Map<String, List<String>> routes = new TreeMap<>();
    for (ServletContextDTO context : contexts(http)) {
      routes.put(context.name, paths(context));
    }
    return routes;
  }

  private static ServletContextDTO[] contexts(@Nullable HttpServiceRuntime http) {
    if (http != null) {
      try {
        return http.getRuntimeDTO().servletContextDTOs;
      } catch (IllegalStateException e) {
        log.debug("Felix HTTP stops or begins anew at this moment; nobody serves", e);
      }
    }
    return new ServletContextDTO[0];
  }

  private static List<String> paths(ServletContextDTO context) {
    Stream<String> patterns =
        Stream.concat(
            Arrays.stream(context.servletDTOs).flatMap(servlet -> Arrays.stream(servlet.patterns)),
            Arrays.stream(context.resourceDTOs)
                .flatMap(resource -> Arrays.stream(resource.patterns)));
    return List.copyOf(
        new TreeSet<>(patterns.map(pattern -> context.contextPath + pattern).toList()));
  }
}
