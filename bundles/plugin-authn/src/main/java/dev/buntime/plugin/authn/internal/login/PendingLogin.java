package dev.buntime.plugin.authn.internal.login;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * One login that is under way in one tab of a browser, which carries it in a cookie of its own.
 *
 * <p>State, nonce and code verifier (RFC 7636) are made of one random secret, so that the cookie is
 * small: ten of them have to fit beside the session. The state and the nonce are digests under
 * different labels, which tell nothing of the secret or of each other.
 *
 * @param secret 32 random bytes in hexadecimal digits
 * @param ends when it is too late to come back
 * @param target where the browser wanted to go
 */
record PendingLogin(String secret, Instant ends, LocalPath target) {
  /** So long a person may take to log in at the provider. */
  static final Duration LONGEST = Duration.ofMinutes(10);

  private static final int BYTES = 32;
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  /** A new one. */
  static PendingLogin begin(SecureRandom random, Instant now, LocalPath target) {
    byte[] secret = new byte[BYTES];
    random.nextBytes(secret);
    return new PendingLogin(HexFormat.of().formatHex(secret), now.plus(LONGEST), target);
  }

  /** What the provider sends back with the browser. */
  String state() {
    return digest("state");
  }

  /** What the ID token has to have in it. */
  String nonce() {
    return digest("nonce");
  }

  /** What proves to the provider that the code comes from whoever began. */
  String verifier() {
    return BASE64.encodeToString(bytes());
  }

  /** The digest of the verifier, method {@code S256}. */
  String challenge() {
    return BASE64.encodeToString(sha256(verifier().getBytes(StandardCharsets.US_ASCII)));
  }

  private String digest(String label) {
    return BASE64.encodeToString(
        sha256((label + ":" + secret).getBytes(StandardCharsets.US_ASCII)));
  }

  private byte[] bytes() {
    return HexFormat.of().parseHex(secret);
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** What the cookie carries, before it is encrypted. */
  byte[] encoded() {
    byte[] path = target.text().getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(BYTES + Long.BYTES + path.length)
        .put(bytes())
        .putLong(ends.getEpochSecond())
        .put(path)
        .array();
  }

  /** The attempt that a cookie carries; empty if it carries something else. */
  static Optional<PendingLogin> decoded(byte[] content) {
    ByteBuffer buffer = ByteBuffer.wrap(content);
    byte[] secret = new byte[BYTES];
    try {
      buffer.get(secret);
      Instant ends = Instant.ofEpochSecond(buffer.getLong());
      byte[] path = new byte[buffer.remaining()];
      buffer.get(path);
      return LocalPath.of(new String(path, StandardCharsets.US_ASCII))
          .map(target -> new PendingLogin(HexFormat.of().formatHex(secret), ends, target));
    } catch (BufferUnderflowException _) {
      return Optional.empty();
    }
  }

  /** Tells no secret. */
  @Override
  public String toString() {
    return "login that ends at " + ends;
  }
}
