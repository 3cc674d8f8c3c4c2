package dev.buntime.plugin.authn.internal.login;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The addresses at the provider to which browsers are sent. */
final class Authorization {
  private Authorization() {}

  /** Where a person logs in (OpenID Connect Core 1.0, section 3.1.2.1; RFC 7636, section 4.3). */
  static String login(
      URI endpoint, String clientId, String scope, String redirectUri, PendingLogin attempt) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("response_type", "code");
    query.put("client_id", clientId);
    query.put("redirect_uri", redirectUri);
    query.put("scope", scope);
    query.put("state", attempt.state());
    query.put("nonce", attempt.nonce());
    query.put("code_challenge", attempt.challenge());
    query.put("code_challenge_method", "S256");
    return with(endpoint, query);
  }

  /** Where a person logs out (OpenID Connect RP-Initiated Logout 1.0, section 2). */
  static String logout(URI endpoint, String clientId, String redirectUri, String idToken) {
    Map<String, String> query = new LinkedHashMap<>();
    if (!idToken.isEmpty()) {
      query.put("id_token_hint", idToken);
    }
    query.put("client_id", clientId);
    query.put("post_logout_redirect_uri", redirectUri);
    return with(endpoint, query);
  }

  private static String with(URI endpoint, Map<String, String> query) {
    String added =
        query.entrySet().stream()
            .map(each -> each.getKey() + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&"));
    String base = endpoint.toASCIIString();
    return base + (endpoint.getRawQuery() == null ? "?" : "&") + added;
  }

  /** A query value, percent-encoded. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
