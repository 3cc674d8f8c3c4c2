package dev.buntime.plugin.authz.internal.store;

import java.util.List;

/**
 * Makes of all policies together what decides.
 *
 * @param <T> what decides
 */
@FunctionalInterface
public interface SetCompiler<T> {

  /**
   * Makes it.
   *
   * @param policies in their order
   * @throws StoreException if one of them is none, or refers to something missing
   */
  T compile(List<StoredPolicy> policies) throws StoreException;
}
