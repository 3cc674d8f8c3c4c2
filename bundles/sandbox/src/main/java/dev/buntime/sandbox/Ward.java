package dev.buntime.sandbox;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** A generation of an app under guard. Thread-safe. */
@ProviderType
public interface Ward extends AutoCloseable {

  /**
   * Ends all code of this generation, on whatever thread it runs: it throws at its next safepoint,
   * and again at each one after it. Threads of its group and virtual threads that it started are
   * interrupted; what it has opened and started (sockets, timers, executors) is closed and stopped.
   * Returns soon. May be called again, to interrupt again. For good.
   */
  void kill();

  /** Whether it was killed. */
  boolean isKilled();

  /**
   * Puts in order what the app should have put in order itself when it was stopped: stops timers,
   * executors and threads, deregisters shutdown hooks, JDBC drivers and MBeans, and so on. Threads
   * that end by themselves within a quarter of a second are not counted.
   *
   * <p>To be called when the bundle has stopped, before it is uninstalled, on a thread of the
   * worker: it may run code of the app, such as the {@code close} of a socket that the app derived.
   *
   * @return what had to be done, in words for a person, such as {@code "stopped timer 'refresh'"};
   *     empty if the app left nothing behind
   */
  List<String> cleanUp();

  /** Classes that were loaded without being woven. */
  int unwovenClasses();

  /** Ends the guard and forgets the generation; what is running of it stays killed. */
  @Override
  void close();
}
