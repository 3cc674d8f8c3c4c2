package dev.buntime.plugins;

import java.util.List;

/** The way of a request that meets no plugin. */
final class NoPlugins implements Passage {

  @Override
  public boolean isEmpty() {
    return true;
  }

  @Override
  public List<String> awaited() {
    return List.of();
  }

  @Override
  public boolean hearsAnswers() {
    return false;
  }

  @Override
  public void request(Inbound inbound) {
    inbound.arrived();
  }

  @Override
  public void answer(Outbound outbound) {
    outbound.done();
  }

  @Override
  public void close() {
    // Nobody waits for it.
  }
}
