package dev.buntime.router;

import dev.buntime.runtime.InvocationException;
import dev.buntime.versions.VersionRange;
import org.osgi.annotation.versioning.ProviderType;

/** Finds out who answers a path. Thread-safe; takes no lock and never waits. */
@ProviderType
public interface Router {

  /**
   * Who answers a path at this moment.
   *
   * <p>{@code /app} and {@code /app@range} select an app version, see {@link VersionRange}; the
   * segment is split at its first {@code @}. {@code /_} and what is below belong to the runner,
   * {@code /} to the shell app or the start page.
   *
   * @param canonicalPath percent-decoded path without query, dot segments resolved, beginning with
   *     {@code /}; for example {@code /hello-api@[1.0,1.1)/x/y}
   * @throws InvocationException with {@code APP_NOT_FOUND}, {@code VERSION_NOT_FOUND} or {@code
   *     RANGE_INVALID}; with {@code REQUEST_INVALID} if the path does not begin with exactly one
   *     slash
   */
  Route route(String canonicalPath) throws InvocationException;
}
