package dev.buntime.plugins;

import java.util.List;
import java.util.function.Supplier;

/**
 * The way of a request that meets no plugin.
 *
 * @param missing names of the required plugins that are missing, at the moment when it is asked
 */
record NoPlugins(Supplier<List<String>> missing) implements Passage {

  @Override
  public boolean isEmpty() {
    return true;
  }

  @Override
  public List<String> awaited() {
    return missing.get();
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
