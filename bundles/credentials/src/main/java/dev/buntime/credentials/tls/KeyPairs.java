package dev.buntime.credentials.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** Tells whether two keys are a pair. */
final class KeyPairs {
  private static final byte[] ANYTHING = {1, 2, 3};

  private KeyPairs() {}

  /** Whether what the private key signs is good for the public one. */
  static boolean fit(PrivateKey secret, PublicKey known) {
    try {
      Signature signing = Signature.getInstance(algorithm(secret));
      signing.initSign(secret);
      signing.update(ANYTHING);
      byte[] signature = signing.sign();
      Signature checking = Signature.getInstance(algorithm(secret));
      checking.initVerify(known);
      checking.update(ANYTHING);
      return checking.verify(signature);
    } catch (GeneralSecurityException _) {
      return false; // they are of two kinds
    }
  }

  private static String algorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
  }
}
