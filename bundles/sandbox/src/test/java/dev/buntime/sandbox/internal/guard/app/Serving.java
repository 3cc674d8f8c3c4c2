package dev.buntime.sandbox.internal.guard.app;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A class whose methods Declarative Services calls; it has some from {@link ServingBase}. */
public final class Serving extends ServingBase {
  /** What was called, and on which thread. */
  public static final List<String> HEARD = new CopyOnWriteArrayList<>();

  /** Called by default. */
  public Map<String, Object> activate(Map<String, Object> properties) {
    note("activate " + properties);
    return properties;
  }

  /** Named, with numbers. */
  void gone(int reason, double share, Object service) {
    note("gone " + reason + " " + share + " " + service);
  }

  /** Named like one that is called, but nobody could call it. */
  int gone(String because) {
    note("gone " + because);
    return because.length();
  }

  /** Not named. */
  public void other() {
    note("other");
  }

  static void note(String what) {
    HEARD.add(what + " on " + Thread.currentThread().getName());
  }
}
