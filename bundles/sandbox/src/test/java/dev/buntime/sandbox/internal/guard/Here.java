package dev.buntime.sandbox.internal.guard;

import dev.buntime.sandbox.AppThreads;

/** All threads are those of the app. */
record Here() implements AppThreads {

  @Override
  public boolean ownsCurrentThread() {
    return true;
  }

  @Override
  public void execute(Runnable task) {
    task.run();
  }
}
