package dev.buntime.itests.pax.app;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/**
 * A component of an app that notes how Declarative Services treats it. The colour {@code stuck}
 * makes it never return.
 */
public class ConfiguredComponent {
  private final String name;

  /** The one that the descriptor calls {@code optional}: it takes changes while it is active. */
  public ConfiguredComponent() {
    this("optional");
  }

  ConfiguredComponent(String name) {
    this.name = name;
  }

  /** Made with a configuration, or without. */
  public void activate(Map<String, Object> properties) {
    note("activated", properties);
  }

  /** The configuration changed. */
  public void modified(Map<String, Object> properties) {
    note("modified", properties);
  }

  /** The end. */
  public void deactivate(Map<String, Object> properties) {
    note("deactivated", properties);
  }

  /** A service of the platform has come. */
  public void bound(Runnable service) {
    note("bound", Map.of("colour", "none"));
  }

  /** A service of the platform goes. */
  public void unbound(Runnable service) {
    note("unbound", Map.of("colour", "none"));
  }

  private void note(String what, Map<String, Object> properties) {
    Bundle bundle = FrameworkUtil.getBundle(ConfiguredComponent.class);
    Heard.note(bundle.getVersion() + ":" + name + "." + what + "-" + properties.get("colour"));
    if ("stuck".equals(properties.get("colour"))) {
      hang();
    }
  }

  private static void hang() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Needs a configuration, and is made anew for each change. */
  public static final class Required extends ConfiguredComponent {
    /** Made by Declarative Services. */
    public Required() {
      super("required");
    }
  }
}
