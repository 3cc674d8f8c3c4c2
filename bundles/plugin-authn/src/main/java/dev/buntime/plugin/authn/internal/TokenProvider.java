package dev.buntime.plugin.authn.internal;

import dev.buntime.plugin.Identity;
import dev.buntime.plugin.authn.internal.keys.KeySecret;
import dev.buntime.plugin.authn.internal.token.InvalidTokenException;
import dev.buntime.plugin.authn.internal.token.TokenFit;
import dev.buntime.plugin.authn.internal.token.TokenIdentity;
import dev.buntime.plugin.authn.internal.token.TokenRules;
import dev.buntime.plugin.authn.internal.token.TokenVerifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Somebody who signs tokens. */
final class TokenProvider implements Provider {
  private final String kind;
  private final TokenFit fit;
  private final TokenCarrier carrier;
  private final TokenVerifier verifier;

  /**
   * @param kind what {@code provider} is
   * @param rules what its tokens are like
   */
  TokenProvider(String kind, TokenRules rules, TokenCarrier carrier, TokenVerifier verifier) {
    this.kind = kind;
    this.fit = new TokenFit(rules);
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

  @Override
  public Optional<InvalidTokenException> misfit(String token) {
    return fit.misfit(token);
  }

  @Override
  public boolean isNamedBy(String token) {
    return fit.isNamedBy(token);
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
    String issuer = fit.rules().issuer();
    if (!issuer.isEmpty()) {
      description.put("issuer", issuer);
    }
    return description;
  }
}
