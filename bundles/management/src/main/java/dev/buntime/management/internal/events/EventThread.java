package dev.buntime.management.internal.events;

import java.util.concurrent.ThreadFactory;

/** Makes the thread of events. */
final class EventThread {
  private EventThread() {}

  /**
   * Makes it in the group of whoever made the factory: a thread would otherwise be in the group of
   * the thread that has something to tell, which may be an app's, and have its context class
   * loader.
   */
  static ThreadFactory factory() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    return task -> {
      Thread thread = new Thread(group, task, "events", 0, false);
      thread.setDaemon(true);
      thread.setContextClassLoader(EventThread.class.getClassLoader());
      return thread;
    };
  }
}
