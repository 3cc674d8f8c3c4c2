package dev.buntime.deployer.internal;

import java.util.List;

/**
 * What is installed beside each generation of an app, because it needs it and does not bring it.
 *
 * @param copies the contents, which are let go when this is closed
 * @param notes what was installed, and what is odd about it, in words
 */
record Provision(List<RetainedCopies.Copy> copies, List<String> notes) implements AutoCloseable {
  /** Of an app that needs nothing. */
  static final Provision NONE = new Provision(List.of(), List.of());

  /** Copies the lists. */
  Provision {
    copies = List.copyOf(copies);
    notes = List.copyOf(notes);
  }

  @Override
  public void close() {
    copies.forEach(RetainedCopies.Copy::close);
  }
}
