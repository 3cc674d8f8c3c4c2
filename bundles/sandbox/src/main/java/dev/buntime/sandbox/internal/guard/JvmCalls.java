package dev.buntime.sandbox.internal.guard;

import java.sql.Driver;
import java.sql.DriverAction;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Calls of an app that change the JVM. Those that would end it end the worker. */
final class JvmCalls {
  private JvmCalls() {}

  static void exit(GuardedGeneration generation, int status) {
    generation.exit("System.exit(" + status + ")");
  }

  static void exit(GuardedGeneration generation, Runtime runtime, int status) {
    generation.exit("Runtime.exit(" + status + ")");
  }

  static void halt(GuardedGeneration generation, Runtime runtime, int status) {
    generation.exit("Runtime.halt(" + status + ")");
  }

  static void addShutdownHook(GuardedGeneration generation, Runtime runtime, Thread hook) {
    runtime.addShutdownHook(hook);
    generation.hooks().add(hook);
  }

  static void registerDriver(GuardedGeneration generation, Driver driver) throws SQLException {
    registerDriver(generation, driver, null);
  }

  static void registerDriver(
      GuardedGeneration generation, Driver driver, @Nullable DriverAction action)
      throws SQLException {
    generation.registersDrivers();
    DriverManager.registerDriver(driver, action);
  }
}
