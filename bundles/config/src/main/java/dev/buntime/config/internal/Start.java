package dev.buntime.config.internal;

import dev.buntime.settings.Given;
import dev.buntime.settings.Key;
import dev.buntime.settings.RunnerSettings.Entry;
import dev.buntime.settings.SettingsFile;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/**
 * What the launcher has decided, and nothing can change until the runner is started again.
 *
 * @param home folder of the distribution
 * @param file where {@code buntime.jsonc} is, or would be
 * @param data the data folder
 * @param given values of the command line and of the environment
 * @param fixed values in force of keys that take effect at a start
 */
record Start(Path home, Path file, Path data, Map<Key, Given> given, Map<Key, Object> fixed) {
  /** Prefix of the framework properties that say what was given for a key. */
  static final String GIVEN = "buntime.given.";

  /** Prefix of the framework properties that say with what the runner was started. */
  private static final String FIXED = "buntime.fixed.";

  /** Copies the maps. */
  Start {
    given = Map.copyOf(given);
    fixed = Map.copyOf(fixed);
  }

  /** Reads the framework's properties. */
  static Start of(BundleContext context) {
    Map<Key, Given> given = new EnumMap<>(Key.class);
    Map<Key, Object> fixed = new EnumMap<>(Key.class);
    for (Key key : Key.values()) {
      String formatted = context.getProperty(GIVEN + key.path());
      if (formatted != null) {
        given.put(key, Given.parse(formatted));
      }
      Object value = fixed(key, context);
      if (value != null) {
        fixed.put(key, value);
      }
    }
    return new Start(
        folder(context, "buntime.home"),
        folder(context, "buntime.config").resolve(SettingsFile.NAME),
        folder(context, "buntime.data"),
        given,
        fixed);
  }

  private static @Nullable Object fixed(Key key, BundleContext context) {
    return switch (key) {
      case APPS_DIR -> context.getProperty("buntime.apps");
      case PLUGINS_DIR -> context.getProperty("buntime.plugins");
      case HOST -> context.getProperty("org.apache.felix.http.host");
      case PORT -> number(context.getProperty("org.osgi.service.http.port"));
      case TLS_CERTIFICATE, TLS_KEY, TLS_KEYSTORE, TLS_PASSWORD_FILE, MANAGEMENT_HOST ->
          context.getProperty(FIXED + key.path());
      case MANAGEMENT_PORT -> number(context.getProperty(FIXED + key.path()));
      case LOG_FILE_SIZE, LOG_FILE_TOTAL -> whole(context.getProperty(FIXED + key.path()));
      case LOG_FILE_DAYS -> number(context.getProperty(FIXED + key.path()));
      default -> null;
    };
  }

  private static @Nullable Long whole(@Nullable String text) {
    return text == null ? null : Long.valueOf(text);
  }

  private static @Nullable Integer number(@Nullable String text) {
    return text == null ? null : Integer.valueOf(text);
  }

  private static Path folder(BundleContext context, String property) {
    return Path.of(
        Objects.requireNonNull(
            context.getProperty(property),
            () -> "the framework property " + property + " is not set"));
  }

  /** The value in force. */
  Object inForce(Key key, Entry entry) {
    return fixed.getOrDefault(key, entry.value());
  }

  /** Whether the value has to wait for the next start. Any free port is what port 0 asks for. */
  boolean isPending(Key key, Entry entry) {
    boolean anyPort = key == Key.PORT && entry.value().equals(0);
    return !anyPort && !entry.value().equals(inForce(key, entry));
  }
}
