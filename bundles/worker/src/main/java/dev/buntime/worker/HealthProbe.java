package dev.buntime.worker;

import dev.buntime.versions.AppVersion;
import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Sends a request to a worker that nobody can call yet. Whoever serves HTTP offers it; without it,
 * an app with a {@code healthPath} does not start. Thread-safe.
 */
@ProviderType
public interface HealthProbe {

  /**
   * Sends {@code GET path} to the worker and waits for the answer.
   *
   * @param id who is asked
   * @param path path inside the app, beginning with {@code /}
   * @param lease the place in the worker; it is closed when the answer is there
   * @return HTTP status of the answer
   * @throws IOException if there is no answer
   */
  int get(AppVersion id, String path, Lease lease) throws IOException, InterruptedException;
}
