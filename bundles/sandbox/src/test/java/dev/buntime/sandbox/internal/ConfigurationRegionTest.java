package dev.buntime.sandbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.dto.BundleDTO;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Who hears of a changed configuration, and what they see of it. */
public final class ConfigurationRegionTest {
  private static final String FILTER = "(service.pid=shop)";

  private final List<ComponentDescriptionDTO> components = new ArrayList<>();
  private final Map<Long, Bundle> bundles =
      Map.of(1L, app("app:shop#1"), 2L, app("app:shop#2"), 3L, Fakes.PLATFORM, 4L, Fakes.CART);
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final List<String> unregistered = new ArrayList<>();
  private final ServiceReference<ConfigurationAdmin> reference = reference(Fakes.PLATFORM);
  private final ServiceReference<ConfigurationAdmin> own = reference(Fakes.RUNNER);
  private final Configuration existing = configuration("shop", Map.of("colour", "green"));
  private final List<Configuration> more = new ArrayList<>();
  private final ConfigurationAdmin real =
      Fakes.proxy(
          ConfigurationAdmin.class,
          (method, arguments) ->
              switch (method) {
                case "listConfigurations" ->
                    Stream.concat(Stream.of(existing), more.stream()).toArray(Configuration[]::new);
                case "getConfiguration", "createFactoryConfiguration" -> existing;
                default -> throw new IllegalArgumentException(method);
              });
  private final ConfigurationRegion region =
      new ConfigurationRegion(context(), reference, runtime(), this::tell);

  public ConfigurationRegionTest() {
    region.addListener(listener("platform"), reference(Fakes.PLATFORM));
    region.addListener(listener("apps"), reference(Fakes.RUNNER));
  }

  @Test
  public void event_whenOnlyThePlatformHasThePid_goesToThePlatformOnly() {
    component(3, "optional", "shop");
    component(1, "optional", "cart");

    region.configurationEvent(updated("shop"));

    assertThat(told).containsExactly("platform hears UPDATED shop");
  }

  @Test
  public void event_whenNobodyHasThePid_goesToThePlatform() {
    region.configurationEvent(updated("shop"));

    assertThat(told).containsExactly("platform hears UPDATED shop");
  }

  @Test
  public void event_whenAppsHaveThePid_goesToEachOfThemOnce_andNotToThePlatform() {
    component(1, "optional", "shop", "more");
    component(1, "require", "shop");
    component(2, "optional", "shop");

    region.configurationEvent(updated("shop|com.acme|1.0.0"));

    assertThat(told)
        .containsExactly(
            "app:shop#1: apps hears UPDATED shop|com.acme|1.0.0",
            "app:shop#2: apps hears UPDATED shop|com.acme|1.0.0");
  }

  @Test
  public void event_whenBothHaveThePid_goesToBoth() {
    component(1, "optional", "shop");
    component(3, "optional", "shop");

    region.configurationEvent(updated("shop"));

    assertThat(told)
        .containsExactly("platform hears UPDATED shop", "app:shop#1: apps hears UPDATED shop");
  }

  @Test
  public void event_whenTheComponentIgnoresConfigurations_isNotForIt() {
    component(1, "ignore", "shop");

    region.configurationEvent(updated("shop"));

    assertThat(told).containsExactly("platform hears UPDATED shop");
  }

  @Test
  public void event_ofAFactory_isForThoseWhoHaveTheFactoryPid() {
    component(1, "require", "shop");

    region.configurationEvent(
        new ConfigurationEvent(reference, ConfigurationEvent.CM_UPDATED, "shop", "shop~1"));

    assertThat(told).containsExactly("app:shop#1: apps hears UPDATED shop~1");
  }

  @Test
  public void deletion_isSeenByTheAppThatIsToldOnly_asAConfigurationOfNobody() {
    component(1, "optional", "shop");
    component(2, "optional", "shop");

    region.configurationEvent(
        new ConfigurationEvent(reference, ConfigurationEvent.CM_DELETED, null, "shop"));

    assertThat(told)
        .containsExactly(
            "app:shop#1: apps hears MOVED shop, seen at deleted",
            "app:shop#2: apps hears MOVED shop, seen at deleted");
  }

  @Test
  public void admin_outsideOfATurn_isTheRealOne() throws Exception {
    ConfigurationAdmin face = face(1L);

    assertThat(face.listConfigurations(FILTER)).containsExactly(existing);
    assertThat(face.getConfiguration("shop")).isSameAs(existing);
    assertThat(face).isEqualTo(face(1L)).isNotEqualTo(face(2L)).hasSameHashCodeAs(face(1L));
  }

  @Test
  public void admin_hasNoConfigurationsOfTheRunner_ofPlugins_andOfOtherApps() throws Exception {
    component(3, "optional", "platform");
    component(4, "optional", "cart");
    component(1, "optional", "both");
    component(4, "optional", "both");
    component(1, "require", "taken");
    component(3, "require", "taken");
    List<String> others =
        List.of("platform", "cart", "taken", "dev.buntime.server", "org.apache.felix.http");
    others.forEach(pid -> more.add(configuration(pid, Map.of())));
    more.add(configuration("plugin-a", Map.of("buntime.origin", "file")));
    ConfigurationAdmin face = face(1L);

    assertThat(face.listConfigurations("(service.pid=*)")).containsExactly(existing);
    for (String pid : others) {
      assertThatThrownBy(() -> face.getConfiguration(pid, "?"))
          .as(pid)
          .isInstanceOf(SecurityException.class)
          .hasMessage("shop may not have the configuration " + pid + ": it is not its own");
      assertThatThrownBy(() -> face.createFactoryConfiguration(pid))
          .as(pid)
          .isInstanceOf(SecurityException.class);
    }
    assertThat(face.getConfiguration("both")).isSameAs(existing);
    assertThat(face.getConfiguration("new")).isSameAs(existing);
    more.clear();
    more.add(configuration("both", Map.of()));
    assertThat(face.listConfigurations(null)).hasSize(2);
  }

  @Test
  public void admin_whileAnotherAppIsTold_showsNothing() {
    ConfigurationAdmin one = face(1L);
    ConfigurationAdmin two = face(2L);

    new AppConfigurationAdmin.Turn(bundle(1L), null)
        .run(() -> {
          assertThat(list(one, FILTER)).containsExactly(existing);
          assertThat(list(two, FILTER)).isNull();
        });
  }

  @Test
  public void admin_whileItsAppIsToldOfADeletion_hasTheOthers() {
    ConfigurationAdmin one = face(1L);

    new AppConfigurationAdmin.Turn(bundle(1L), "shop")
        .run(() -> {
          Configuration gone = Objects.requireNonNull(list(one, FILTER))[0];
          assertThat(gone.getPid()).isEqualTo("shop");
          assertThat(gone.getChangeCount()).isZero();
          assertThat(gone.getProperties().isEmpty()).isTrue();
          assertThatThrownBy(gone::getFactoryPid)
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("deleted");
          assertThat(list(one, "(service.pid=shop*)")).containsExactly(existing);
        });
  }

  @Test
  public void admin_ofABundleThatIsNoApp_hasNothing() throws Exception {
    ConfigurationAdmin face = face(3L);

    assertThat(face.listConfigurations(FILTER)).isNull();
    assertThat(face.toString()).contains("AppConfigurationAdmin");
    assertThat(face).hasSameHashCodeAs(face(3L));
    assertThatThrownBy(() -> face.getConfiguration("shop"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  public void stop_takesTheRegionAway_andRemovedListenersHearNothing() {
    ConfigurationListener late = listener("late");
    region.addListener(late, reference(Fakes.PLATFORM));
    region.removeListener(late);

    region.configurationEvent(updated("shop"));
    region.ungetService(bundle(1L), registration(), face(1L));
    region.stop();

    assertThat(told).containsExactly("platform hears UPDATED shop");
    assertThat(unregistered).containsExactly("ungetService", "unregister");
  }

  private void tell(Bundle app, Runnable news) {
    int before = told.size();
    news.run();
    for (int i = before; i < told.size(); i++) {
      told.set(i, app.getLocation() + ": " + told.get(i));
    }
  }

  /** What Declarative Services registers; it asks for the configuration of each app. */
  private ConfigurationListener listener(String name) {
    return event -> {
      String seen = "";
      if (event.getType() == ConfigurationEvent.CM_LOCATION_CHANGED) {
        for (long id : List.of(1L, 2L, 3L)) {
          Configuration[] found = list(face(id), FILTER);
          seen += found == null ? "" : ", seen at " + found[0].getBundleLocation();
        }
        assertThat(event.getReference()).isEqualTo(own);
      }
      told.add(
          name
              + " hears "
              + (event.getType() == ConfigurationEvent.CM_UPDATED ? "UPDATED " : "MOVED ")
              + event.getPid()
              + seen);
    };
  }

  private static Configuration @Nullable [] list(ConfigurationAdmin face, String filter) {
    try {
      return face.listConfigurations(filter);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private ConfigurationAdmin face(long id) {
    return region.getService(bundle(id), registration());
  }

  private Bundle bundle(long id) {
    return Objects.requireNonNull(bundles.get(id));
  }

  private ConfigurationEvent updated(String pid) {
    return new ConfigurationEvent(reference, ConfigurationEvent.CM_UPDATED, null, pid);
  }

  private void component(long bundle, String policy, String... pids) {
    ComponentDescriptionDTO component = new ComponentDescriptionDTO();
    component.bundle = new BundleDTO();
    component.bundle.id = bundle;
    component.configurationPolicy = policy;
    component.configurationPid = pids;
    components.add(component);
  }

  private ServiceComponentRuntime runtime() {
    return Fakes.proxy(
        ServiceComponentRuntime.class, (method, arguments) -> List.copyOf(components));
  }

  private BundleContext context() {
    return Fakes.proxy(
        BundleContext.class,
        (method, arguments) ->
            switch (method) {
              case "getBundle" -> arguments.length == 0 ? Fakes.RUNNER : bundles.get(arguments[0]);
              case "registerService" -> registration();
              default -> throw new UnsupportedOperationException(method + Arrays.asList(arguments));
            });
  }

  private Bundle app(String location) {
    BundleContext context =
        Fakes.proxy(
            BundleContext.class,
            (method, arguments) -> {
              if (method.equals("getService")) {
                return real;
              }
              unregistered.add(method);
              return true;
            });
    return Fakes.proxy(
        Bundle.class,
        (method, arguments) ->
            switch (method) {
              case "getLocation" -> location;
              case "getSymbolicName" -> "shop";
              default -> context;
            });
  }

  private static Configuration configuration(String pid, Map<String, Object> properties) {
    return Fakes.proxy(
        Configuration.class,
        (method, arguments) ->
            switch (method) {
              case "getPid" -> pid;
              case "getProperties" -> FrameworkUtil.asDictionary(properties);
              default -> null;
            });
  }

  @SuppressWarnings("unchecked")
  private static <T> ServiceReference<T> reference(Bundle owner) {
    return (ServiceReference<T>) Fakes.service(owner, "org.osgi.service.cm.ConfigurationListener");
  }

  @SuppressWarnings("unchecked")
  private <T> ServiceRegistration<T> registration() {
    return Fakes.proxy(
        ServiceRegistration.class,
        (method, arguments) -> {
          if (method.equals("getReference")) {
            return own;
          }
          unregistered.add(method);
          return null;
        });
  }
}
