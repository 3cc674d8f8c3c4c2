package dev.buntime.sandbox.internal.guard;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.StampedLock;

/**
 * Calls of an app that wait and heed no interrupt. Here they wait in a way that an interrupt ends;
 * in a generation that lives on they then go on waiting, as the original does, and leave the
 * thread's interrupt status set.
 */
final class LockCalls {
  private LockCalls() {}

  static void lock(GuardedGeneration generation, Lock lock) {
    if (lock.getClass().getClassLoader() == null) {
      await(generation, lock::lockInterruptibly);
    } else {
      lock.lock(); // the app's own; its code is woven itself
    }
  }

  static long readLock(GuardedGeneration generation, StampedLock lock) {
    return get(generation, lock::readLockInterruptibly);
  }

  static long writeLock(GuardedGeneration generation, StampedLock lock) {
    return get(generation, lock::writeLockInterruptibly);
  }

  static void acquire(GuardedGeneration generation, Semaphore semaphore) {
    await(generation, semaphore::acquire);
  }

  static void acquire(GuardedGeneration generation, Semaphore semaphore, int permits) {
    await(generation, () -> semaphore.acquire(permits));
  }

  @SuppressWarnings("WaitNotInLoop") // the loop is where the app calls this
  static void await(GuardedGeneration generation, Condition condition) {
    if (condition.getClass().getClassLoader() == null) {
      await(generation, condition::await);
    } else {
      condition.awaitUninterruptibly();
    }
  }

  static Object join(GuardedGeneration generation, CompletableFuture<?> future) {
    await(generation, () -> awaitEnd(future));
    return future.join();
  }

  private static void awaitEnd(CompletableFuture<?> future) throws InterruptedException {
    try {
      future.get();
    } catch (ExecutionException | CancellationException _) {
      // It has ended, and join tells how.
    }
  }

  private static void await(GuardedGeneration generation, Step step) {
    get(
        generation,
        () -> {
          step.run();
          return 0L;
        });
  }

  private static long get(GuardedGeneration generation, Wait wait) {
    boolean isInterrupted = false;
    try {
      while (true) {
        try {
          return wait.get();
        } catch (InterruptedException _) {
          isInterrupted = true;
          generation.checkAlive();
        }
      }
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private interface Step {
    void run() throws InterruptedException;
  }

  private interface Wait {
    long get() throws InterruptedException;
  }
}
