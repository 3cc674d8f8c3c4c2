package dev.buntime.sandbox.internal.census;

import dev.buntime.catalog.LiveApp;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleReference;

/** Whose an object is, told without calling a method of it. */
final class Origin {
  /** How far it looks into collections that hold collections. */
  private static final int DEPTH = 3;

  private Origin() {}

  /** Whether an object keeps a class loader: by its class, or as a class or the loader itself. */
  @SuppressWarnings("ReferenceEquality") // a class loader may define what equals means
  static boolean isOf(ClassLoader loader, @Nullable Object object) {
    return switch (object) {
      case null -> false;
      case ClassLoader other -> other == loader || other.getClass().getClassLoader() == loader;
      case Class<?> type -> type.getClassLoader() == loader;
      default -> object.getClass().getClassLoader() == loader;
    };
  }

  /**
   * What in an object keeps a class loader: the object or, where it is a collection, a reference or
   * an array of the JDK, what it holds.
   *
   * @return null if nothing does
   */
  static @Nullable Object within(ClassLoader loader, @Nullable Object object) {
    return within(loader, object, DEPTH);
  }

  private static @Nullable Object within(ClassLoader loader, @Nullable Object object, int depth) {
    if (object == null || isOf(loader, object)) {
      return object;
    }
    if (depth == 0) {
      return null;
    }
    return parts(object)
        .filter(part -> part != null)
        .map(part -> within(loader, part, depth - 1))
        .filter(found -> found != null)
        .findFirst()
        .orElse(null);
  }

  private static Stream<@Nullable Object> parts(Object object) {
    if (object instanceof Object[] array) {
      return Arrays.stream(array);
    }
    if (object.getClass().getClassLoader() != null) {
      return Stream.empty(); // its methods are somebody's code
    }
    return switch (object) {
      case Map<?, ?> map -> Stream.concat(snapshot(map.keySet()), snapshot(map.values()));
      case Collection<?> collection -> snapshot(collection);
      case Reference<?> reference -> Stream.of(reference.get());
      default -> Stream.empty();
    };
  }

  private static Stream<@Nullable Object> snapshot(Collection<?> collection) {
    return Arrays.stream(collection.toArray());
  }

  /** Whether a class loader is one of an app. */
  static boolean isAppLoader(@Nullable ClassLoader loader) {
    Bundle bundle = loader instanceof BundleReference reference ? reference.getBundle() : null;
    return bundle != null && LiveApp.isApp(bundle);
  }

  /** The name of an object's class, or of the class that it is. */
  static String nameOf(Object object) {
    return object instanceof Class<?> type ? type.getName() : object.getClass().getName();
  }
}
