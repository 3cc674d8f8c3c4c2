package dev.buntime.config.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/**
 * Which properties are passwords, as bundles say of the configurations that they read (OSGi
 * Metatype Service). To ask a bundle takes its files, so it is asked once, until something of it
 * changes. Thread-safe.
 */
final class DescribedPasswords implements SynchronousBundleListener, ServiceListener {
  /** Services that may describe configurations. */
  static final String DESCRIBERS =
      "(|(objectClass=org.osgi.service.metatype.MetaTypeProvider)"
          + "(objectClass=org.osgi.service.cm.ManagedService)"
          + "(objectClass=org.osgi.service.cm.ManagedServiceFactory))";

  /** What changes neither the files of a bundle nor its fragments. */
  private static final int OTHERS =
      BundleEvent.STARTING
          | BundleEvent.STARTED
          | BundleEvent.STOPPING
          | BundleEvent.STOPPED
          | BundleEvent.LAZY_ACTIVATION;

  /** What is behind the name of a factory in the PID of one of its configurations. */
  private static final Pattern INSTANCE =
      Pattern.compile("(?:~.*|[.-]\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12})$");

  private final Supplier<Bundle[]> bundles;
  private final MetaTypeService metatypes;

  /** How often something has changed. */
  private final AtomicLong changes = new AtomicLong();

  /** What bundles have, of those that were asked. */
  private final Map<Bundle, Optional<MetaTypeInformation>> asked = new ConcurrentHashMap<>();

  private volatile Found found = new Found(-1, Map.of(), new ConcurrentHashMap<>()); // replaced

  /**
   * What is known of all bundles.
   *
   * @param changes that it has seen
   * @param describers by PID
   * @param names of passwords in small letters, by PID, of those that somebody has asked for
   */
  private record Found(
      long changes,
      Map<String, List<MetaTypeInformation>> describers,
      Map<String, Set<String>> names) {}

  DescribedPasswords(Supplier<Bundle[]> bundles, MetaTypeService metatypes) {
    this.bundles = bundles;
    this.metatypes = metatypes;
  }

  /** Whether a property is one, of a configuration or of one of a factory. */
  boolean contains(String pid, String name) {
    Found present = found();
    String small = name.toLowerCase(Locale.ROOT);
    return Stream.of(pid, INSTANCE.matcher(pid).replaceFirst(""))
        .anyMatch(each -> names(present, each).contains(small));
  }

  private Found found() {
    Found present = found;
    long now = changes.get(); // what changes while bundles are asked is asked for again
    if (present.changes != now) {
      present = new Found(now, describers(now), new ConcurrentHashMap<>());
      found = present;
    }
    return present;
  }

  private Map<String, List<MetaTypeInformation>> describers(long now) {
    Map<String, List<MetaTypeInformation>> describers = new HashMap<>();
    for (Bundle bundle : bundles.get()) {
      Optional<MetaTypeInformation> information = asked.get(bundle);
      if (information == null) {
        information = Optional.ofNullable(metatypes.getMetaTypeInformation(bundle));
        asked.put(bundle, information);
        if (changes.get() != now) {
          asked.remove(bundle); // it may be what has changed
        }
      }
      information.ifPresent(each ->
          Stream.of(each.getPids(), each.getFactoryPids())
              .flatMap(Stream::of)
              .distinct()
              .forEach(pid -> describers.computeIfAbsent(pid, _ -> new ArrayList<>()).add(each)));
    }
    return describers;
  }

  /** Only who describes the PID is asked: some answer with code of their own. */
  private static Set<String> names(Found present, String pid) {
    List<MetaTypeInformation> describers = present.describers.get(pid);
    if (describers == null) {
      return Set.of();
    }
    Set<String> names = present.names.get(pid);
    if (names == null) {
      names =
          describers.stream()
              .flatMap(each -> names(each, pid))
              .collect(Collectors.toUnmodifiableSet());
      present.names.put(pid, names);
    }
    return names;
  }

  private static Stream<String> names(MetaTypeInformation describer, String pid) {
    @Nullable ObjectClassDefinition definition = describer.getObjectClassDefinition(pid, null);
    AttributeDefinition @Nullable [] all =
        definition == null ? null : definition.getAttributeDefinitions(ObjectClassDefinition.ALL);
    return all == null
        ? Stream.empty()
        : Stream.of(all)
            .filter(attribute -> attribute.getType() == AttributeDefinition.PASSWORD)
            .map(attribute -> attribute.getID().toLowerCase(Locale.ROOT));
  }

  @Override
  public void bundleChanged(BundleEvent event) {
    if ((event.getType() & OTHERS) == 0) {
      forget(event.getBundle());
    }
  }

  @Override
  public void serviceChanged(ServiceEvent event) {
    @Nullable Bundle bundle = event.getServiceReference().getBundle();
    if (bundle != null) {
      forget(bundle);
    }
  }

  private void forget(Bundle bundle) {
    changes.incrementAndGet(); // first: whoever asks now does not keep what it hears
    asked.remove(bundle);
  }
}
