package dev.buntime.worker.internal;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes threads of the runner: daemons in the group of whoever made the factory. A thread would
 * otherwise be in the group of the thread that asks for it, which may be a worker's, and have its
 * context class loader. Thread-safe.
 */
final class RunnerThreads implements ThreadFactory {
  private final ThreadGroup group = Thread.currentThread().getThreadGroup();
  private final ClassLoader loader = RunnerThreads.class.getClassLoader();
  private final AtomicInteger numbers = new AtomicInteger();
  private final String name;

  /**
   * @param name of the threads; each has a number behind it
   */
  RunnerThreads(String name) {
    this.name = name;
  }

  @Override
  public Thread newThread(Runnable task) {
    Thread thread =
        Thread.ofPlatform()
            .group(group)
            .name(name + "-" + numbers.incrementAndGet())
            .daemon()
            .inheritInheritableThreadLocals(false)
            .unstarted(task);
    thread.setContextClassLoader(loader);
    return thread;
  }
}
