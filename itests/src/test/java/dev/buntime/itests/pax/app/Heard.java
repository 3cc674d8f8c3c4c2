package dev.buntime.itests.pax.app;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What an app was told, in order, as {@code <what> <thread group>}; the test reads it from outside
 * of the app, also when that has ended.
 */
public final class Heard {
  private static final String PROPERTY = "dev.buntime.itests.heard";

  private Heard() {}

  /** The app was told something on the current thread. */
  public static void note(String what) {
    Thread here = Thread.currentThread();
    ThreadGroup group = here.getThreadGroup();
    boolean isApp = Heard.class.getClassLoader().equals(here.getContextClassLoader());
    lines().add(what + " " + group.getName() + (isApp ? "" : " as a stranger"));
  }

  /** All lines so far. */
  @SuppressWarnings("unchecked") // the property is of this class only, though it is loaded twice
  public static Queue<String> lines() {
    return (Queue<String>)
        System.getProperties()
            .computeIfAbsent(PROPERTY, key -> new ConcurrentLinkedQueue<String>());
  }
}
