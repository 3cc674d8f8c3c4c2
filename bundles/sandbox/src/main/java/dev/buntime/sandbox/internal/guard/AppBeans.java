package dev.buntime.sandbox.internal.guard;

import java.util.ArrayList;
import java.util.List;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanRegistrationException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;

/** The MBeans of an app: those whose class is of its class loader, in all servers of the JVM. */
final class AppBeans {
  private AppBeans() {}

  /**
   * Unregisters them.
   *
   * @return what was done, in words
   */
  static List<String> unregister(ClassLoader loader) {
    List<String> done = new ArrayList<>();
    for (MBeanServer server : MBeanServerFactory.findMBeanServer(null)) {
      for (ObjectName name : server.queryNames(null, null)) {
        try {
          if (loader.equals(server.getClassLoaderFor(name))) {
            server.unregisterMBean(name);
            done.add("unregistered MBean " + name);
          }
        } catch (InstanceNotFoundException _) {
          // Unregistered meanwhile.
        } catch (MBeanRegistrationException | RuntimeException e) {
          done.add("could not unregister MBean " + name + ": " + e);
        }
      }
    }
    return done;
  }
}
