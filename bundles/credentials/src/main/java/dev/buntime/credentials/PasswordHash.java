package dev.buntime.credentials;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * The salted slow hash of a password: PBKDF2 with HMAC-SHA-512.
 *
 * <p>Its text form is one line that names all it takes to check a password against it: {@code
 * pbkdf2-hmac-sha512 iterations=210000 salt=<base64> hash=<base64>}. Immutable.
 */
public final class PasswordHash {
  /** What OWASP asks for at least with this algorithm. */
  static final int DEFAULT_ITERATIONS = 210_000;

  /** Above this a check would take seconds; a file that says so is damaged. */
  static final int MAX_ITERATIONS = 10_000_000;

  private static final String NAME = "pbkdf2-hmac-sha512";
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 64;
  private static final Pattern LINE =
      Pattern.compile(NAME + " iterations=(\\d{1,9}) salt=(\\S+) hash=(\\S+)");
  private static final SecureRandom random = new SecureRandom();

  private final int iterations;
  private final byte[] salt;
  private final byte[] hash;

  private PasswordHash(int iterations, byte[] salt, byte[] hash) {
    this.iterations = iterations;
    this.salt = salt;
    this.hash = hash;
  }

  /**
   * Hashes a password with a new random salt.
   *
   * @throws IllegalArgumentException if it is too short, too long, or has control characters; the
   *     message says so
   */
  public static PasswordHash of(char[] password) {
    String problem = PasswordFile.problem(password);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    return of(password, DEFAULT_ITERATIONS);
  }

  /** The same, with another number of iterations. */
  static PasswordHash of(char[] password, int iterations) {
    var salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return new PasswordHash(iterations, salt, derive(password, salt, iterations));
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException if the text is anything else; the message says what is wrong
   *     without repeating the text
   */
  public static PasswordHash parse(String text) {
    Matcher line = LINE.matcher(text.strip());
    if (!line.matches()) {
      throw new IllegalArgumentException("it is not one line that begins with " + NAME);
    }
    int iterations = Integer.parseInt(line.group(1));
    if (iterations < 1 || iterations > MAX_ITERATIONS) {
      throw new IllegalArgumentException(
          "iterations is " + iterations + ", not between 1 and " + MAX_ITERATIONS);
    }
    return new PasswordHash(
        iterations,
        bytes("salt", line.group(2), SALT_BYTES),
        bytes("hash", line.group(3), HASH_BYTES));
  }

  private static byte[] bytes(String name, String base64, int length) {
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + " is not Base64", e);
    }
    if (decoded.length != length) {
      throw new IllegalArgumentException(
          name + " has " + decoded.length + " bytes instead of " + length);
    }
    return decoded;
  }

  /** Whether this is the hash of the password; the time it takes tells nothing about either. */
  public boolean matches(char[] password) {
    return MessageDigest.isEqual(hash, derive(password, salt, iterations));
  }

  private static byte[] derive(char[] password, byte[] salt, int iterations) {
    var spec = new PBEKeySpec(password, salt, iterations, HASH_BYTES * Byte.SIZE);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no PBKDF2WithHmacSHA512", e);
    } finally {
      spec.clearPassword();
    }
  }

  /** The text form, one line without its end. */
  @Override
  public String toString() {
    Base64.Encoder base64 = Base64.getEncoder();
    return NAME
        + " iterations="
        + iterations
        + " salt="
        + base64.encodeToString(salt)
        + " hash="
        + base64.encodeToString(hash);
  }
}
