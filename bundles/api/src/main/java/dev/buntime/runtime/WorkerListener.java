package dev.buntime.runtime;

import dev.buntime.runtime.dto.WorkerEventDTO;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears every move of every worker from one state to another. A whiteboard service.
 *
 * <p>Calls come on the thread that moved the worker, in order for one worker unless two threads
 * move it at the same moment. A listener returns soon and throws nothing.
 */
@ConsumerType
@FunctionalInterface
public interface WorkerListener {

  /** A worker has moved. */
  void moved(WorkerEventDTO event);
}
