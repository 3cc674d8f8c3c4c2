package dev.buntime.plugin.authn.internal.login;

import dev.buntime.plugin.authn.internal.token.Failures;
import dev.buntime.plugin.authn.internal.token.InvalidTokenException;
import dev.buntime.plugin.authn.internal.token.ProviderMetadata;
import dev.buntime.plugin.authn.internal.token.ProviderUnavailableException;
import dev.buntime.plugin.authn.internal.token.Reply;
import dev.buntime.plugin.authn.internal.token.StrictJson;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Asks a provider for tokens: with a code (RFC 6749, section 4.1.3; RFC 7636, section 4.5) or with
 * a refresh token (section 6). A confidential client shows its secret with HTTP Basic (section
 * 2.3.1), which every provider has to take. Thread-safe.
 */
final class TokenEndpoint {
  /** Errors that are over some time. */
  private static final Set<String> PASSING = Set.of("temporarily_unavailable", "server_error");

  private static final long LONGEST_SECONDS = 365L * 24 * 3600;
  private static final int OK = 200;
  private static final int SERVER_ERROR = 500;
  private static final int TOO_MANY = 429;

  private final LoginProvider provider;

  TokenEndpoint(LoginProvider provider) {
    this.provider = provider;
  }

  /** Tokens for the code of a login. */
  CompletionStage<TokenAnswer> exchange(String code, String verifier, String redirectUri) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", redirectUri);
    form.put("code_verifier", verifier);
    return ask(form);
  }

  /** New tokens. */
  CompletionStage<TokenAnswer> refresh(String refreshToken) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "refresh_token");
    form.put("refresh_token", refreshToken);
    return ask(form);
  }

  private CompletionStage<TokenAnswer> ask(Map<String, String> form) {
    return provider
        .openId()
        .metadata()
        .thenCompose(metadata -> ask(metadata, form))
        .exceptionally(TokenEndpoint::unavailable);
  }

  private CompletionStage<TokenAnswer> ask(ProviderMetadata metadata, Map<String, String> form) {
    Optional<URI> endpoint = metadata.tokenEndpoint();
    if (endpoint.isEmpty()) {
      return CompletableFuture.completedFuture(
          new TokenAnswer.Unavailable(metadata.issuer() + " names no token endpoint"));
    }
    Map<String, String> headers = new LinkedHashMap<>();
    provider
        .clientSecret()
        .ifPresentOrElse(
            secret -> headers.put("Authorization", basic(provider.openId().clientId(), secret)),
            () -> form.put("client_id", provider.openId().clientId()));
    return provider
        .http()
        .post(endpoint.get(), form, headers)
        .thenApply(reply -> answer(endpoint.get(), reply));
  }

  private static String basic(String id, String secret) {
    String pair = encoded(id) + ":" + encoded(secret);
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static TokenAnswer unavailable(Throwable failure) {
    if (Failures.cause(failure) instanceof ProviderUnavailableException unavailable) {
      return new TokenAnswer.Unavailable(String.valueOf(unavailable.getMessage()));
    }
    throw new CompletionException(Failures.cause(failure));
  }

  private static TokenAnswer answer(URI endpoint, Reply reply) {
    Map<String, Object> members;
    try {
      members = StrictJson.object(reply.body());
    } catch (InvalidTokenException e) {
      return unusable(endpoint, reply, "what is no JSON: " + e.getMessage());
    }
    boolean isTrouble = reply.status() >= SERVER_ERROR || reply.status() == TOO_MANY;
    String error = text(members, "error");
    if (!isTrouble && !error.isEmpty() && !PASSING.contains(error)) {
      return new TokenAnswer.Refused(error, text(members, "error_description"));
    }
    if (reply.status() != OK) {
      return unusable(endpoint, reply, "no tokens and no final error");
    }
    String accessToken = text(members, "access_token");
    if (accessToken.isEmpty() || !text(members, "token_type").equalsIgnoreCase("Bearer")) {
      return unusable(endpoint, reply, "no access token of type Bearer");
    }
    return new TokenAnswer.Granted(
        accessToken,
        text(members, "id_token"),
        text(members, "refresh_token"),
        seconds(members.get("expires_in")));
  }

  private static String text(Map<String, Object> members, String name) {
    return members.get(name) instanceof String text ? text : "";
  }

  private static Optional<Long> seconds(@Nullable Object value) {
    return value instanceof Number number && number.longValue() > 0
        ? Optional.of(Math.min(number.longValue(), LONGEST_SECONDS))
        : Optional.empty();
  }

  private static TokenAnswer unusable(URI endpoint, Reply reply, String what) {
    return new TokenAnswer.Unavailable(
        "%s answers %d with %s".formatted(endpoint, reply.status(), what));
  }
}
