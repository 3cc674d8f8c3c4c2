package dev.buntime.itests.pax.app;

import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/** A component of an app that notes when it is made, and with what. */
public class MadeComponent {
  private final String name;

  /** The one that needs a service of the platform. */
  public MadeComponent() {
    this("needing");
  }

  MadeComponent(String name) {
    this.name = name;
    note("made");
  }

  /** Active. */
  public void activate() {
    note("activated");
  }

  /** The end. */
  public void deactivate() {
    note("deactivated");
  }

  private void note(String what) {
    Bundle bundle = FrameworkUtil.getBundle(MadeComponent.class);
    Heard.note(bundle.getVersion() + ":" + name + "." + what);
  }

  /** Is not enabled at first. */
  public static final class Disabled extends MadeComponent {
    /** Made by Declarative Services. */
    public Disabled() {
      super("disabled");
    }
  }
}
