package dev.buntime.sandbox.internal.census;

import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** The classes that a class loader has defined, as far as the JVM tells. */
final class LoadedClasses {
  private final ClassLoader loader;
  private final @Nullable Method findLoadedClass;

  LoadedClasses(ClassLoader loader) throws NoSuchMethodException {
    this.loader = loader;
    this.findLoadedClass = opened();
  }

  /**
   * Whether the JVM was started with what it takes to ask; otherwise there seems to be no class.
   */
  boolean isReadable() {
    return findLoadedClass != null;
  }

  /** Whether a class of a name was defined by the class loader. */
  boolean contains(String name) {
    if (findLoadedClass == null) {
      return false;
    }
    try {
      return Origin.isOf(loader, findLoadedClass.invoke(loader, withoutSuffix(name)));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("ClassLoader.findLoadedClass failed for " + name, e);
    }
  }

  /** The name of the class that a hidden one, such as of a lambda, belongs to. */
  private static String withoutSuffix(String name) {
    int lambda = name.indexOf("$$Lambda");
    return lambda < 0 ? name : name.substring(0, lambda);
  }

  private static @Nullable Method opened() throws NoSuchMethodException {
    Method method = ClassLoader.class.getDeclaredMethod("findLoadedClass", String.class);
    try {
      method.setAccessible(true);
      return method;
    } catch (InaccessibleObjectException _) {
      return null; // other finders report that the package is closed
    }
  }
}
