package dev.buntime.worker.internal;

import dev.buntime.catalog.WebDescriptor;
import dev.buntime.sandbox.Sandbox;
import java.net.URL;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.servlet.context.ServletContextHelper;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;

/**
 * The servlet contexts of the workers.
 *
 * <p>Felix HTTP keeps about 1 KB for every servlet context helper that was ever unregistered. So
 * contexts are slots: a helper is registered once and goes to the next worker with a new name and
 * path, which makes a fresh context without the attributes of the last. Thread-safe.
 */
final class ContextSlots {
  private static final String PATH_PREFIX = "/.w/";

  private final BundleContext context;
  private final ConcurrentLinkedQueue<Slot> free = new ConcurrentLinkedQueue<>();
  private final AtomicInteger slots = new AtomicInteger();
  private final AtomicLong uses = new AtomicLong();

  ContextSlots(BundleContext context) {
    this.context = context;
  }

  /** A fresh servlet context that reads the bundle's resources. */
  Slot take(Bundle bundle) {
    return take(bundle, null);
  }

  /**
   * A fresh servlet context that reads the bundle's resources.
   *
   * @param web what says more about it; null if the app is no web application
   */
  Slot take(Bundle bundle, @Nullable WebDescriptor web) {
    Slot reused = free.poll();
    Slot slot = reused != null ? reused : new Slot(slots.incrementAndGet());
    slot.use(new Content(bundle, web), uses.incrementAndGet());
    return slot;
  }

  /** Unregisters the slots that are free; those of workers that never end stay. */
  void close() {
    for (Slot slot = free.poll(); slot != null; slot = free.poll()) {
      slot.unregister();
    }
  }

  /** One registered servlet context helper. */
  final class Slot {
    private final String id;
    private final Helper helper = new Helper();
    private volatile String path = "";
    private @Nullable ServiceRegistration<ServletContextHelper> registration;

    private Slot(int number) {
      this.id = "w" + number;
    }

    /** The value of {@link Sandbox#SLOT_PROPERTY}. */
    String id() {
      return id;
    }

    /** Inner path of the servlet context; never used twice. */
    String path() {
      return path;
    }

    /** Puts the slot back for the next worker. */
    void release() {
      helper.content = null;
      free.add(this);
    }

    private void unregister() {
      ServiceRegistration<ServletContextHelper> known = registration;
      if (known != null) {
        known.unregister();
      }
    }

    private void use(Content content, long use) {
      path = PATH_PREFIX + use;
      helper.content = content;
      Map<String, Object> values = new HashMap<>();
      content
          .params()
          .forEach((name, value) ->
              values.put(
                  HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_INIT_PARAM_PREFIX + name, value));
      values.put(Sandbox.SLOT_PROPERTY, id);
      values.put(Sandbox.CONTEXT_PROPERTY, "default");
      values.put(HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_NAME, "w." + use);
      values.put(HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_PATH, path);
      Dictionary<String, ?> properties = FrameworkUtil.asDictionary(values);
      if (registration == null) {
        registration = context.registerService(ServletContextHelper.class, helper, properties);
      } else {
        registration.setProperties(properties);
      }
    }
  }

  /**
   * What a context shows.
   *
   * @param bundle the bundle of the app
   * @param web null if the app is no web application
   */
  private record Content(Bundle bundle, @Nullable WebDescriptor web) {

    Map<String, String> params() {
      return web == null ? Map.of() : web.contextParams();
    }

    @Nullable URL resource(String name) {
      return web == null ? bundle.getEntry(name) : new WebResources(bundle).find(name);
    }

    @Nullable String mediaType(String file) {
      String extension = file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
      return web == null ? null : web.mediaTypes().get(extension);
    }
  }

  /** Reads from whichever bundle holds the slot; what only the runner may see is not there. */
  private static final class Helper extends ServletContextHelper {
    private volatile @Nullable Content content;

    @Override
    public @Nullable URL getResource(String name) {
      Content current = content;
      return current == null ? null : current.resource(strip(name));
    }

    @Override
    public @Nullable String getMimeType(String name) {
      Content current = content;
      return current == null ? null : current.mediaType(name);
    }

    @Override
    public Set<String> getResourcePaths(String path) {
      Content current = content;
      Set<String> paths = new TreeSet<>();
      if (current != null) {
        var found = current.bundle().getEntryPaths(strip(path));
        if (found != null) {
          Collections.list(found).forEach(entry -> paths.add("/" + entry));
        }
      }
      return paths;
    }

    private static String strip(String name) {
      return name.startsWith("/") ? name.substring(1) : name;
    }
  }
}
