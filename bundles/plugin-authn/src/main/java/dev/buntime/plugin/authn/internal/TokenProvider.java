package dev.buntime.plugin.authn.internal;

import dev.buntime.plugin.Identity;
import dev.buntime.plugin.authn.internal.keys.KeySecret;
import dev.buntime.plugin.authn.internal.token.IssuerName;
import dev.buntime.plugin.authn.internal.token.TokenIdentity;
import dev.buntime.plugin.authn.internal.token.TokenVerifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Somebody who signs tokens. */
final class TokenProvider implements Provider {
  private final String kind;
  private final String issuer;
  private final TokenCarrier carrier;
  private final TokenVerifier verifier;

  /**
   * @param kind what {@code provider} is
   * @param issuer whose tokens they are; empty if of anybody
   */
  TokenProvider(String kind, String issuer, TokenCarrier carrier, TokenVerifier verifier) {
    this.kind = kind;
    this.issuer = issuer;
    this.carrier = carrier;
    this.verifier = verifier;
  }

  @Override
  public List<String> headers() {
    return List.of(carrier.header());
  }

  @Override
  public Optional<String> credential(String header, String value) {
    return carrier.token(value).filter(token -> !token.startsWith(KeySecret.PREFIX));
  }

  /** What a token says is not believed yet, but nobody else would believe it either. */
  @Override
  public boolean owns(String token) {
    return issuer.isEmpty() || IssuerName.of(token).equals(issuer);
  }

  @Override
  public CompletionStage<Identity> verify(Credential credential) {
    return verifier.verify(credential.secret()).thenApply(TokenIdentity::of);
  }

  @Override
  public boolean introspects(String token) {
    return !token.startsWith(KeySecret.PREFIX);
  }

  @Override
  public String challenge() {
    return "Bearer realm=\"Buntime\"";
  }

  /** An app may have to show the token to another service. */
  @Override
  public boolean hidesCredential() {
    return false;
  }

  @Override
  public Map<String, String> description() {
    Map<String, String> description = new LinkedHashMap<>();
    description.put("provider", kind);
    if (!issuer.isEmpty()) {
      description.put("issuer", issuer);
    }
    return description;
  }
}
