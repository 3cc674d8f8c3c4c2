package dev.buntime.sandbox.internal.census;

import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Finds JDBC drivers: {@link DriverManager} tells only those that the caller could load. */
final class JdbcDriverFinder implements HolderFinder {

  @Override
  public String places() {
    return "JDBC drivers";
  }

  @Override
  public List<String> find(ClassLoader loader) throws ReflectiveOperationException {
    List<String> found = new ArrayList<>();
    if (Opened.constant(DriverManager.class, "registeredDrivers")
        instanceof Collection<?> entries) {
      for (Object entry : entries) {
        Object driver = Opened.value(entry, entry.getClass(), "driver");
        if (driver != null && Origin.isOf(loader, driver)) {
          found.add("JDBC driver " + driver.getClass().getName());
        }
      }
    }
    return found;
  }
}
