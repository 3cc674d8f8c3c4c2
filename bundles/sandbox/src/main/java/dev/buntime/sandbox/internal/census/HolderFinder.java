package dev.buntime.sandbox.internal.census;

import java.util.List;

/**
 * Knows one kind of place from where objects of an app are often held after the app has ended.
 *
 * <p>It keeps neither the class loader nor anything of the app, and calls no method that the app
 * may have overridden. Thread-safe.
 */
interface HolderFinder {

  /** The places it looks at, in the plural, such as {@code "shutdown hooks"}. */
  String places();

  /**
   * What holds a class loader or an object of one of its classes, in words; empty if nothing of
   * this kind does.
   *
   * @throws ReflectiveOperationException if this JDK keeps the places elsewhere
   * @throws java.lang.reflect.InaccessibleObjectException if the JVM was not started with the
   *     {@code --add-opens} that it takes to look
   */
  List<String> find(ClassLoader loader) throws ReflectiveOperationException;
}
