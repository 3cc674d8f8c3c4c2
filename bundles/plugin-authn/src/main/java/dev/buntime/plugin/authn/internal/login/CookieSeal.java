package dev.buntime.plugin.authn.internal.login;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts what cookies carry, so that nobody else can read, change or make it: AES-256 in Galois/
 * Counter Mode (NIST SP 800-38D) with a random nonce, under keys that are derived from the secrets
 * by HKDF (RFC 5869).
 *
 * <p>The name of the cookie is part of what is authenticated: the value of one is worth nothing in
 * another. The realm, which is part of the key, does the same for another provider or client.
 * Thread-safe.
 */
final class CookieSeal {
  private static final byte FORM = 1;
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final int KEY_BYTES = 32;

  private final SecureRandom random = new SecureRandom();
  private final List<SecretKey> keys;

  /**
   * @param secrets the first one seals, all of them open
   * @param realm what the cookies are for
   */
  CookieSeal(List<String> secrets, String realm) {
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException("there must be one secret at least");
    }
    keys = secrets.stream().map(secret -> key(secret, realm)).toList();
  }

  private static SecretKey key(String secret, String realm) {
    byte[] info = ("buntime plugin-authn cookie\n" + realm).getBytes(StandardCharsets.UTF_8);
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey(
              "AES",
              HKDFParameterSpec.ofExtract()
                  .addIKM(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "Generic"))
                  .thenExpand(info, KEY_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK 25 has HKDF-SHA256", e);
    }
  }

  /** The value for a cookie of this name. */
  String seal(String name, byte[] content) {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keys.getFirst(), nonce, name);
      byte[] sealed = new byte[1 + NONCE + cipher.getOutputSize(content.length)];
      sealed[0] = FORM;
      System.arraycopy(nonce, 0, sealed, 1, NONCE);
      cipher.doFinal(content, 0, content.length, sealed, 1 + NONCE);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  /** What was sealed for a cookie of this name; empty if the value is anything else. */
  Optional<byte[]> open(String name, String value) {
    byte[] sealed;
    try {
      sealed = Base64.getUrlDecoder().decode(value);
    } catch (IllegalArgumentException _) {
      return Optional.empty(); // not Base64, so it was not sealed here
    }
    if (sealed.length < 1 + NONCE + TAG_BITS / 8 || sealed[0] != FORM) {
      return Optional.empty();
    }
    return keys.stream().flatMap(key -> open(key, name, sealed).stream()).findFirst();
  }

  private static Optional<byte[]> open(SecretKey key, String name, byte[] sealed) {
    byte[] nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE);
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, name);
      return Optional.of(cipher.doFinal(sealed, 1 + NONCE, sealed.length - 1 - NONCE));
    } catch (GeneralSecurityException _) {
      return Optional.empty(); // sealed with another key, for another cookie, or changed
    }
  }

  private static Cipher cipher(int mode, SecretKey key, byte[] nonce, String name)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(name.getBytes(StandardCharsets.US_ASCII));
    return cipher;
  }
}
