package dev.buntime.plugins;

import java.util.List;
import java.util.function.Supplier;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The way of one request through the plugins that were in force when it came.
 *
 * <pre>
 * request ──► … ──► answer ──► … ──► close
 * </pre>
 *
 * <p>Either of the first two may be left out, and each is called at most once. Whoever has a
 * passage must close it in the end, because a plugin that is taken away waits for it.
 */
@ProviderType
public interface Passage extends AutoCloseable {
  /** Passes no plugin. */
  Passage NONE = new NoPlugins(List::of);

  /**
   * Passes no plugin, but may not go on without those that are required.
   *
   * @param awaited tells which of them are missing
   */
  static Passage unseen(Supplier<List<String>> awaited) {
    return new NoPlugins(awaited);
  }

  /** Whether there is a plugin on the way, for requests or answers. */
  boolean isEmpty();

  /** Names of the required plugins that are not on it, or not well: nobody may pass then. */
  List<String> awaited();

  /** Whether there is a plugin that wants to see the answer. */
  boolean hearsAnswers();

  /**
   * Asks the plugins, one after another, what is to become of the request. Does not wait.
   *
   * @param inbound is told once, on this thread or a thread that is there for plugins
   */
  void request(Inbound inbound);

  /**
   * Shows the answer to the plugins, one after another in reverse order. Does not wait. If {@link
   * #request} has not been called, it cannot be any more.
   *
   * @param outbound is told once, on this thread or a thread that is there for plugins; not if the
   *     passage is closed meanwhile
   */
  void answer(Outbound outbound);

  /** The request is over. Further calls do nothing. */
  @Override
  void close();
}
