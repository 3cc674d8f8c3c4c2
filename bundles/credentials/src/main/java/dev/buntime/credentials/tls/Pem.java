package dev.buntime.credentials.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Reads certificates and private keys in their textual encoding (RFC 7468). */
final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private static final String PBES2 = "PBES2"; // RFC 8018

  private static final String CONVERT =
      "write it as PKCS#8 with 'openssl pkcs8 -topk8 -nocrypt -in old.pem -out key.pem'";

  private Pem() {}

  /** The certificates in a file, in their order; at least one. */
  static List<X509Certificate> certificates(Path file, byte[] content) throws TlsFilesException {
    try {
      List<X509Certificate> found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(content))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!found.isEmpty()) {
        return found;
      }
    } catch (CertificateException e) {
      throw new TlsFilesException(
          "The file %s holds no certificates as PEM that can be read: %s."
              .formatted(file, e.getMessage()),
          e);
    }
    throw new TlsFilesException("The file %s holds no certificate.".formatted(file));
  }

  /** The first private key in a file. */
  static PrivateKey privateKey(Path file, byte[] content, char[] password)
      throws TlsFilesException {
    Matcher block = BLOCK.matcher(new String(content, StandardCharsets.ISO_8859_1));
    while (block.find()) {
      String type = block.group(1);
      if (type.endsWith("PRIVATE KEY")) {
        return privateKey(file, type, decoded(file, block.group(2)), password);
      }
    }
    throw new TlsFilesException(
        "The file %s holds no private key as PEM, which begins with -----BEGIN PRIVATE KEY-----."
            .formatted(file));
  }

  private static byte[] decoded(Path file, String text) throws TlsFilesException {
    try {
      return Base64.getMimeDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new TlsFilesException(
          "The private key in %s is damaged: %s.".formatted(file, e.getMessage()), e);
    }
  }

  private static PrivateKey privateKey(Path file, String type, byte[] content, char[] password)
      throws TlsFilesException {
    try {
      return switch (type) {
        case "PRIVATE KEY" -> key(new PKCS8EncodedKeySpec(content));
        case "ENCRYPTED PRIVATE KEY" -> key(decrypted(content, password));
        default ->
            throw new TlsFilesException(
                "The private key in %s is a %s, which is not read: %s."
                    .formatted(file, type, CONVERT));
      };
    } catch (IOException e) {
      throw new TlsFilesException(
          "The private key in %s is encrypted in a way that is not read: write it anew with 'openssl"
                  .formatted(file)
              + " pkcs8 -topk8 -v2 aes-256-cbc -in old.pem -out key.pem'.",
          e);
    } catch (GeneralSecurityException e) {
      throw new TlsFilesException(
          type.startsWith("ENCRYPTED")
              ? "The private key in %s is encrypted and cannot be read with this password: the"
                      .formatted(file)
                  + " first line of the file that tls.passwordFile names has to be it."
              : "The private key in %s cannot be read: it is damaged, or neither RSA nor EC nor"
                      .formatted(file)
                  + " Ed25519.",
          e);
    }
  }

  private static PKCS8EncodedKeySpec decrypted(byte[] content, char[] password)
      throws IOException, GeneralSecurityException {
    EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(content);
    String algorithm =
        info.getAlgName().equals(PBES2) // which says nothing yet; the parameters do
            ? info.getAlgParameters().toString()
            : info.getAlgName();
    PBEKeySpec spec = new PBEKeySpec(password);
    try {
      return info.getKeySpec(SecretKeyFactory.getInstance(algorithm).generateSecret(spec));
    } finally {
      spec.clearPassword();
    }
  }

  private static PrivateKey key(PKCS8EncodedKeySpec spec) throws GeneralSecurityException {
    InvalidKeySpecException last = new InvalidKeySpecException("no algorithm");
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        last = e; // of another algorithm
      }
    }
    throw last;
  }
}
