package dev.buntime.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.Servlet;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.osgi.framework.ServiceReference;

public final class RoutePermissionsTest {
  private final RoutePermissions permissions = new RoutePermissions();

  @Test
  public void needed_whenNobodySays_isAdmin() {
    assertThat(permissions.needed(asked("GET", "/nothing"))).isEqualTo(Permission.ADMIN);
  }

  @Test
  public void needed_isWhatTheServletSays() {
    Guarded servlet = request -> Permission.TRAFFIC;
    Map<String, Object> properties =
        Map.of("osgi.http.whiteboard.servlet.pattern", new String[] {"/a", "/b/*"});
    permissions.addGuarded(servlet, properties);

    assertThat(permissions.needed(asked("GET", "/a"))).isEqualTo(Permission.TRAFFIC);
    assertThat(permissions.needed(asked("PUT", "/b"))).isEqualTo(Permission.TRAFFIC);
    assertThat(permissions.needed(asked("PUT", "/c"))).isEqualTo(Permission.ADMIN);
    permissions.removeGuarded(servlet, properties);
    assertThat(permissions.needed(asked("GET", "/a"))).isEqualTo(Permission.ADMIN);
  }

  @Test
  public void neededOf_whenTheServletSaysNothing_isAdmin() {
    assertThat(permissions.neededOf("plugin-x", asked("GET", "/keys"))).isEqualTo(Permission.ADMIN);
  }

  @Test
  public void neededOf_isWhatTheServletSaysForReadsAlone() {
    ServiceReference<Servlet> servlet = servlet("plugin-x", "/page", "read");
    permissions.addServlet(servlet);

    assertThat(permissions.neededOf("plugin-x", asked("GET", "/page"))).isEqualTo(Permission.READ);
    assertThat(permissions.neededOf("plugin-x", asked("HEAD", "/page"))).isEqualTo(Permission.READ);
    for (String method : new String[] {"POST", "PUT", "DELETE", "PATCH", "TRACE", "get"}) {
      assertThat(permissions.neededOf("plugin-x", asked(method, "/page")))
          .as(method)
          .isEqualTo(Permission.ADMIN);
    }
    assertThat(permissions.neededOf("plugin-y", asked("GET", "/page"))).isEqualTo(Permission.ADMIN);
    assertThat(permissions.neededOf("plugin-x", asked("GET", "/other")))
        .isEqualTo(Permission.ADMIN);
    permissions.removeServlet(servlet);
    assertThat(permissions.neededOf("plugin-x", asked("GET", "/page"))).isEqualTo(Permission.ADMIN);
  }

  @Test
  public void neededOf_whenSeveralSay_isTheMost() {
    permissions.addServlet(servlet("plugin-x", "/page", "read"));
    permissions.addServlet(servlet("plugin-x", "/page", "deploy"));

    assertThat(permissions.neededOf("plugin-x", asked("GET", "/page")))
        .isEqualTo(Permission.DEPLOY);
  }

  @Test
  public void neededOf_whenTheWordIsNone_isAdmin() {
    for (Object word : new Object[] {"Read", "everybody", "", 7}) {
      RoutePermissions other = new RoutePermissions();
      other.addServlet(servlet("plugin-x", "/page", word));

      assertThat(other.neededOf("plugin-x", asked("GET", "/page")))
          .as("%s", word)
          .isEqualTo(Permission.ADMIN);
    }
  }

  private static jakarta.servlet.http.HttpServletRequest asked(String method, String servlet) {
    return new Fakes.Asked(method, "/_/x").at(servlet, null).request();
  }

  private static ServiceReference<Servlet> servlet(
      String plugin, String pattern, @Nullable Object word) {
    @SuppressWarnings("unchecked")
    ServiceReference<Servlet> reference =
        Fakes.proxy(
            ServiceReference.class,
            (method, arguments) ->
                switch (method) {
                  case "equals" ->
                      pattern.equals("/page") && arguments[0].toString().equals("a servlet");
                  case "hashCode" -> 1;
                  case "toString" -> "a servlet";
                  default ->
                      switch ((String) arguments[0]) {
                        case RoutePermissions.PROPERTY -> word;
                        case "osgi.http.whiteboard.servlet.pattern" -> pattern;
                        case "osgi.http.whiteboard.context.select" ->
                            "(osgi.http.whiteboard.context.name=" + plugin + ")";
                        default -> null;
                      };
                });
    return reference;
  }
}
