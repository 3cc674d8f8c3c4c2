package dev.buntime.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.plugin.Plugin;
import dev.buntime.plugins.Plugins;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.servlet.context.ServletContextHelper;

/** The servlet contexts of plugins. */
public final class PluginContextsTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final List<Dictionary<?, ?>> registered = new ArrayList<>();
  private final List<ServiceFactory<?>> factories = new ArrayList<>();
  private final Map<String, String> states = new HashMap<>();
  private PluginContexts contexts;

  @Before
  public void setUp() {
    ManagementDoor door = Fakes.door(folder.getRoot().toPath());
    ScrapeLogin scrape =
        new ScrapeLogin(Fakes.context(folder.getRoot().toPath()), Fakes.management(true));
    contexts = new PluginContexts(context(), door, new RoutePermissions(), scrape, plugins());
  }

  /** Is asked for the state of one plugin, and for nothing that costs more. */
  private Plugins plugins() {
    return Fakes.proxy(
        Plugins.class,
        (method, arguments) -> {
          assertThat(method).isEqualTo("state");
          return states.getOrDefault(String.valueOf(arguments[0]), "missing");
        });
  }

  @Test
  public void plugin_whenItComes_getsAContextOfItsName() {
    contexts.pluginComes(plugin("plugin-x"));

    assertThat(registered).hasSize(1);
    assertThat(registered.getFirst().get("osgi.http.whiteboard.context.name"))
        .isEqualTo("plugin-x");
    assertThat(registered.getFirst().get("osgi.http.whiteboard.context.path"))
        .isEqualTo("/_/plugin-x");
  }

  @Test
  public void plugin_whenItIsReplaced_keepsItsContext() {
    ServiceReference<Plugin> old = plugin("plugin-x");
    contexts.pluginComes(old);
    contexts.pluginGoes(old);
    contexts.pluginComes(plugin("plugin-x"));

    assertThat(registered).hasSize(1);
    contexts.stop();
    assertThat(registered).isEmpty();
  }

  @Test
  public void plugin_whenItHasNoNameOrOneOfTheRunners_getsNone() {
    contexts.pluginComes(plugin(null));
    contexts.pluginComes(plugin("console"));

    assertThat(registered).isEmpty();
  }

  @Test
  public void request_withoutLogin_isRefusedFirst() throws IOException {
    Fakes.Reply reply = new Fakes.Reply();

    assertThat(helper().handleSecurity(Fakes.request("GET", null), reply.response())).isFalse();
    assertThat(reply.status).isEqualTo(401);
  }

  @Test
  public void request_whenThePluginIsInForce_goesOn() throws IOException {
    states.put("plugin-x", "active");

    assertThat(answerTo(helper())).isEqualTo(200);
  }

  @Test
  public void request_whenThePluginIsGone_isAnswered404() throws IOException {
    states.put("plugin-other", "active");

    assertThat(answerTo(helper())).isEqualTo(404);
  }

  @Test
  public void request_whenThePluginIsThereButNotInForce_isAnswered503() throws IOException {
    for (String state : List.of("failed", "starting")) {
      states.put("plugin-x", state);

      assertThat(answerTo(helper())).as(state).isEqualTo(503);
    }
  }

  /** The status that the context answers with a good login, 200 if it lets the request in. */
  private int answerTo(ServletContextHelper helper) throws IOException {
    Path file = folder.getRoot().toPath().resolve("admin.password");
    new dev.buntime.credentials.PasswordFile(file).write("secret12".toCharArray());
    String basic = "Basic YWRtaW46c2VjcmV0MTI="; // admin:secret12
    Fakes.Reply reply = new Fakes.Reply();
    boolean in = helper.handleSecurity(Fakes.request("GET", basic), reply.response());
    assertThat(in).isEqualTo(reply.status == 200);
    return reply.status;
  }

  private ServletContextHelper helper() {
    contexts.pluginComes(plugin("plugin-x"));
    Bundle bundle = Fakes.proxy(Bundle.class, (method, arguments) -> null);
    return (ServletContextHelper) factories.getFirst().getService(bundle, null);
  }

  private static ServiceReference<Plugin> plugin(@Nullable String name) {
    @SuppressWarnings("unchecked")
    ServiceReference<Plugin> reference =
        Fakes.proxy(
            ServiceReference.class,
            (method, arguments) ->
                method.equals("toString")
                    ? "[" + name + "]"
                    : Plugin.NAME.equals(arguments[0]) ? name : null);
    return reference;
  }

  private BundleContext context() {
    return Fakes.proxy(
        BundleContext.class,
        (method, arguments) -> {
          Dictionary<?, ?> properties = (Dictionary<?, ?>) arguments[2];
          registered.add(properties);
          factories.add((ServiceFactory<?>) arguments[1]);
          return Fakes.proxy(
              ServiceRegistration.class,
              (unregister, none) -> {
                registered.remove(properties);
                return null;
              });
        });
  }
}
