package dev.buntime.pipeline.internal;

import dev.buntime.pipeline.PluginRoutes;
import dev.buntime.plugins.Plugins;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link Turnstile} before the routes of each plugin. Thread-safe. */
@Component(service = {PluginRoutes.class, HeldRoutes.class})
public final class HeldRoutes implements PluginRoutes {
  private static final Logger log = LoggerFactory.getLogger(HeldRoutes.class);

  private static final String RUNNER = "/_/";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Plugins plugins;
  private final Map<String, Turnstile> turnstiles = new ConcurrentHashMap<>();

  /** Made by Declarative Services. */
  @Activate
  public HeldRoutes(@Reference Plugins plugins) {
    this.plugins = plugins;
  }

  /** The turnstile that a decoded path leads to; null if it is not a route of a plugin. */
  @Nullable Turnstile before(String path) {
    if (!path.startsWith(RUNNER)) {
      return null;
    }
    int end = path.indexOf('/', RUNNER.length());
    String name = path.substring(RUNNER.length(), end < 0 ? path.length() : end);
    return plugins.isInForce(name) ? of(name) : turnstiles.get(name);
  }

  private Turnstile of(String plugin) {
    return turnstiles.computeIfAbsent(plugin, name -> new Turnstile(PATIENCE));
  }

  @Override
  public Hold hold(String plugin) throws InterruptedException {
    Turnstile turnstile = of(plugin);
    if (!turnstile.hold(LIMIT)) {
      log.warn("requests to routes of {} have not ended within {} s", plugin, LIMIT.toSeconds());
    }
    AtomicBoolean closed = new AtomicBoolean();
    return () -> {
      if (closed.compareAndSet(false, true)) {
        turnstile.release();
      }
    };
  }
}
