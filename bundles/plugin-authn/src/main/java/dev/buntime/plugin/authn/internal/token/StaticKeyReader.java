package dev.buntime.plugin.authn.internal.token;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;

/** Reads keys of the configuration. */
final class StaticKeyReader {
  private static final Pattern PEM =
      Pattern.compile(
          "-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]{1,20000})-----END \\1-----");

  private StaticKeyReader() {}

  /** A secret for HMAC. */
  static VerificationKey secret(String secret) {
    SecretCheck.check(secret);
    return VerificationKey.of(
        "", new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HMAC"));
  }

  /** Public keys of PEM or JSON. */
  static KeySet publicKeys(String text) {
    String stripped = text.strip();
    if (stripped.startsWith("{")) {
      return jwks(stripped);
    }
    Matcher pem = PEM.matcher(stripped);
    if (!pem.matches()) {
      throw new IllegalArgumentException(
          "it is neither PEM of one public key or certificate, nor a JWK, nor a JWK set");
    }
    return KeySet.of(List.of(VerificationKey.of("", publicKey(pem.group(1), bytes(pem.group(2))))));
  }

  private static KeySet jwks(String json) {
    if (json.contains("\"d\"")) {
      throw new IllegalArgumentException("it has a private key (d); give only the public one");
    }
    KeySet keys;
    try {
      keys = KeySet.parse(json);
    } catch (InvalidTokenException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    if (keys.keys().isEmpty()) {
      throw new IllegalArgumentException("it has no key that signatures can be checked with");
    }
    return keys;
  }

  private static byte[] bytes(String base64) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("its Base64 is damaged", e);
    }
  }

  private static PublicKey publicKey(String label, byte[] der) {
    try {
      return switch (label) {
        case "PUBLIC KEY" -> publicKey(der);
        case "CERTIFICATE" ->
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der))
                .getPublicKey();
        default ->
            throw new IllegalArgumentException(
                "it is a " + label + "; allowed are PUBLIC KEY and CERTIFICATE");
      };
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("its key cannot be read", e);
    }
  }

  private static PublicKey publicKey(byte[] der) throws GeneralSecurityException {
    X509EncodedKeySpec encoded = new X509EncodedKeySpec(der);
    for (String kind : List.of("RSA", "EC")) {
      try {
        return KeyFactory.getInstance(kind).generatePublic(encoded);
      } catch (InvalidKeySpecException _) {
        // It is of another kind.
      }
    }
    return KeyFactory.getInstance("Ed25519").generatePublic(encoded);
  }
}
