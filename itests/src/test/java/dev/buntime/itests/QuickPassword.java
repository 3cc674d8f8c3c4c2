package dev.buntime.itests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * The file with the password of admin, as the product writes it, but for a number of iterations
 * that a JVM which is to start quickly has done at once instead of after two seconds.
 */
public final class QuickPassword {
  private static final int ITERATIONS = 1_000;
  private static final int HASH_BITS = 512;
  private static final byte[] SALT = "sixteen bytes of".getBytes(StandardCharsets.US_ASCII);

  private QuickPassword() {}

  /** Makes this the password of a data folder that has none yet. */
  public static void ensure(Path data, String password) throws IOException {
    Path file = data.resolve("admin.password");
    if (!Files.exists(file)) {
      Files.writeString(file, line(password));
    }
  }

  private static String line(String password) {
    Base64.Encoder base64 = Base64.getEncoder();
    return "pbkdf2-hmac-sha512 iterations=%d salt=%s hash=%s%n"
        .formatted(ITERATIONS, base64.encodeToString(SALT), base64.encodeToString(hash(password)));
  }

  private static byte[] hash(String password) {
    PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), SALT, ITERATIONS, HASH_BITS);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
