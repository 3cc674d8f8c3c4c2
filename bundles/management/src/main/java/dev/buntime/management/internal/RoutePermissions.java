package dev.buntime.management.internal;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What requests need, as the servlets say for which they are: those of the runner by {@link
 * Guarded}, those of plugins by the service property {@value #PROPERTY}. What nobody says of needs
 * {@link Permission#ADMIN}. Thread-safe; a request takes no lock.
 */
@Component(service = RoutePermissions.class)
public final class RoutePermissions {
  /** Service property of a servlet of a plugin: what it takes to look at its pages. */
  static final String PROPERTY = "buntime.permission";

  private static final Logger log = LoggerFactory.getLogger(RoutePermissions.class);
  private static final String PATTERN = "osgi.http.whiteboard.servlet.pattern";
  private static final String SELECT = "osgi.http.whiteboard.context.select";

  private final Map<String, Guarded> own = new ConcurrentHashMap<>();
  private final List<ServiceReference<Servlet>> ofPlugins = new CopyOnWriteArrayList<>();

  /** A servlet of the runner comes. */
  @Reference(
      service = Guarded.class,
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void addGuarded(Guarded servlet, Map<String, Object> properties) {
    paths(properties.get(PATTERN)).forEach(path -> own.put(path, servlet));
  }

  void removeGuarded(Guarded servlet, Map<String, Object> properties) {
    paths(properties.get(PATTERN)).forEach(path -> own.remove(path, servlet));
  }

  /** A servlet of a plugin comes that says what it takes. */
  @Reference(
      service = Servlet.class,
      target = "(" + PROPERTY + "=*)",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void addServlet(ServiceReference<Servlet> servlet) {
    ofPlugins.add(servlet);
    if (word(servlet).isEmpty()) {
      log.warn(
          "{} of {} is {}, which is no permission, so admins alone may look: use one of {}",
          PROPERTY,
          servlet,
          servlet.getProperty(PROPERTY),
          Arrays.stream(Permission.values()).map(Permission::word).toList());
    }
  }

  void removeServlet(ServiceReference<Servlet> servlet) {
    ofPlugins.remove(servlet);
  }

  /** What a request to the management API needs. */
  Permission needed(HttpServletRequest request) {
    Guarded servlet = own.get(request.getServletPath());
    return servlet == null ? Permission.ADMIN : servlet.needed(request);
  }

  /**
   * What a request to a route of a plugin needs: to look what its servlet says, to change something
   * always {@link Permission#ADMIN}. If several servlets claim the path, the most counts.
   */
  Permission neededOf(String plugin, HttpServletRequest request) {
    if (!Guarded.isRead(request)) {
      return Permission.ADMIN;
    }
    return ofPlugins.stream()
        .filter(each -> isIn(plugin, each.getProperty(SELECT)))
        .filter(each -> paths(each.getProperty(PATTERN)).anyMatch(request.getServletPath()::equals))
        .map(each -> word(each).orElse(Permission.ADMIN))
        .max(Comparator.naturalOrder())
        .orElse(Permission.ADMIN);
  }

  private static Optional<Permission> word(ServiceReference<Servlet> servlet) {
    return Arrays.stream(Permission.values())
        .filter(each -> each.word().equals(servlet.getProperty(PROPERTY)))
        .findFirst();
  }

  private static boolean isIn(String plugin, @Nullable Object select) {
    try {
      return select instanceof String filter
          && FrameworkUtil.createFilter(filter)
              .matches(
                  Map.of(
                      "osgi.http.whiteboard.context.name",
                      plugin,
                      "osgi.http.whiteboard.context.path",
                      "/_/" + plugin));
    } catch (InvalidSyntaxException _) {
      return false; // Felix HTTP does not take it either
    }
  }

  /** What the container says is the path of the servlet, for each of its patterns. */
  private static Stream<String> paths(@Nullable Object patterns) {
    Stream<String> all =
        switch (patterns) {
          case String one -> Stream.of(one);
          case String[] several -> Arrays.stream(several);
          case null, default -> Stream.empty();
        };
    return all.map(pattern -> Objects.requireNonNull(pattern).replaceFirst("/\\*$", ""));
  }
}
