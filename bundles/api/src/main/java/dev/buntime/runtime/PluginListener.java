package dev.buntime.runtime;

import dev.buntime.runtime.dto.PluginEventDTO;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears every move of every plugin from one state to another. A whiteboard service.
 *
 * <p>Calls come in order, on a thread that is there for that alone; no lock is held. Moves that
 * follow each other at once may be told as one.
 */
@ConsumerType
@FunctionalInterface
public interface PluginListener {

  /** A plugin has moved. */
  void moved(PluginEventDTO event);
}
