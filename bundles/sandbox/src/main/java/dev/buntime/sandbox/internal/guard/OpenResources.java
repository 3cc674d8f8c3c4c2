package dev.buntime.sandbox.internal.guard;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What an app has opened or started, as far as it is still in use; keeps none of it. Thread-safe.
 */
final class OpenResources {
  private final Set<Reference<?>> references = ConcurrentHashMap.newKeySet();
  private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

  /** Adds a resource; nothing happens if it is known. */
  void add(Object resource) {
    for (Reference<?> gone = collected.poll(); gone != null; gone = collected.poll()) {
      references.remove(gone);
    }
    references.add(new Identity(resource, collected));
  }

  /** A snapshot, in no order. */
  List<Object> list() {
    return references.stream()
        .<@Nullable Object>map(Reference::get)
        .filter(Objects::nonNull)
        .map(Objects::requireNonNull)
        .toList();
  }

  private static final class Identity extends WeakReference<Object> {
    private final int hash;

    Identity(Object resource, ReferenceQueue<Object> collected) {
      super(resource, collected);
      hash = System.identityHashCode(resource);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // identity is what counts
    public boolean equals(@Nullable Object other) {
      return this == other || (other instanceof Identity that && isSame(get(), that.get()));
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(@Nullable Object one, @Nullable Object other) {
      return one != null && one == other;
    }
  }
}
