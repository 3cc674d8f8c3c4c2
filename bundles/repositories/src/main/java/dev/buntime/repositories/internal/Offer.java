package dev.buntime.repositories.internal;

import java.util.Comparator;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.IdentityNamespace;
import org.osgi.resource.Capability;
import org.osgi.resource.Resource;

/**
 * A bundle that a repository has.
 *
 * @param resource what it needs and provides
 * @param place where it is, for messages and as the last thing that tells it from others
 * @param source fetches it
 */
record Offer(Resource resource, String place, Source source) {
  /** The higher version first, then by name and place: always the same order. */
  static final Comparator<Offer> BEST_FIRST =
      Comparator.comparing(Offer::version)
          .reversed()
          .thenComparing(Offer::name)
          .thenComparing(Offer::place);

  /** How the content of an offer is to be had. */
  @FunctionalInterface
  interface Source {

    /**
     * Fetches the content, unless it is there already.
     *
     * @throws UnavailableException if it is not to be had, or is not what the repository said
     * @throws InterruptedException if the thread is interrupted
     */
    StoredBundles.Stored fetch(Deadline deadline) throws UnavailableException, InterruptedException;
  }

  private Capability identity() {
    return resource.getCapabilities(IdentityNamespace.IDENTITY_NAMESPACE).getFirst();
  }

  /** Symbolic name of the bundle. */
  String name() {
    return String.valueOf(identity().getAttributes().get(IdentityNamespace.IDENTITY_NAMESPACE));
  }

  /** Version of the bundle. */
  Version version() {
    Object version = identity().getAttributes().get(IdentityNamespace.CAPABILITY_VERSION_ATTRIBUTE);
    return version instanceof Version known ? known : Version.emptyVersion;
  }

  /**
   * Whether a resource has what an offer must have: the identity of a bundle that is no fragment.
   */
  static boolean isBundle(Resource resource) {
    var identities = resource.getCapabilities(IdentityNamespace.IDENTITY_NAMESPACE);
    return identities.size() == 1
        && IdentityNamespace.TYPE_BUNDLE.equals(
            identities.getFirst().getAttributes().get(IdentityNamespace.CAPABILITY_TYPE_ATTRIBUTE));
  }

  /** The bundle in words. */
  String words() {
    return name() + " " + version();
  }
}
