package dev.buntime.config.internal;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Felix Health Checks answer at {@code /_/health/<tag>}, in JSON unless asked otherwise. */
final class HealthServlets {
  private static final String FACTORY =
      "org.apache.felix.hc.core.impl.servlet.HealthCheckExecutorServlet";

  private HealthServlets() {}

  /** Has a servlet made for each tag. */
  static void configure(Configurations configurations) throws IOException {
    for (String tag : List.of("live", "ready")) {
      configurations.writeFactory(FACTORY, tag, properties(tag));
    }
  }

  private static Map<String, Object> properties(String tag) {
    return Map.of(
        "servletContextName",
        "dev.buntime.health",
        "servletPath",
        "/" + tag,
        "tags",
        new String[] {tag},
        "format",
        "json",
        "cors.accessControlAllowOrigin",
        "",
        "disable.request.configuration",
        true);
  }
}
