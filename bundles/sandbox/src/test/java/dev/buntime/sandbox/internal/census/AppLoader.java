package dev.buntime.sandbox.internal.census;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.function.Function;

/** A class loader with its own copy of {@link LeakyApp}; everything else is the parent's. */
final class AppLoader extends ClassLoader {

  AppLoader() {
    super(AppLoader.class.getClassLoader());
  }

  /** A fresh copy of the app. */
  @SuppressWarnings("unchecked")
  static Function<String, AutoCloseable> app() throws ReflectiveOperationException {
    return (Function<String, AutoCloseable>)
        new AppLoader().loadClass(LeakyApp.class.getName()).getDeclaredConstructor().newInstance();
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(LeakyApp.class.getName())) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }
  }

  private Class<?> define(String name) {
    String path = name.replace('.', '/') + ".class";
    try (InputStream in = Objects.requireNonNull(getParent().getResourceAsStream(path), path)) {
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
