package dev.buntime.plugin.authz.internal.store;

import java.util.ArrayList;
import java.util.List;

/** A journal that ends with the runner. */
final class MemoryJournal implements Journal {
  private final List<Line> lines = new ArrayList<>();

  @Override
  public List<Line> read() {
    return List.copyOf(lines);
  }

  @Override
  public void append(List<Line> more) {
    lines.addAll(more);
  }
}
