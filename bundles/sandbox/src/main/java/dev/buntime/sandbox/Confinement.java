package dev.buntime.sandbox;

import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The lending of one app's whiteboard services. Thread-safe. */
@ProviderType
public interface Confinement extends AutoCloseable {

  /**
   * Waits until the app offers something that can answer a request: a servlet, a filter or a
   * resource.
   *
   * @return whether there is one; false after the time is over
   */
  boolean awaitEntry(Duration atMost) throws InterruptedException;

  /** The first exception that a servlet or filter of the app threw out of {@code init}. */
  Optional<Throwable> initFailure();

  /**
   * Takes everything back from Felix HTTP, which calls {@code destroy} meanwhile; nothing is lent
   * any more. To be called before the bundle stops: afterwards Felix HTTP could no longer give the
   * services back, and the framework would keep the dead bundle in its books.
   */
  @Override
  void close();
}
