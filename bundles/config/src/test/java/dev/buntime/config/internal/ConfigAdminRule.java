package dev.buntime.config.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.log.RunnerLog;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.felix.cm.PersistenceManager;
import org.apache.felix.framework.FrameworkFactory;
import org.jspecify.annotations.Nullable;
import org.junit.rules.ExternalResource;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.SynchronousConfigurationListener;

/**
 * A runner as far as settings go: a framework with Felix' ConfigAdmin, the folders of a
 * distribution, and the component under test, which can be started again.
 */
final class ConfigAdminRule extends ExternalResource {
  private final TemporaryFolder root = new TemporaryFolder();
  private final Map<String, String> given = new HashMap<>();
  private final Map<String, Set<String>> concealed = new ConcurrentHashMap<>();
  private @Nullable Framework framework;
  private @Nullable SettingsKeeper keeper;
  private @Nullable ServiceRegistration<?> listening;

  @Override
  protected void before() throws IOException {
    root.create();
    for (String name : new String[] {"apps-repo", "plugins", "config", "data"}) {
      Files.createDirectory(path(name));
    }
  }

  @Override
  protected void after() {
    stop();
    root.delete();
  }

  /** Gives a value as the command line or the environment would, from the next start on. */
  void give(String key, String formatted) {
    given.put(Start.GIVEN + key, formatted);
  }

  /** Writes the file, without care for who reads it meanwhile. */
  void write(String text) {
    try {
      Files.writeString(file(), text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Starts framework, ConfigAdmin and the component. */
  void start() throws BundleException, IOException {
    Map<String, String> properties = new HashMap<>(given);
    properties.put(Constants.FRAMEWORK_STORAGE, path("cache").toString());
    properties.put(
        Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
    properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, "org.osgi.service.cm;version=1.6");
    properties.put("felix.cm.dir", path("data/configurations").toString());
    properties.put("buntime.home", path("").toString());
    properties.put("buntime.config", path("config").toString());
    properties.put("buntime.data", path("data").toString());
    properties.put("buntime.apps", path("apps-repo").toString());
    properties.put("buntime.plugins", path("plugins").toString());
    properties.put("org.apache.felix.http.host", "127.0.0.1");
    properties.put("org.osgi.service.http.port", "8000");
    Framework started = new FrameworkFactory().newFramework(properties);
    started.start();
    framework = started;
    File jar =
        new File(
            PersistenceManager.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    context().installBundle("reference:" + jar.toURI()).start();
    startKeeper();
  }

  /** Starts the component alone. */
  void startKeeper() throws IOException {
    SettingsKeeper made = new SettingsKeeper(context(), admin(), FakeMetatypes.service());
    keeper = made;
    listening = context().registerService(SynchronousConfigurationListener.class, made, null);
  }

  /** Stops the component alone. */
  void stopKeeper() {
    if (listening != null) {
      listening.unregister();
      listening = null;
    }
    if (keeper != null) {
      keeper.stop();
      keeper = null;
    }
  }

  /** Stops what runs. */
  void stop() {
    stopKeeper();
    Framework running = framework;
    framework = null;
    if (running == null) {
      return;
    }
    try {
      running.stop();
      running.waitForStop(0);
    } catch (BundleException e) {
      throw new AssertionError(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops and starts all. */
  void restart() throws BundleException, IOException {
    stop();
    start();
  }

  SettingsKeeper keeper() {
    return Objects.requireNonNull(keeper);
  }

  /** What knows the secrets of all configurations; tells {@link #concealed} of them. */
  SecretKeeper secrets() throws IOException, InvalidSyntaxException {
    RunnerLog log =
        FakeMetatypes.proxy(
            RunnerLog.class,
            (method, arguments) -> {
              Set<String> now = new HashSet<>();
              ((Collection<?>) arguments[1]).forEach(each -> now.add(each.toString()));
              concealed.put(arguments[0].toString(), now);
              return "";
            });
    SecretKeeper made = new SecretKeeper(context(), admin(), FakeMetatypes.service(), log);
    var _ = context().registerService(SynchronousConfigurationListener.class, made, null);
    return made;
  }

  /** Secrets that the log has been told of last, of all that have some. */
  Set<String> concealed() {
    return concealed.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
  }

  Path file() {
    return path("config/buntime.jsonc");
  }

  Path path(String name) {
    return root.getRoot().toPath().resolve(name);
  }

  BundleContext context() {
    return Objects.requireNonNull(framework).getBundleContext();
  }

  ConfigurationAdmin admin() {
    var reference = Objects.requireNonNull(context().getServiceReference(ConfigurationAdmin.class));
    return Objects.requireNonNull(context().getService(reference));
  }

  /** Properties of a configuration, arrays as lists; empty if there is none. */
  Map<String, Object> properties(String pid) {
    try {
      Configuration @Nullable [] found = admin().listConfigurations("(service.pid=" + pid + ")");
      if (found == null) {
        return Map.of();
      }
      Map<String, Object> properties = new TreeMap<>();
      Dictionary<String, Object> read = found[0].getProperties();
      for (String name : Collections.list(read.keys())) {
        Object value = read.get(name);
        properties.put(name, value instanceof Object[] array ? Arrays.asList(array) : value);
      }
      return properties;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** The lines that say where the values of a PID come from. */
  Object origin(String pid) {
    return properties(pid).getOrDefault(OriginLines.PROPERTY, "none");
  }

  /** Edits a configuration as the web console does: takes what is there and changes a property. */
  void edit(String pid, String name, Object value) {
    try {
      Configuration configuration = admin().getConfiguration(pid, "?");
      Map<String, Object> properties = new TreeMap<>();
      Dictionary<String, Object> read = configuration.getProperties();
      if (read != null) {
        Collections.list(read.keys()).forEach(key -> properties.put(key, read.get(key)));
      }
      properties.put(name, value);
      configuration.update(FrameworkUtil.asDictionary(properties));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Deletes a configuration as the web console does. */
  void delete(String pid) throws IOException {
    admin().getConfiguration(pid, "?").delete();
  }

  /** What is kept of edits. */
  String overrides() throws IOException {
    Path kept = path("data/console.json");
    return Files.exists(kept) ? Files.readString(kept).replaceAll("\\s", "") : "";
  }

  void assertProperty(String pid, String name, Object value) {
    assertThat(properties(pid)).containsEntry(name, value);
  }
}
