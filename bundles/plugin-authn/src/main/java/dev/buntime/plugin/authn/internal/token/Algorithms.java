package dev.buntime.plugin.authn.internal.token;

import java.util.List;
import java.util.Set;

/** Algorithms of signatures (RFC 7518, RFC 8037) that are taken. {@code none} is none of them. */
public final class Algorithms {
  /** With a secret that both sides have. */
  public static final List<String> SECRET = List.of("HS256", "HS384", "HS512");

  /** With a key pair. */
  public static final List<String> PUBLIC =
      List.of(
          "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

  private Algorithms() {}

  /** Whether a signature is made with a shared secret. */
  static boolean isSecret(String algorithm) {
    return SECRET.contains(algorithm);
  }

  /** Refuses a token that says it is signed in another way. */
  static void check(SignedToken token, Set<String> allowed) throws InvalidTokenException {
    if (!allowed.contains(token.algorithm())) {
      throw new InvalidTokenException(
          "the algorithm of the token (alg) is not one of "
              + String.join(", ", allowed.stream().sorted().toList()));
    }
  }
}
