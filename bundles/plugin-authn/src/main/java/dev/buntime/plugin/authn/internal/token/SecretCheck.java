package dev.buntime.plugin.authn.internal.token;

import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Tells secrets from keys of pairs and certificates. Those are made to be given away, so that
 * whoever has one could sign tokens with it, if it were taken for a secret.
 */
final class SecretCheck {
  private static final Pattern SSH = Pattern.compile("(?:ssh|ecdsa|sk)-[a-z0-9@.-]+ AAAA.*");
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_=\\s-]++");
  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 0x02;

  private SecretCheck() {}

  /**
   * Refuses what is no secret.
   *
   * @throws IllegalArgumentException if it is none; the message repeats nothing of it
   */
  static void check(String secret) {
    String text = secret.strip();
    if (text.isEmpty()) {
      throw new IllegalArgumentException("it is blank");
    }
    if (text.contains("-----BEGIN ")) {
      throw keyIn("PEM");
    }
    if (isJwk(text)) {
      throw keyIn("JSON (JWK)");
    }
    if (SSH.matcher(text).lookingAt()) {
      throw keyIn("the form of SSH");
    }
    if (BASE64.matcher(text).matches() && isKeyInDer(decoded(text))) {
      throw keyIn("DER");
    }
  }

  private static IllegalArgumentException keyIn(String form) {
    return new IllegalArgumentException(
        "it is a key in %s, which is no secret: give a public key as publicKey".formatted(form));
  }

  /** One key, or a set. */
  private static boolean isJwk(String text) {
    if (!text.startsWith("{")) {
      return false;
    }
    try {
      Map<String, Object> members = StrictJson.object(text);
      return members.containsKey("kty") || members.containsKey("keys");
    } catch (InvalidTokenException _) {
      return false; // no JSON, so no key either
    }
  }

  /** In either alphabet, on one line or several. */
  private static byte[] decoded(String text) {
    String plain = text.replaceAll("\\s", "").replace('-', '+').replace('_', '/');
    try {
      return Base64.getDecoder().decode(plain);
    } catch (IllegalArgumentException _) {
      return new byte[0]; // it only looks like Base64
    }
  }

  /**
   * Whether it is one sequence and no more, that begins with a sequence (SubjectPublicKeyInfo,
   * certificates) or a number (PKCS #1, PKCS #8, SEC 1). No random secret is.
   */
  private static boolean isKeyInDer(byte[] der) {
    if (der.length < 4 || der[0] != SEQUENCE) {
      return false;
    }
    int lengthBytes = der[1] >= 0 ? 0 : der[1] & 0x7f; // the short form, or how many come
    if (lengthBytes > 3 || der.length < lengthBytes + 3) {
      return false;
    }
    int length = lengthBytes == 0 ? der[1] : 0;
    for (int i = 0; i < lengthBytes; i++) {
      length = (length << 8) | (der[2 + i] & 0xff);
    }
    int first = der[2 + lengthBytes];
    return length == der.length - 2 - lengthBytes && (first == SEQUENCE || first == INTEGER);
  }
}
