package dev.buntime.runtime;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Which app versions have meters of their own. Given, as a service, by whoever keeps the meters, so
 * that a runner with very many versions does not flood whoever reads them; without it all have.
 * Whoever records something of a version asks before it makes a meter. Implementations are
 * thread-safe, and cheap: they are asked on the way of requests.
 */
@ConsumerType
public interface MeteredVersions {

  /** The app and the version that all those without meters of their own go by in labels. */
  String OTHER = "(other)";

  /**
   * Whether a version has meters of its own. Whoever asks for a version that is deployed may take a
   * place for it; once it has one it keeps it until it is undeployed.
   *
   * @param app name of the app
   * @param version version of the app
   */
  boolean isMetered(String app, String version);
}
