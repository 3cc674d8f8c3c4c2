package dev.buntime.plugin.authn.internal.token;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells secrets from keys of pairs and certificates. Those are made to be given away, so that
 * whoever has one could sign tokens with it, if it were taken for a secret.
 *
 * <p>Everything that the text may be an encoding of is looked at, too, several times over: keys in
 * environment variables are often in Base64 once more. A random secret is never one of the forms
 * that are looked for, whatever encoding it has itself.
 */
final class SecretCheck {
  /** How often something is unwrapped. */
  private static final int DEEPEST = 4;

  /** More than any secret needs, and the bound of what unwrapping costs. */
  private static final int LONGEST = 64 * 1024;

  private SecretCheck() {}

  /**
   * Refuses what is no secret.
   *
   * @throws IllegalArgumentException if it is none; the message repeats nothing of it
   */
  static void check(String secret) {
    if (secret.isBlank()) {
      throw new IllegalArgumentException("it is blank");
    }
    if (secret.length() > LONGEST) {
      throw new IllegalArgumentException(
          "it has more than %d characters, which no secret needs".formatted(LONGEST));
    }
    List<byte[]> level = List.of(secret.getBytes(StandardCharsets.UTF_8));
    for (int depth = 0; depth <= DEEPEST; depth++) {
      List<byte[]> inside = new ArrayList<>();
      for (byte[] each : level) {
        Optional<String> form = KeyForm.of(each);
        if (form.isPresent()) {
          throw noSecret(form.get(), depth > 0 ? ", in Base64 or another encoding" : "");
        }
        if (depth < DEEPEST) {
          inside.addAll(Unwrapping.of(each));
        }
      }
      level = inside;
    }
  }

  private static IllegalArgumentException noSecret(String form, String encoding) {
    return new IllegalArgumentException(
        ("it looks like %s%s, which is no secret: give a public key as publicKey,"
                + " and as secret a random text that nobody else has")
            .formatted(form, encoding));
  }
}
