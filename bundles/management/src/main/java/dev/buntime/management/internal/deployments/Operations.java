package dev.buntime.management.internal.deployments;

import dev.buntime.admin.Accepted;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.osgi.service.component.annotations.Component;

/** The last deployments that nobody waited for. Thread-safe. */
@Component(service = Operations.class)
public final class Operations {
  /** What their addresses begin with. */
  static final String PATH = "/_/operations/";

  private static final int KEPT = 100;

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Operation> last = new ArrayDeque<>(); // guarded by lock

  /** Remembers one; the oldest is forgotten if there are too many. */
  Operation begin(Accepted accepted) {
    Operation operation = new Operation(UUID.randomUUID().toString(), accepted, Instant.now());
    lock.lock();
    try {
      last.addLast(operation);
      if (last.size() > KEPT) {
        last.removeFirst();
      }
    } finally {
      lock.unlock();
    }
    return operation;
  }

  /** The one of an id, if it is not forgotten. */
  Optional<Operation> find(String id) {
    lock.lock();
    try {
      return last.stream().filter(each -> each.id().equals(id)).findFirst();
    } finally {
      lock.unlock();
    }
  }
}
