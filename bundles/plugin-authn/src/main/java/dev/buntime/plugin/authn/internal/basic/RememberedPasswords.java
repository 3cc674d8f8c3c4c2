package dev.buntime.plugin.authn.internal.basic;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A fast digest of passwords that means nothing outside this process. Thread-safe. */
final class RememberedPasswords {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 32;
  private static final SecureRandom secureRandom = new SecureRandom();

  private final SecretKeySpec key;

  RememberedPasswords() {
    byte[] bytes = new byte[BYTES];
    secureRandom.nextBytes(bytes);
    key = new SecretKeySpec(bytes, ALGORITHM);
  }

  /** A password that nobody has. */
  static char[] random() {
    byte[] bytes = new byte[BYTES];
    secureRandom.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes).toCharArray();
  }

  /** The digest of a name and a password. */
  String digest(String name, String password) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(name.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return HexFormat.of().formatHex(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no " + ALGORITHM, e);
    }
  }

  /** Whether two digests are the same, in a time that does not tell where they differ. */
  static boolean equal(@Nullable String known, String digest) {
    return known != null
        && MessageDigest.isEqual(
            known.getBytes(StandardCharsets.US_ASCII), digest.getBytes(StandardCharsets.US_ASCII));
  }
}
