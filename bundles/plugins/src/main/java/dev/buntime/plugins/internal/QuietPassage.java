package dev.buntime.plugins.internal;

import dev.buntime.plugins.Inbound;
import dev.buntime.plugins.Outbound;
import dev.buntime.plugins.Passage;
import java.util.List;

/**
 * The way of a request through a chain whose plugins see nothing of it, but without which it may
 * not go on.
 *
 * @param chain tells who is missing
 */
record QuietPassage(Chain chain) implements Passage {

  @Override
  public boolean isEmpty() {
    return true;
  }

  @Override
  public List<String> awaited() {
    return chain.awaited();
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
