package dev.buntime.plugin.authn.internal.token;

import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The keys that a provider shows, kept as {@link Cached} does. A key that is not there has them
 * fetched again, at most once in a while. Thread-safe.
 */
final class RemoteKeys implements KeySource {
  private final Cached<KeySet> keys;

  /**
   * @param issuer for messages
   * @param uri where they are, asked for before each fetch
   */
  RemoteKeys(
      String issuer,
      Supplier<? extends CompletionStage<URI>> uri,
      HttpFetch fetch,
      CachePolicy policy,
      InstantSource clock) {
    keys =
        new Cached<>(
            "keys of " + issuer,
            () ->
                uri.get()
                    .thenCompose(
                        at -> fetch.get(at).thenApply(Stages.check(reply -> read(at, reply)))),
            policy,
            clock);
  }

  private static KeySet read(URI uri, Reply reply) throws ProviderUnavailableException {
    if (reply.status() != 200) {
      throw new ProviderUnavailableException(uri + " answers " + reply.status());
    }
    try {
      return KeySet.parse(reply.body());
    } catch (InvalidTokenException e) {
      throw new ProviderUnavailableException(uri + " is no JWK set: " + e.getMessage(), e);
    }
  }

  @Override
  public CompletionStage<VerificationKey> find(String keyId, String algorithm) {
    return keys.get()
        .thenCompose(known ->
            known
                .find(keyId, algorithm)
                .<CompletionStage<VerificationKey>>map(CompletableFuture::completedFuture)
                .orElseGet(() -> findNewer(keyId, algorithm)));
  }

  private CompletionStage<VerificationKey> findNewer(String keyId, String algorithm) {
    return keys.getNewer()
        .thenApply(
            Stages.check(newer -> {
              Optional<VerificationKey> key = newer.find(keyId, algorithm);
              return key.orElseThrow(() ->
                  new InvalidTokenException(
                      "the provider has no key with the id of the token (kid)"));
            }));
  }
}
