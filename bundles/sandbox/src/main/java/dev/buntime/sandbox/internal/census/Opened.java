package dev.buntime.sandbox.internal.census;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * Reads private fields of the JDK, which has no other way to ask for what they hold.
 *
 * <p>It takes {@code --add-opens} for the package, which the start script has; otherwise an {@link
 * java.lang.reflect.InaccessibleObjectException} names the package.
 */
final class Opened {

  private Opened() {}

  /** A field of a class, made readable. */
  static Field field(Class<?> owner, String name) throws NoSuchFieldException {
    Field field = owner.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  /** The value of a static field. */
  static @Nullable Object constant(Class<?> owner, String name)
      throws ReflectiveOperationException {
    return field(owner, name).get(null);
  }

  /** The value of a field of an object, null for null. */
  static @Nullable Object value(@Nullable Object object, Class<?> owner, String name)
      throws ReflectiveOperationException {
    return object == null ? null : field(owner, name).get(object);
  }
}
