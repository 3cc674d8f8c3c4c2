package dev.buntime.plugin.authn.internal.token;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An OpenID provider: what it says of itself, and whether tokens are its own.
 *
 * <p>Nobody waits longer for it than the bound that is given. Thread-safe.
 */
public final class OpenIdProvider {
  /** Whose tokens they are, which decides how access tokens are verified. */
  public enum Kind {
    /** By Keycloak's verifier. */
    KEYCLOAK,
    /** By the rules for all. */
    ANY
  }

  /** Claims that only ID tokens have (OpenID Connect Core 1.0, sections 2 and 3.3.2.11). */
  private static final List<String> OF_ID_TOKENS = List.of("nonce", "at_hash", "c_hash");

  private final TokenRules rules;
  private final String clientId;
  private final Duration patience;
  private final InstantSource clock;
  private final Discovery discovery;
  private final RemoteKeys keys;
  private final TokenVerifier accessTokens;
  private final TokenRules idTokenRules;

  /**
   * @param kind of the provider
   * @param rules for its access tokens; with an issuer
   * @param clientId under which the runner is known there; empty if it is not
   * @param allowHttp whether it may be without TLS on another machine
   * @param keysFresh how long its keys are used before they are fetched again
   * @param patience how long anybody waits for it
   */
  public OpenIdProvider(
      Kind kind,
      TokenRules rules,
      String clientId,
      boolean allowHttp,
      Duration keysFresh,
      Duration patience,
      HttpFetch fetch,
      InstantSource clock) {
    this.rules = rules;
    this.clientId = clientId;
    this.patience = patience;
    this.clock = clock;
    discovery = new Discovery(rules.issuer(), allowHttp, patience, fetch, clock);
    keys =
        new RemoteKeys(
            rules.issuer(), this::keysUri, fetch, CachePolicy.of(keysFresh, patience), clock);
    accessTokens =
        kind == Kind.KEYCLOAK
            ? new KeycloakVerifier(keys, rules, clientId, clock)
            : withoutIdTokens(JwsVerifier.of(keys, rules, clock));
    idTokenRules = idTokenRules(kind, rules, clientId);
  }

  /**
   * ID tokens tell a client who has logged in, and let nobody in. Only these claims tell them apart
   * from access tokens.
   */
  private static TokenVerifier withoutIdTokens(TokenVerifier verifier) {
    return text ->
        verifier
            .verify(text)
            .thenApply(
                Stages.check(token -> {
                  for (String claim : OF_ID_TOKENS) {
                    if (token.claims().containsKey(claim)) {
                      throw new InvalidTokenException(
                              "the token is an ID token and no access token (" + claim + ")")
                          .ofSigned();
                    }
                  }
                  return token;
                }));
  }

  /** A login at Keycloak verifies the access token too, which is where claims are asked for. */
  private static TokenRules idTokenRules(Kind kind, TokenRules rules, String clientId) {
    TokenRules all = rules.forIdTokens(clientId);
    return kind == Kind.KEYCLOAK ? all.withRequiredClaims(Map.of()) : all;
  }

  private CompletionStage<URI> keysUri() {
    return discovery.metadata().thenApply(ProviderMetadata::jwksUri);
  }

  /** Its issuer, as its tokens name it. */
  public String issuer() {
    return rules.issuer();
  }

  /** Under which the runner is known there; empty if it is not. */
  public String clientId() {
    return clientId;
  }

  /**
   * What it says of itself.
   *
   * @return completes exceptionally with {@link ProviderUnavailableException} if that is not known
   */
  public CompletionStage<ProviderMetadata> metadata() {
    return bounded(discovery.metadata());
  }

  /** Verifies tokens that clients show to get in. */
  public TokenVerifier accessTokens() {
    return token -> bounded(accessTokens.verify(token));
  }

  /**
   * Verifies the ID token of one login: issuer, client, nonce, required claims, times, signature.
   * Not {@code at_hash}.
   *
   * @param nonce that the login was begun with
   */
  public TokenVerifier idTokens(String nonce) {
    JwsVerifier verifier = JwsVerifier.of(keys, idTokenRules.withNonce(nonce), clock);
    return token -> bounded(verifier.verify(token));
  }

  /** Verifies ID tokens that come with renewed tokens: as {@link #idTokens} does, without nonce. */
  public TokenVerifier renewedIdTokens() {
    JwsVerifier verifier = JwsVerifier.of(keys, idTokenRules, clock);
    return token -> bounded(verifier.verify(token));
  }

  /** The stage itself is of all who wait, so only a copy may time out. */
  private <T> CompletionStage<T> bounded(CompletionStage<T> stage) {
    return stage
        .toCompletableFuture()
        .copy()
        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionallyCompose(failure ->
            CompletableFuture.failedFuture(
                Failures.cause(failure) instanceof TimeoutException late
                    ? new ProviderUnavailableException(
                        "%s did not answer within %d ms".formatted(issuer(), patience.toMillis()),
                        late)
                    : Failures.cause(failure)));
  }
}
