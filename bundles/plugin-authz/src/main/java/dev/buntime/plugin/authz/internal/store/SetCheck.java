package dev.buntime.plugin.authz.internal.store;

/**
 * Looks at a set of policies before it counts.
 *
 * @param <T> what decides by it
 */
@FunctionalInterface
public interface SetCheck<T> {

  /**
   * Looks at it.
   *
   * @throws StoreException if it is not to count
   */
  void check(T compiled) throws StoreException;

  /** Has nothing against any. */
  static <T> SetCheck<T> none() {
    return _ -> {};
  }
}
