package dev.buntime.sandbox.internal.census;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Finds MBeans of the app at the server of the JVM. */
final class MBeanFinder implements HolderFinder {

  @Override
  public String places() {
    return "MBeans";
  }

  @Override
  public List<String> find(ClassLoader loader) {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    List<String> found = new ArrayList<>();
    for (ObjectName name : server.queryNames(null, null)) {
      if (isHeld(loader, server, name)) {
        found.add("MBean " + name);
      }
    }
    return found;
  }

  private static boolean isHeld(ClassLoader loader, MBeanServer server, ObjectName name) {
    try {
      return Origin.isOf(loader, server.getClassLoaderFor(name));
    } catch (InstanceNotFoundException _) {
      return false; // unregistered meanwhile
    }
  }
}
