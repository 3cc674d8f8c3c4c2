package dev.buntime.config.internal;

import dev.buntime.credentials.ConfigurationSecrets;
import dev.buntime.credentials.SecretNames;
import dev.buntime.log.RunnerLog;
import dev.buntime.settings.PropertyValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.dto.FrameworkDTO;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.SynchronousConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.metatype.MetaTypeService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the secrets of the runner's configurations and of those of plugins, as ConfigAdmin has them
 * at this moment. Those of apps are masked where they are called a secret, and nowhere else: or an
 * app could have anything masked everywhere. The log hears of them before whoever is configured
 * with them. Thread-safe.
 */
@Component(
    immediate = true,
    service = {
      SynchronousConfigurationListener.class,
      ConfigurationSecrets.class,
      SecretKeeper.class
    })
public final class SecretKeeper implements SynchronousConfigurationListener, ConfigurationSecrets {
  private static final Logger log = LoggerFactory.getLogger(SecretKeeper.class);

  /** Owner of those that no configuration decides; no PID has a blank. */
  private static final String OTHERS = "the framework, Java and the environment";

  /** Variables in which shells say where they are (POSIX), whatever their names sound like. */
  private static final Set<String> FOLDERS = Set.of("PWD", "OLDPWD");

  private final Configurations configurations;
  private final DescribedPasswords passwords;
  private final BundleContext context;

  /** The launcher offers it before anything else starts; there is none without the launcher. */
  private final @Nullable RunnerLog runnerLog;

  /** Those that no configuration decides. */
  private final Set<String> others;

  /** How often something has changed. */
  private final AtomicLong changes = new AtomicLong();

  private volatile Found found; // replaced whole

  /**
   * What was there once.
   *
   * @param changes of which it knows
   */
  private record Found(long changes, KnownSecrets secrets) {}

  /** Made by Declarative Services. */
  @Activate
  public SecretKeeper(
      BundleContext context,
      @Reference ConfigurationAdmin admin,
      @Reference MetaTypeService descriptions,
      @Reference(cardinality = ReferenceCardinality.OPTIONAL) @Nullable RunnerLog runnerLog)
      throws IOException, InvalidSyntaxException {
    this.configurations = new Configurations(admin);
    this.context = context;
    this.passwords = new DescribedPasswords(context::getBundles, descriptions);
    context.addBundleListener(passwords);
    context.addServiceListener(passwords, DescribedPasswords.DESCRIBERS);
    this.runnerLog = runnerLog;
    this.others = others(context);
    Map<String, Set<String>> secrets = collect();
    secrets.forEach(this::conceal);
    found = new Found(0, known(secrets));
  }

  @Deactivate
  void stop() {
    context.removeBundleListener(passwords);
    context.removeServiceListener(passwords);
  }

  private static Set<String> others(BundleContext context) {
    Set<String> others = new HashSet<>();
    addNamed(context.getBundle(Constants.SYSTEM_BUNDLE_ID).adapt(FrameworkDTO.class), others);
    addNamed(System.getProperties(), others);
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.keySet().removeAll(FOLDERS);
    addNamed(environment, others);
    return others;
  }

  private static void addNamed(@Nullable FrameworkDTO framework, Set<String> secrets) {
    if (framework != null) {
      addNamed(framework.properties, secrets);
    }
  }

  private static void addNamed(Map<?, ?> properties, Set<String> secrets) {
    properties.forEach((name, value) -> {
      if (value instanceof String text && SecretNames.isSecret(name.toString())) {
        secrets.add(text);
      }
    });
  }

  /** All, by their owner. */
  private Map<String, Set<String>> collect() throws IOException {
    Map<String, Set<String>> secrets = new HashMap<>();
    secrets.put(OTHERS, others);
    configurations.readKept().forEach((pid, properties) -> secrets.put(pid, of(pid, properties)));
    return secrets;
  }

  private static KnownSecrets known(Map<String, Set<String>> secrets) {
    return new KnownSecrets(
        secrets.values().stream().flatMap(Set::stream).collect(Collectors.toSet()));
  }

  private Set<String> of(String pid, SortedMap<String, Object> properties) {
    Set<String> secrets = new HashSet<>();
    properties.forEach((name, value) -> addAll(isSecret(pid, name), value, secrets));
    return secrets;
  }

  private static void addAll(boolean isSecret, Object value, Set<String> secrets) {
    switch (value) {
      case List<?> list ->
          IntStream.range(0, list.size())
              .forEach(
                  i -> addAll(isSecret || SecretValue.isFlagged(list, i), list.get(i), secrets));
      case Boolean _ -> {}
      case Object _ when isSecret -> secrets.add(value.toString());
      case String text -> SecretJson.eachSecret(text, secrets::add);
      case Object _ -> {}
    }
  }

  private boolean isSecret(String pid, String name) {
    return SecretNames.isSecret(name) || passwords.contains(pid, name);
  }

  @Override
  public void configurationEvent(ConfigurationEvent event) {
    changes.incrementAndGet();
    if (event.getType() == ConfigurationEvent.CM_LOCATION_CHANGED) {
      return;
    }
    long seen;
    do { // whoever has changed it meanwhile may have told the log first
      seen = changes.get();
      concealNow(event.getPid());
    } while (seen != changes.get());
  }

  private void concealNow(String pid) {
    try {
      conceal(
          pid,
          configurations
              .read(pid)
              .filter(properties -> properties.containsKey(OriginLines.PROPERTY))
              .map(properties -> of(pid, properties))
              .orElse(Set.of()));
    } catch (IOException e) {
      log.error("The configuration {} cannot be read: its secrets may be in the log", pid, e);
    }
  }

  private void conceal(String owner, Set<String> secrets) {
    if (runnerLog != null) {
      runnerLog.conceal(owner, secrets);
    }
  }

  private KnownSecrets known() {
    Found present = found;
    long now = changes.get(); // what changes while it is being looked for is looked for again
    if (present.changes() != now) {
      try {
        present = new Found(now, known(collect()));
      } catch (IOException e) {
        throw new UncheckedIOException("it cannot be found out what is a secret", e);
      }
      found = present;
    }
    return present.secrets();
  }

  @Override
  public Object masked(String pid, String name, Object value) {
    return value(pid, name).masked(PropertyValues.normal(name, value));
  }

  /**
   * The value of a form that was made with masks.
   *
   * @param value in few types
   * @return the value with what was there in place of the masks; empty if nobody knows what that is
   */
  Optional<Object> restored(String pid, String name, Object value) throws IOException {
    @Nullable Object stored =
        configurations.read(pid).map(properties -> properties.get(name)).orElse(null);
    return value(pid, name).restored(value, stored);
  }

  private SecretValue value(String pid, String name) {
    return new SecretValue(isSecret(pid, name), this::masked);
  }

  @Override
  public String masked(String text) {
    return known().masked(text);
  }

  @Override
  public int longest() {
    return known().longest();
  }
}
