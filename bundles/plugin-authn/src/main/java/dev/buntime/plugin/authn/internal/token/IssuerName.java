package dev.buntime.plugin.authn.internal.token;

/** Whom a token names as its issuer, before anything of it is verified. */
public final class IssuerName {
  private IssuerName() {}

  /** The name; empty if the token names none, or cannot be read. */
  public static String of(String token) {
    try {
      return SignedToken.parse(token).claims().get("iss") instanceof String issuer ? issuer : "";
    } catch (InvalidTokenException _) {
      return ""; // whoever verifies it says what is wrong
    }
  }
}
