package dev.buntime.plugin.authn.internal.keys;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The text of API keys: {@code btk_} and 32 random bytes in Base64url.
 *
 * <p>A fast hash is enough for what nobody can guess.
 */
public final class KeySecret {
  /** How each one begins. */
  public static final String PREFIX = "btk_";

  private static final int BYTES = 32;
  private static final Pattern FORM = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");
  private static final SecureRandom random = new SecureRandom();

  private KeySecret() {}

  /** A new one. */
  static String generate() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Whether a text has the form of one. */
  static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }

  /** What is kept of it. */
  static String hash(String secret) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(secret.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256", e);
    }
  }

  /** Whether two hashes are the same, in a time that does not tell where they differ. */
  static boolean equal(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
  }
}
