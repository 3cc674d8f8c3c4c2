package dev.buntime.worker.internal;

import java.lang.reflect.InvocationTargetException;
import org.osgi.framework.Bundle;

/** Makes objects of an app's classes that something of the app names. */
final class AppClasses {
  private AppClasses() {}

  /**
   * Makes an object by its public constructor without parameters; on a thread of the worker.
   *
   * @param type what it has to be
   * @param source where the class is named and as what, for messages
   * @throws StartFailure if there is no such class, it is something else, or it throws
   */
  static <T> T make(Bundle bundle, String className, Class<T> type, String source) {
    Class<?> found;
    try {
      found = bundle.loadClass(className);
    } catch (ClassNotFoundException e) {
      throw new StartFailure(
          "%s '%s' is not a class of the bundle".formatted(source, className), e);
    } catch (LinkageError e) {
      throw new StartFailure("%s '%s' cannot be loaded: %s".formatted(source, className, e), e);
    }
    if (!type.isAssignableFrom(found)) {
      throw new StartFailure("%s '%s' is not a %s".formatted(source, className, type.getName()));
    }
    return make(found.asSubclass(type), source);
  }

  private static <T> T make(Class<? extends T> type, String source) {
    try {
      return type.getConstructor().newInstance();
    } catch (InvocationTargetException e) {
      throw new StartFailure(
          "%s '%s' failed when made: %s".formatted(source, type.getName(), e.getCause()), e);
    } catch (ReflectiveOperationException e) {
      throw new StartFailure(
          "%s '%s' must be a public class with a public constructor without parameters"
              .formatted(source, type.getName()),
          e);
    } catch (LinkageError e) {
      throw new StartFailure("%s '%s' cannot be made: %s".formatted(source, type.getName(), e), e);
    }
  }
}
