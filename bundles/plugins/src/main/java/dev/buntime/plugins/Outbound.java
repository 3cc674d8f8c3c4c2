package dev.buntime.plugins;

import dev.buntime.plugin.BodyTransform;
import dev.buntime.plugin.PluginResponse;
import dev.buntime.runtime.InvocationException;
import java.util.function.UnaryOperator;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An answer that is shown to plugins before it is sent. Its methods are called by one thread at a
 * time.
 */
@ConsumerType
public interface Outbound {

  /**
   * The answer as the plugins have left it so far, for the next one. What that changes takes effect
   * when it is {@linkplain #accept accepted}; a hook that comes back too late changes nothing.
   */
  PluginResponse draft();

  /** Whether a plugin that fails is passed over; see {@link Inbound#passesOverFailures}. */
  boolean passesOverFailures();

  /**
   * Takes over what a plugin has changed; from now on it cannot change anything any more.
   *
   * @param draft the last one
   * @param guard what a transform of the body goes through before it is used
   */
  void accept(PluginResponse draft, UnaryOperator<BodyTransform> guard);

  /** All plugins have seen it. */
  void done();

  /** A plugin has failed, so the answer must not be sent as it is. */
  void failed(InvocationException why);
}
