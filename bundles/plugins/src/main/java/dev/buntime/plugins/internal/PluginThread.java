package dev.buntime.plugins.internal;

import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A thread that is there for plugins and knows whether it is free for the next hook. */
final class PluginThread extends Thread {
  private boolean busy; // this thread alone uses it

  private PluginThread(ThreadGroup group, Runnable task, String name) {
    super(group, task, name, 0, false);
    setDaemon(true);
  }

  /** Whether the current thread is one of these and not in a hook. */
  static boolean isFree() {
    return Thread.currentThread() instanceof PluginThread thread && !thread.busy;
  }

  /** Runs code of a plugin; until it ends, the thread is not free. */
  static <T extends @Nullable Object> T occupied(Callable<T> code) throws Exception {
    if (!(Thread.currentThread() instanceof PluginThread thread)) {
      return code.call();
    }
    thread.busy = true;
    try {
      return code.call();
    } finally {
      thread.busy = false;
    }
  }

  /** Makes ordinary daemons of the runner, which are never taken for one of these. */
  static ThreadFactory timers(String name) {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    return task -> {
      Thread thread = new Thread(group, task, name, 0, false);
      thread.setDaemon(true);
      thread.setContextClassLoader(PluginThread.class.getClassLoader());
      return thread;
    };
  }

  /**
   * Makes them in the group of whoever made the factory: a thread would otherwise be in the group
   * of the thread that asks for it, which may be an app's, and have its context class loader.
   */
  static final class Factory implements ThreadFactory {
    private final ThreadGroup group = Thread.currentThread().getThreadGroup();
    private final ClassLoader loader = PluginThread.class.getClassLoader();
    private final AtomicInteger numbers = new AtomicInteger();
    private final String name;

    /**
     * @param name of the threads; each has a number behind it
     */
    Factory(String name) {
      this.name = name;
    }

    @Override
    public Thread newThread(Runnable task) {
      Thread thread = new PluginThread(group, task, name + "-" + numbers.incrementAndGet());
      thread.setContextClassLoader(loader);
      return thread;
    }
  }
}
