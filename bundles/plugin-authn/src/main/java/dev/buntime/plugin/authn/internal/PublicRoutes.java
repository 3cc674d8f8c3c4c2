package dev.buntime.plugin.authn.internal;

import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Member;
import dev.buntime.jsonc.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Routes of apps for which nobody needs a credential. Immutable. */
final class PublicRoutes {
  /** There is none. */
  static final PublicRoutes NONE = new PublicRoutes(Map.of());

  private final Map<String, List<PublicRoute>> byApp;

  private PublicRoutes(Map<String, List<PublicRoute>> byApp) {
    this.byApp = Map.copyOf(byApp);
  }

  /** Reads the option. */
  static PublicRoutes read(Setting setting) throws JsoncException {
    Map<String, List<PublicRoute>> byApp = new HashMap<>();
    for (Member app : setting.members("an object with names of apps")) {
      List<PublicRoute> routes = new ArrayList<>();
      for (Setting route : app.setting().items("a list of routes")) {
        routes.add(PublicRoute.read(route));
      }
      byApp.put(app.key(), List.copyOf(routes));
    }
    return new PublicRoutes(byApp);
  }

  /**
   * Whether a request is for one of them.
   *
   * @param path inside the app: empty, or beginning with a slash
   */
  boolean has(String app, String method, String path) {
    String inside = path.isEmpty() ? "/" : path;
    return byApp.getOrDefault(app, List.of()).stream()
        .anyMatch(route -> route.matches(method, inside));
  }
}
