package dev.buntime.plugin.authz.internal.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** All changes, in their order. Used by one thread at a time. */
interface Journal {

  /**
   * What has happened so far.
   *
   * @throws IOException if that is not known; the message says where and what to do
   */
  List<Line> read() throws IOException;

  /** Adds what has happened, all of it or nothing; on disk when this returns. */
  void append(List<Line> lines) throws IOException;

  /** What can happen. */
  sealed interface Line {
    /** A policy was changed. */
    record Changed(Revision revision) implements Line {}

    /** The policies were put in an order. */
    record Ordered(List<String> ids, Optional<PolicyOrder.Change> change) implements Line {
      /** Copies the list. */
      public Ordered {
        ids = List.copyOf(ids);
      }
    }
  }
}
