package dev.buntime.plugin.authn.internal;

import dev.buntime.plugin.Identity;
import dev.buntime.plugin.authn.internal.keys.ApiKeys;
import dev.buntime.plugin.authn.internal.keys.KeySecret;
import dev.buntime.plugin.authn.internal.token.InvalidTokenException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** API keys: in {@code X-API-Key}, or as a bearer token that begins with {@code btk_}. */
final class KeyProvider implements Provider {
  private static final String HEADER = "X-API-Key";

  private final ApiKeys keys;

  KeyProvider(ApiKeys keys) {
    this.keys = keys;
  }

  @Override
  public List<String> headers() {
    return List.of(HEADER, TokenCarrier.BEARER.header());
  }

  /** An empty field is none: clients send it that fill it in from a variable that is not set. */
  @Override
  public Optional<String> credential(String header, String value) {
    return header.equals(HEADER)
        ? Optional.of(value.strip()).filter(key -> !key.isEmpty())
        : TokenCarrier.BEARER.token(value).filter(token -> token.startsWith(KeySecret.PREFIX));
  }

  @Override
  public boolean isNamedBy(String credential) {
    return credential.startsWith(KeySecret.PREFIX);
  }

  @Override
  public boolean isSecret(String credential) {
    return credential.startsWith(KeySecret.PREFIX);
  }

  @Override
  public CompletionStage<Identity> verify(Credential credential) {
    return keys.find(credential.secret())
        .<CompletionStage<Identity>>map(CompletableFuture::completedFuture)
        .orElseGet(() ->
            CompletableFuture.failedFuture(
                new InvalidTokenException("there is no such API key, or it has expired")));
  }

  @Override
  public boolean introspects(String token) {
    return token.startsWith(KeySecret.PREFIX);
  }

  @Override
  public String challenge() {
    return "Bearer realm=\"Buntime\"";
  }

  @Override
  public Map<String, String> description() {
    return Map.of("provider", "apiKey");
  }

  @Override
  public void close() {
    keys.close();
  }
}
