package dev.buntime.worker;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One request's place in a worker. The worker stays until it is closed; a draining worker waits for
 * it, though not for ever. Thread-safe.
 */
@ProviderType
public interface Lease extends AutoCloseable {

  /** Why a worker wants its place back. */
  enum Recall {
    /** The runner stops: what has no natural end, such as an event stream, should end now. */
    DRAIN,
    /** The request has had all the time that the app has for one: it must be answered now. */
    TIMEOUT,
    /** The worker waited long enough: whatever holds the place must end now. */
    CUT
  }

  /**
   * Where the app's code for this request runs: platform threads of the worker. A thread belongs to
   * the request while it runs a task; it is interrupted if the request takes too long.
   */
  Executor executor();

  /**
   * Where threads of the worker are told what they may be waiting for, such as the end of a write:
   * threads of the worker, too, but there is always one, however busy the worker is.
   */
  Executor signals();

  /** Whether the current thread is one of the {@link #executor}'s. */
  boolean ownsCurrentThread();

  /** The class loader of the app, for threads that run its code. */
  ClassLoader classLoader();

  /** Inner path of the worker's servlet context in Felix HTTP; the app's paths follow it. */
  String contextPath();

  /**
   * Sets who hears that the worker wants the place back. To be called at most once; a recall that
   * came before is told at once. The listener returns soon.
   */
  void onRecall(Consumer<Recall> listener);

  /** Bytes that the body of a request may have. */
  long maxBodySize();

  /**
   * The answer has begun, or went on: something of it was written. As long as it goes on, no limit
   * of time applies.
   */
  void progressed();

  /** Counts the request as one that ended with an exception of the app. */
  void failed(Throwable failure);

  /** Gives the place back; further calls do nothing. */
  @Override
  void close();
}
