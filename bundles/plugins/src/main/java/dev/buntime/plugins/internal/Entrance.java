package dev.buntime.plugins.internal;

import dev.buntime.plugins.Passage;

/**
 * Where requests come in, each counted in the chain that is in force.
 *
 * @param row has the chain
 * @param threads call the hooks
 */
record Entrance(Row row, HookThreads threads) {

  /**
   * Takes a request in. It is counted first and then looks whether its chain is still in force;
   * whoever replaces a chain replaces it first and then looks who is counted. So either the request
   * is waited for, or it takes the next chain.
   */
  Passage enter() {
    while (true) {
      Chain chain = row.chain();
      if (chain.isQuiet()) {
        return chain.required().isEmpty() ? Passage.NONE : Passage.unseen(chain::awaited);
      }
      chain.requests().enter();
      chain.answers().enter();
      if (chain.equals(row.chain())) {
        return new ChainPassage(chain, threads);
      }
      chain.requests().leave();
      chain.answers().leave();
    }
  }
}
