package dev.buntime.plugins;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.runtime.InvocationException;
import org.osgi.annotation.versioning.ConsumerType;

/** A request that is shown to plugins. Its methods are called by one thread at a time. */
@ConsumerType
public interface Inbound {

  /** The request as the plugins have left it so far. */
  PluginRequest request();

  /**
   * Whether a plugin that fails is passed over. So it is for what the runner itself answers, which
   * is guarded by a login of its own: whoever runs it has to see what fails, and to mend it.
   */
  boolean passesOverFailures();

  /**
   * A plugin lets it go on.
   *
   * @param plugin name of the plugin
   * @param pass what it changes, perhaps nothing
   * @throws IllegalArgumentException if a change cannot be made; the request must not go on then
   */
  void passed(String plugin, Decision.Pass pass);

  /** All plugins let it go on. */
  void arrived();

  /**
   * A plugin has answered.
   *
   * @throws IllegalArgumentException if it cannot be answered so; nothing has been answered then
   */
  void answered(Decision.Answer answer);

  /**
   * A plugin has refused it.
   *
   * @throws IllegalArgumentException as {@link #answered} does
   */
  void refused(Decision.Refuse refusal);

  /** A plugin has failed, so the request must not go on. */
  void failed(InvocationException why);
}
