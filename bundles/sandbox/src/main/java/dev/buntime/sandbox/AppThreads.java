package dev.buntime.sandbox;

import java.util.concurrent.Executor;

/** The threads on which the code of one app runs. Thread-safe. */
public interface AppThreads extends Executor {

  /** Whether the current thread is one of them. */
  boolean ownsCurrentThread();
}
