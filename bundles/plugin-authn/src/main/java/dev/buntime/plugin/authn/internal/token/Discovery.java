package dev.buntime.plugin.authn.internal.token;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * What a provider says of itself at {@code /.well-known/openid-configuration}, fetched when it is
 * needed and kept. Thread-safe.
 */
public final class Discovery {
  private static final String PATH = "/.well-known/openid-configuration";
  private static final Duration FRESH = Duration.ofHours(1);

  private final String issuer;
  private final boolean allowHttp;
  private final Cached<ProviderMetadata> metadata;

  /**
   * @param issuer its URL, as its tokens name it
   * @param allowHttp whether its endpoints may be without TLS on other machines too
   * @param patience how long anybody waits for it
   */
  public Discovery(
      String issuer, boolean allowHttp, Duration patience, HttpFetch fetch, InstantSource clock) {
    this.issuer = issuer;
    this.allowHttp = allowHttp;
    URI document = URI.create(issuer.replaceAll("/+$", "") + PATH);
    this.metadata =
        new Cached<>(
            "discovery of " + issuer,
            () -> fetch.get(document).thenApply(Stages.check(reply -> read(document, reply))),
            CachePolicy.of(FRESH, patience),
            clock);
  }

  /**
   * The metadata.
   *
   * @return completes exceptionally with {@link ProviderUnavailableException} if they cannot be had
   */
  public CompletionStage<ProviderMetadata> metadata() {
    return metadata.get();
  }

  private ProviderMetadata read(URI document, Reply reply) throws ProviderUnavailableException {
    if (reply.status() != 200) {
      throw new ProviderUnavailableException(document + " answers " + reply.status());
    }
    Map<String, Object> members;
    try {
      members = StrictJson.object(reply.body());
    } catch (InvalidTokenException e) {
      throw new ProviderUnavailableException(document + " is no JSON: " + e.getMessage(), e);
    }
    String named = text(members, "issuer").orElse("");
    if (!named.equals(issuer)) {
      throw new ProviderUnavailableException(
          "%s is for the issuer '%s', not for '%s': correct the option issuer"
              .formatted(document, Printable.of(named), issuer));
    }
    return new ProviderMetadata(
        named,
        endpoint(members, "authorization_endpoint"),
        endpoint(members, "token_endpoint"),
        endpoint(members, "jwks_uri")
            .orElseThrow(() -> new ProviderUnavailableException(document + " names no jwks_uri")),
        endpoint(members, "end_session_endpoint"),
        endpoint(members, "introspection_endpoint"),
        Boolean.TRUE.equals(members.get("authorization_response_iss_parameter_supported")),
        texts(members, "id_token_signing_alg_values_supported"));
  }

  private Optional<URI> endpoint(Map<String, Object> members, String name)
      throws ProviderUnavailableException {
    Optional<String> text = text(members, name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Endpoints.check(text.get(), allowHttp));
    } catch (IllegalArgumentException e) {
      throw new ProviderUnavailableException(
          "%s of %s cannot be used: %s".formatted(name, issuer, e.getMessage()), e);
    }
  }

  private static Optional<String> text(Map<String, Object> members, String name) {
    return members.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  private static Set<String> texts(Map<String, Object> members, String name) {
    return members.get(name) instanceof List<?> list
        ? list.stream().map(String::valueOf).collect(Collectors.toSet())
        : Set.of();
  }
}
