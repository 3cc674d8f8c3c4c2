package dev.buntime.plugin.authn.internal.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.util.Set;
import javax.crypto.SecretKey;

/**
 * A key that signatures are checked with, and the algorithms for which it may be used. Immutable.
 */
final class VerificationKey {
  /** Below this an RSA key is not safe (RFC 7518, section 3.3). */
  private static final int LEAST_RSA_BITS = 2048;

  /** Above this a check takes so long that it can be used against the runner. */
  private static final int MOST_RSA_BITS = 8192;

  private static final int ED25519_BYTES = 64;

  private static final Set<String> RSA =
      Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512");

  private final String id;
  private final Key key;
  private final Set<String> algorithms;

  private VerificationKey(String id, Key key, Set<String> algorithms) {
    this.id = id;
    this.key = key;
    this.algorithms = algorithms;
  }

  /**
   * The key.
   *
   * @param id its {@code kid}; empty if it has none
   * @throws IllegalArgumentException if nothing can be verified with it; the message says why
   */
  static VerificationKey of(String id, Key key) {
    return new VerificationKey(id, key, algorithms(key));
  }

  /** The same key for one algorithm only. */
  VerificationKey only(String algorithm) {
    return new VerificationKey(
        id, key, algorithms.contains(algorithm) ? Set.of(algorithm) : Set.of());
  }

  private static Set<String> algorithms(Key key) {
    return switch (key) {
      case RSAPublicKey rsa -> rsa(rsa.getModulus().bitLength());
      case ECPublicKey ec ->
          switch (ec.getParams().getOrder().bitLength()) {
            case 256 -> Set.of("ES256");
            case 384 -> Set.of("ES384");
            case 521 -> Set.of("ES512");
            default -> throw new IllegalArgumentException("its curve is not P-256, P-384 or P-521");
          };
      case EdECPublicKey ed when ed.getParams().getName().equals("Ed25519") -> Set.of("EdDSA");
      case SecretKey secret -> secret(secret.getEncoded().length);
      default -> throw new IllegalArgumentException("it is not an RSA, EC or Ed25519 key");
    };
  }

  private static Set<String> rsa(int bits) {
    if (bits < LEAST_RSA_BITS || bits > MOST_RSA_BITS) {
      throw new IllegalArgumentException(
          "it is an RSA key of %d bits; allowed are %d to %d"
              .formatted(bits, LEAST_RSA_BITS, MOST_RSA_BITS));
    }
    return RSA;
  }

  /** A secret is at least as long as the hash (RFC 7518, section 3.2). */
  private static Set<String> secret(int bytes) {
    if (bytes >= 64) {
      return Set.of("HS256", "HS384", "HS512");
    }
    if (bytes >= 48) {
      return Set.of("HS256", "HS384");
    }
    if (bytes >= 32) {
      return Set.of("HS256");
    }
    throw new IllegalArgumentException("it is a secret of " + bytes + " bytes; it needs 32");
  }

  /** Its {@code kid}; empty if it has none. */
  String id() {
    return id;
  }

  /** For which algorithms it may be used. */
  Set<String> algorithms() {
    return algorithms;
  }

  /** Whether the signature of the token is one of this key's owner. */
  boolean verifies(SignedToken token) {
    if (!algorithms.contains(token.algorithm())) {
      return false;
    }
    try {
      return key instanceof EdECPublicKey ed
          ? verifies(ed, token)
          : verifier()
              .verify(
                  JWSHeader.parse(new Base64URL(token.headerPart())),
                  token.signed(),
                  new Base64URL(token.signaturePart()));
    } catch (JOSEException | ParseException | GeneralSecurityException _) {
      return false; // a signature that cannot be one
    }
  }

  private JWSVerifier verifier() throws JOSEException {
    return switch (key) {
      case RSAPublicKey rsa -> new RSASSAVerifier(rsa);
      case ECPublicKey ec -> new ECDSAVerifier(ec);
      case SecretKey secret -> new MACVerifier(secret);
      default -> throw new JOSEException("no key for signatures");
    };
  }

  /** The library has Ed25519 from another one; the JDK has it as well. */
  private static boolean verifies(EdECPublicKey key, SignedToken token)
      throws GeneralSecurityException {
    byte[] signature = new Base64URL(token.signaturePart()).decode();
    if (signature.length != ED25519_BYTES) {
      return false;
    }
    Signature check = Signature.getInstance("Ed25519");
    check.initVerify(key);
    check.update(token.signed());
    return check.verify(signature);
  }

  /** Tells nothing of the key. */
  @Override
  public String toString() {
    return "key " + Printable.of(id) + " for " + algorithms;
  }
}
