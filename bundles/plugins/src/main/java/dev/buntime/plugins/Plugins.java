package dev.buntime.plugins;

import dev.buntime.runtime.dto.PluginDTO;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The plugins in force. Thread-safe; no method but {@link #stop} waits. */
@ProviderType
public interface Plugins {

  /**
   * Takes a request in, which then passes the plugins that are in force at this moment, whatever
   * becomes of them later.
   *
   * @return {@link Passage#NONE} if there are none
   */
  Passage enter();

  /** Whether a plugin of this name is in force. */
  boolean isInForce(String name);

  /** Names of the plugins in force that have failed and let nobody pass. */
  List<String> failed();

  /** How a plugin of this name is, with the words of {@link PluginDTO#state}. */
  String state(String name);

  /** Whether whoever calls may see what goes on inside: the runner is in mode development. */
  boolean isDevelopment();

  /**
   * Ends all plugins, the last in the order first; to be called when no request is left. Returns
   * when each had the time for its last call that a hook has, or all of them had two seconds.
   */
  void stop();
}
