package dev.buntime.pipeline;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The routes of plugins: what is below {@code /_/<plugin>/}. Thread-safe.
 *
 * <p>While a plugin's bundle is exchanged, its servlets are away for a moment; requests that are
 * held do not notice.
 */
@ProviderType
public interface PluginRoutes {

  /**
   * Lets new requests to the routes of a plugin wait, each for 10 s at most, and then answers them
   * with 503 {@code NOT_READY}. Returns when those that have come before are answered, or after 30
   * s.
   *
   * @param plugin name of the plugin
   * @return to be closed when requests may go on
   * @throws InterruptedException if the thread is interrupted; nothing is held then
   */
  Hold hold(String plugin) throws InterruptedException;

  /** Requests are held until it is closed. */
  interface Hold extends AutoCloseable {
    /** Lets them go on; further calls do nothing. */
    @Override
    void close();
  }
}
