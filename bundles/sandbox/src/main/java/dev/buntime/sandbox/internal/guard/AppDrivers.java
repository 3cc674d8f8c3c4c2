package dev.buntime.sandbox.internal.guard;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.sql.Driver;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The JDBC drivers of an app. The driver manager shows and removes a driver only for a caller whose
 * class loader knows it, so it is asked in the name of a class of the app.
 */
final class AppDrivers {
  private final MethodHandles.Lookup someClass;

  AppDrivers(MethodHandles.Lookup someClass) {
    this.someClass = someClass;
  }

  /**
   * Deregisters those whose class is the app's.
   *
   * @return what was done, in words
   */
  List<String> deregister() {
    ClassLoader loader = someClass.lookupClass().getClassLoader();
    List<String> done = new ArrayList<>();
    for (Driver driver : registered()) {
      if (loader.equals(driver.getClass().getClassLoader())) {
        done.add(deregister(driver));
      }
    }
    return done;
  }

  private List<Driver> registered() {
    try {
      Stream<?> drivers = (Stream<?>) handle("drivers", Stream.class).invoke();
      return drivers.map(Driver.class::cast).toList();
    } catch (Throwable e) {
      throw new IllegalStateException("JDBC drivers cannot be listed", e);
    }
  }

  private String deregister(Driver driver) {
    try {
      handle("deregisterDriver", void.class, Driver.class).invoke(driver);
      return "deregistered JDBC driver " + driver.getClass().getName();
    } catch (Throwable e) {
      return "could not deregister JDBC driver " + driver.getClass().getName() + ": " + e;
    }
  }

  private MethodHandle handle(String method, Class<?> result, Class<?>... parameters)
      throws ReflectiveOperationException {
    return someClass.findStatic(
        DriverManager.class, method, MethodType.methodType(result, parameters));
  }
}
