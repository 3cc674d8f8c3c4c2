package dev.buntime.plugin.authn.internal.token;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Keys of the configuration. Immutable. */
public final class StaticKeys implements KeySource {
  private final KeySet keys;

  private StaticKeys(KeySet keys) {
    this.keys = keys;
  }

  /**
   * A secret that both sides have.
   *
   * @throws IllegalArgumentException if it is too short, or something else than a secret; the
   *     message repeats nothing of it
   */
  public static StaticKeys secret(String secret) {
    return new StaticKeys(KeySet.of(List.of(StaticKeyReader.secret(secret))));
  }

  /**
   * Public keys: PEM of a key or a certificate, or JSON of a JWK or a set of them.
   *
   * @throws IllegalArgumentException if there is no key in it that can be used; the message says
   *     why
   */
  public static StaticKeys publicKeys(String text) {
    return new StaticKeys(StaticKeyReader.publicKeys(text));
  }

  /** Algorithms that some key can be used with. */
  public Set<String> algorithms() {
    return keys.keys().stream()
        .flatMap(key -> key.algorithms().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** A key of PEM or a secret has no id: it is taken for whatever id a token names. */
  @Override
  public CompletionStage<VerificationKey> find(String keyId, String algorithm) {
    return keys.find(keyId, algorithm)
        .or(() -> keys.find("", algorithm).filter(key -> key.id().isEmpty()))
        .<CompletionStage<VerificationKey>>map(CompletableFuture::completedFuture)
        .orElseGet(() ->
            CompletableFuture.failedFuture(
                new InvalidTokenException("no key of the configuration is for this token")));
  }
}
