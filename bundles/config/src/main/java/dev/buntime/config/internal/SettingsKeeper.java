package dev.buntime.config.internal;

import dev.buntime.settings.SettingsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.SynchronousConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.MetaTypeService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the settings into ConfigAdmin, and keeps them there what the sources say: it follows {@code
 * buntime.jsonc}, and it hears of every edit before the editor is told that it was done.
 *
 * <p>Settings that cannot be used stop the start: the launcher is told by a service with the
 * properties {@code buntime.startup=refused} and {@code buntime.reason}. Later they are refused as
 * a whole and what was stays in force; {@link #refusal} says so.
 */
@Component(
    immediate = true,
    service = {SynchronousConfigurationListener.class, SettingsKeeper.class})
public final class SettingsKeeper implements SynchronousConfigurationListener {
  private static final Logger log = LoggerFactory.getLogger(SettingsKeeper.class);

  private final Configurations configurations;
  private final Keeper keeper;
  private final Reload reload;
  private final @Nullable ConfigThread thread;
  private final @Nullable ServiceRegistration<Object> refused;

  /** Made by Declarative Services. */
  @Activate
  public SettingsKeeper(
      BundleContext context,
      @Reference ConfigurationAdmin admin,
      @Reference MetaTypeService descriptions)
      throws IOException {
    Start start = Start.of(context);
    Map<String, String> environment = System.getenv();
    Content first = Content.of(start.file());
    configurations = new Configurations(admin);
    keeper = new Keeper(start, configurations, new Descriptions(context::getBundles, descriptions));
    reload = new Reload(start, keeper, environment);
    ConfigThread follow = null;
    ServiceRegistration<Object> refusal = null;
    try {
      keeper.begin(first.parse(start.file(), environment));
      HealthServlets.configure(configurations);
      follow = ConfigThread.follow(start.file(), first, reload);
    } catch (SettingsException e) {
      refusal = refuseStart(context, e);
    }
    thread = follow;
    refused = refusal;
  }

  private static ServiceRegistration<Object> refuseStart(
      BundleContext context, SettingsException reason) {
    return context.registerService(
        Object.class,
        new Object(),
        FrameworkUtil.asDictionary(
            Map.of(
                "buntime.startup",
                "refused",
                "buntime.reason",
                String.valueOf(reason.getMessage()))));
  }

  /** Why what is in the file is not in force; empty if it is. */
  Optional<String> refusal() {
    return reload.refusal();
  }

  /**
   * Why an edit would be put back, in words; empty if it would not.
   *
   * @param edited what the configuration would be
   */
  List<String> objections(String pid, SortedMap<String, Object> edited) {
    List<String> objections = new ArrayList<>();
    if (thread != null) {
      thread.perform(() -> objections.addAll(keeper.objections(pid, edited)));
    }
    return objections;
  }

  @Override
  public void configurationEvent(ConfigurationEvent event) {
    if (thread == null || thread.isCurrent() || event.getFactoryPid() != null) {
      return;
    }
    String pid = event.getPid();
    try {
      // Now: what is there later may be what this room has made of it.
      Wanted base = keeper.written();
      Optional<SortedMap<String, Object>> found =
          event.getType() == ConfigurationEvent.CM_DELETED
              ? Optional.empty()
              : configurations.read(pid);
      thread.perform(() -> keeper.edited(pid, base, found));
    } catch (IOException e) {
      log.error("the configuration {} was edited and cannot be read", pid, e);
    }
  }

  @Deactivate
  void stop() {
    if (thread != null) {
      thread.close();
    }
    if (refused != null) {
      refused.unregister();
    }
  }
}
