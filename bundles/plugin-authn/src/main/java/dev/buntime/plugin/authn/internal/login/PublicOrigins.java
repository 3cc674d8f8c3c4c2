package dev.buntime.plugin.authn.internal.login;

import dev.buntime.plugin.PluginRequest;
import java.util.List;
import java.util.Optional;

/**
 * The origins that a provider may be told to send browsers, and with them codes, back to.
 *
 * <p>The field {@code Host} comes from the client and is not trusted: it only selects among the
 * configured origins. A proxy may change it, so where it selects none the first one counts. With
 * none configured the runner is used from this machine only: loopback addresses count as they are
 * asked for, and there is no login under any other name.
 *
 * @param configured by the option {@code login.publicUrl}
 */
record PublicOrigins(List<PublicOrigin> configured) {
  /** Copies the list. */
  PublicOrigins {
    configured = List.copyOf(configured);
  }

  /** The origin under which the browser has sent this; empty if that is not known for sure. */
  Optional<PublicOrigin> of(PluginRequest request) {
    Optional<PublicOrigin> asked = PublicOrigin.of(request.scheme(), request.authority());
    if (configured.isEmpty()) {
      return asked.filter(PublicOrigin::isLoopback);
    }
    return configured.stream()
        .filter(origin -> asked.isPresent() && origin.equals(asked.get()))
        .findFirst()
        .or(() -> ofSameHost(request))
        .or(() -> Optional.of(configured.getFirst()));
  }

  /** Behind a proxy that speaks TLS the scheme is another one. */
  private Optional<PublicOrigin> ofSameHost(PluginRequest request) {
    return configured.stream()
        .filter(origin ->
            PublicOrigin.of(origin.scheme(), request.authority())
                .filter(origin::equals)
                .isPresent())
        .findFirst();
  }
}
