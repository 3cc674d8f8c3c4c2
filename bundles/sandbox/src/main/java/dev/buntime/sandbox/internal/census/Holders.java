package dev.buntime.sandbox.internal.census;

import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.BundleContext;

/**
 * Asks one finder after the other.
 *
 * @param finders one for each kind of place
 */
record Holders(List<HolderFinder> finders) {
  /** Lines of each kind; a storm of threads would say nothing more in its thousandth. */
  private static final int AT_MOST = 10;

  /** All kinds that are known. */
  static Holders ofJvm(BundleContext context) {
    return new Holders(
        List.of(
            new ThreadFinder(),
            new VirtualThreadFinder(),
            new ThreadLocalFinder(),
            new TimerTaskFinder(),
            new ShutdownHookFinder(),
            new JdbcDriverFinder(),
            new MBeanFinder(),
            new LogHandlerFinder(),
            new LogbackFinder(),
            new GlobalFinder(),
            new ServiceUseFinder(context)));
  }

  /** What holds a class loader, as far as that can be told, and where nobody could look. */
  List<String> of(ClassLoader loader) {
    List<String> all = new ArrayList<>();
    for (HolderFinder finder : finders) {
      try {
        all.addAll(shortened(finder, finder.find(loader)));
      } catch (ReflectiveOperationException | RuntimeException e) {
        all.add("(" + finder.places() + " could not be looked at: " + e.getMessage() + ")");
      }
    }
    return List.copyOf(all);
  }

  private static List<String> shortened(HolderFinder finder, List<String> found) {
    List<String> distinct = found.stream().distinct().toList();
    if (distinct.size() <= AT_MOST) {
      return distinct;
    }
    List<String> first = new ArrayList<>(distinct.subList(0, AT_MOST));
    first.add("and " + (distinct.size() - AT_MOST) + " more " + finder.places());
    return first;
  }
}
