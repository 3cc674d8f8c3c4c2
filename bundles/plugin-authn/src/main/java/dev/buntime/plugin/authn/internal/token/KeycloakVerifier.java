package dev.buntime.plugin.authn.internal.token;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.VerificationException;
import org.keycloak.crypto.SignatureVerifierContext;
import org.keycloak.representations.AccessToken;

/**
 * Verifies access tokens of Keycloak, by Keycloak's own verifier and types.
 *
 * <p>Before that a token has to have the form and the algorithm that any other one has; its
 * signature is checked with the key that its header names among those of the realm. To the claims
 * are added {@value #ROLES}: those of the realm, and those of the clients for which tokens are
 * taken here. A role of another client could be called the same and mean something else, so it is
 * {@code client:role}.
 */
final class KeycloakVerifier implements TokenVerifier {
  /** Claim for the roles that the token grants. */
  static final String ROLES = "roles";

  /** What {@code typ} in the payload of an access token is. */
  private static final List<String> BEARER = List.of("Bearer");

  private final KeyLookup lookup;
  private final TokenRules rules;
  private final ClaimCheck claims;
  private final Set<String> ownClients;

  /**
   * @param clientId of the runner; empty if it has none
   */
  KeycloakVerifier(KeySource keys, TokenRules rules, String clientId, InstantSource clock) {
    this.lookup = new KeyLookup(keys, rules);
    this.rules = rules;
    this.claims = new ClaimCheck(rules, clock);
    this.ownClients =
        Stream.concat(rules.audiences().stream(), Stream.of(clientId))
            .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public CompletionStage<VerifiedToken> verify(String token) {
    return lookup.verify(token, this::verified);
  }

  private VerifiedToken verified(SignedToken token, VerificationKey key)
      throws InvalidTokenException {
    Signature signature = new Signature(token, key);
    try {
      AccessToken access =
          org.keycloak.TokenVerifier.create(token.text(), AccessToken.class)
              .verifierContext(signature)
              .withChecks(
                  org.keycloak.TokenVerifier.SUBJECT_EXISTS_CHECK,
                  new org.keycloak.TokenVerifier.RealmUrlCheck(rules.issuer()),
                  new org.keycloak.TokenVerifier.TokenTypeCheck(BEARER))
              .verify()
              .getToken();
      VerifiedToken checked = claims.check(token.claims());
      Map<String, Object> all = new LinkedHashMap<>(checked.claims());
      all.put(ROLES, List.copyOf(roles(access)));
      return new VerifiedToken(checked.subject(), all);
    } catch (VerificationException e) {
      InvalidTokenException refusal = new InvalidTokenException(reason(signature, e), e);
      throw signature.holds ? refusal.ofSigned() : refusal;
    }
  }

  /** Its own messages repeat parts of the token, which must not get into a header. */
  private static String reason(Signature signature, VerificationException problem) {
    if (signature.failed) {
      return "the signature of the token is wrong";
    }
    String said = String.valueOf(problem.getMessage());
    if (said.contains("Token type")) {
      return "the token is no access token (typ in its payload is not Bearer)";
    }
    if (said.contains("issuer")) {
      return "the token is not from the realm that is configured (iss)";
    }
    return "Keycloak's verifier does not take the token";
  }

  private Set<String> roles(AccessToken token) {
    Set<String> roles = new TreeSet<>(roles(token.getRealmAccess()));
    Map<String, AccessToken.Access> clients = token.getResourceAccess();
    if (clients != null) {
      clients.forEach((client, access) ->
          roles(access)
              .forEach(
                  role -> roles.add(ownClients.contains(client) ? role : client + ":" + role)));
    }
    return roles;
  }

  /** JSON may have null wherever something else is expected. */
  private static List<String> roles(AccessToken.@Nullable Access access) {
    return access == null || access.getRoles() == null
        ? List.of()
        : access.getRoles().stream().filter(Objects::nonNull).toList();
  }

  /** The check of one signature, as Keycloak's verifier asks for it. */
  private static final class Signature implements SignatureVerifierContext {
    private final SignedToken token;
    private final VerificationKey key;
    private boolean failed;
    private boolean holds;

    Signature(SignedToken token, VerificationKey key) {
      this.token = token;
      this.key = key;
    }

    @Override
    public String getKid() {
      return key.id();
    }

    @Override
    public String getAlgorithm() {
      return token.algorithm();
    }

    @Override
    public boolean verify(byte[] data, byte[] signature) {
      holds = Arrays.equals(data, token.signed()) && key.verifies(token);
      failed = !holds;
      return holds;
    }
  }
}
