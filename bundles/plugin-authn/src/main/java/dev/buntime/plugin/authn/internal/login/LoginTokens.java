package dev.buntime.plugin.authn.internal.login;

import dev.buntime.plugin.Identity;
import dev.buntime.plugin.authn.internal.token.InvalidTokenException;
import dev.buntime.plugin.authn.internal.token.StrictJson;
import dev.buntime.plugin.authn.internal.token.VerifiedToken;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Finds out who has logged in, by the tokens that the provider gives (OpenID Connect Core 1.0,
 * sections 3.1.3.7, 3.1.3.8 and 12.2). Signature, issuer, audience, nonce and time are the
 * verifier's part; here it is checked that the tokens belong to this login, to this client and to
 * each other. Thread-safe.
 */
final class LoginTokens {
  /** Claims about one token, which a session outlasts. */
  private static final Set<String> PASSING =
      Set.of("at_hash", "c_hash", "s_hash", "nonce", "jti", "exp", "iat", "nbf");

  /** Claims from which rights follow; {@code roles} is in each access token that was verified. */
  private static final Set<String> RIGHTS =
      Set.of("roles", "groups", "realm_access", "resource_access", "scope");

  private final LoginProvider provider;

  LoginTokens(LoginProvider provider) {
    this.provider = provider;
  }

  /**
   * Who it is, and until when that counts if the provider has not said it beside the token.
   *
   * @param expires when the ID token ends
   */
  record Person(Identity identity, Instant expires) {}

  /**
   * Who has logged in.
   *
   * @param nonce of the login; empty if it is known already who it is, and the tokens are new ones
   * @param subject whose the tokens have to be; empty if that is to be found out
   * @return fails with {@link InvalidTokenException} if the tokens do not hold
   */
  CompletionStage<Person> person(
      TokenAnswer.Granted tokens, Optional<String> nonce, Optional<String> subject) {
    if (tokens.idToken().isEmpty()) {
      return invalid("the provider gave no ID token");
    }
    return nonce
        .map(provider.openId()::idTokens)
        .orElseGet(provider.openId()::renewedIdTokens)
        .verify(tokens.idToken())
        .thenCompose(idToken -> {
          Optional<String> mistake = mistake(tokens, idToken, subject);
          return mistake.isPresent() ? invalid(mistake.get()) : withAccess(tokens, idToken);
        });
  }

  private static <T> CompletionStage<T> invalid(String why) {
    return CompletableFuture.failedFuture(new InvalidTokenException(why));
  }

  private Optional<String> mistake(
      TokenAnswer.Granted tokens, VerifiedToken idToken, Optional<String> subject) {
    if (subject.isPresent() && !subject.get().equals(idToken.subject())) {
      return Optional.of("the ID token is of another subject (sub)");
    }
    boolean isNamed = idToken.claims().containsKey("azp");
    boolean areMany = idToken.claims().get("aud") instanceof Collection<?> all && all.size() > 1;
    if ((isNamed || areMany) && !provider.openId().clientId().equals(idToken.text("azp"))) {
      return Optional.of("the ID token is for another client (azp)");
    }
    if (idToken.claims().containsKey("at_hash")
        && !isSame(hash(tokens).orElse(""), idToken.text("at_hash"))) {
      return Optional.of("the ID token belongs to another access token (at_hash)");
    }
    return Optional.empty();
  }

  private static boolean isSame(String left, String right) {
    return !left.isEmpty()
        && MessageDigest.isEqual(
            left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
  }

  /** The left half of the digest that belongs to the algorithm of the ID token. */
  private static Optional<String> hash(TokenAnswer.Granted tokens) {
    String algorithm = algorithm(tokens.idToken());
    String digest =
        algorithm.endsWith("256")
            ? "SHA-256"
            : algorithm.endsWith("384")
                ? "SHA-384"
                : algorithm.endsWith("512") || algorithm.startsWith("Ed") ? "SHA-512" : "";
    if (digest.isEmpty()) {
      return Optional.empty();
    }
    try {
      byte[] whole =
          MessageDigest.getInstance(digest)
              .digest(tokens.accessToken().getBytes(StandardCharsets.US_ASCII));
      return Optional.of(
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(Arrays.copyOf(whole, whole.length / 2)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + digest, e);
    }
  }

  /** Its header can be read: it has been verified. */
  private static String algorithm(String token) {
    byte[] header = Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')));
    try {
      Object name = StrictJson.object(new String(header, StandardCharsets.UTF_8)).get("alg");
      return String.valueOf(name);
    } catch (InvalidTokenException e) {
      throw new IllegalStateException("a verified token has a header", e);
    }
  }

  private CompletionStage<Person> withAccess(TokenAnswer.Granted tokens, VerifiedToken idToken) {
    if (provider.accessTokens() == LoginProvider.AccessTokens.ARE_OPAQUE) {
      return CompletableFuture.completedFuture(person(idToken, idToken));
    }
    return provider
        .openId()
        .accessTokens()
        .verify(tokens.accessToken())
        .thenCompose(access ->
            access.subject().equals(idToken.subject())
                ? CompletableFuture.completedFuture(person(idToken, merged(access, idToken)))
                : invalid("the access token is of another subject than the ID token (sub)"));
  }

  /** Who it is says the ID token; what that person may do says the access token. */
  private static VerifiedToken merged(VerifiedToken access, VerifiedToken idToken) {
    Map<String, Object> claims = new LinkedHashMap<>(access.claims());
    claims.putAll(idToken.claims());
    for (String name : RIGHTS) {
      Object granted = access.claims().get(name);
      if (granted != null) {
        claims.put(name, granted);
      }
    }
    return new VerifiedToken(idToken.subject(), claims);
  }

  private Person person(VerifiedToken idToken, VerifiedToken all) {
    Map<String, Object> lasting = new LinkedHashMap<>(all.claims());
    lasting.keySet().removeAll(PASSING);
    Instant expires =
        idToken.claims().get("exp") instanceof Number seconds
            ? Instant.ofEpochSecond(seconds.longValue())
            : Instant.EPOCH;
    return new Person(
        provider.identities().apply(new VerifiedToken(all.subject(), lasting)), expires);
  }
}
