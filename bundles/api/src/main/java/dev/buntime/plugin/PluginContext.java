package dev.buntime.plugin;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** What a plugin is told when it begins. */
@ProviderType
public interface PluginContext {

  /** The name under which the plugin is in force. */
  String name();

  /**
   * The options of the plugin as ConfigAdmin has them under the plugin's name; empty if there are
   * none. A component gets the same, typed, by its {@code @Activate} method.
   *
   * <p>Texts, truth values and numbers ({@code Long} or {@code Double}) are what they are in {@code
   * buntime.jsonc}, and so are arrays of one of them. Members of an object have its key and a dot
   * before their own: {@code cache.ttl}. Each object in a list is a text of JSON.
   */
  Map<String, Object> options();

  /**
   * What the runner is used for: {@code development}, {@code staging}, {@code production}, {@code
   * test}.
   */
  String mode();

  /** Version of the runner. */
  String runnerVersion();
}
