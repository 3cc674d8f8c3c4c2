package dev.buntime.itests;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes tokens that are signed by a shared secret.
 *
 * @param secret of both sides, at least 32 bytes
 */
record Hs256(String secret) {

  /** The value of {@code Authorization} for somebody with some roles, for five minutes. */
  String bearer(String sub, String... roles) {
    String names = roles.length == 0 ? "" : "\"" + String.join("\",\"", roles) + "\"";
    return "Bearer "
        + token(
            "{\"iss\":\"self\",\"aud\":\"runner\",\"sub\":\"%s\",\"roles\":[%s],\"exp\":%d}"
                .formatted(sub, names, Instant.now().getEpochSecond() + 300));
  }

  /** A token with these claims, which are JSON. */
  String token(String claims) {
    String input = encoded("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + encoded(claims);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return input + "." + encoded(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(String text) {
    return encoded(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
