package dev.buntime.credentials.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files with the server's certificate for TLS: a chain of certificates and its private key as
 * PEM (RFC 7468), or both in one PKCS#12 file (RFC 7292). Immutable.
 *
 * @param certificate the chain as PEM, the server's own certificate first
 * @param key the private key as PEM (PKCS#8)
 * @param keystore a PKCS#12 file; then there is neither of the others
 * @param passwordFile a file whose first line is the password of the keystore, or of an encrypted
 *     key; empty if there is none
 */
public record TlsFiles(
    Optional<Path> certificate,
    Optional<Path> key,
    Optional<Path> keystore,
    Optional<Path> passwordFile) {

  /** Certificate and key. */
  public static TlsFiles ofPem(Path certificate, Path key, Optional<Path> passwordFile) {
    return new TlsFiles(Optional.of(certificate), Optional.of(key), Optional.empty(), passwordFile);
  }

  /** A PKCS#12 file. */
  public static TlsFiles ofKeystore(Path keystore, Optional<Path> passwordFile) {
    return new TlsFiles(Optional.empty(), Optional.empty(), Optional.of(keystore), passwordFile);
  }

  /** All files, to see whether one has changed. */
  public List<Path> all() {
    return Stream.of(certificate, key, keystore, passwordFile).flatMap(Optional::stream).toList();
  }

  /**
   * Reads the files.
   *
   * @return the keys and their certificates
   * @throws TlsFilesException if a file is not there, holds something else, or the key does not
   *     belong to the certificate; the message says which and what to do
   */
  public TlsIdentity read() throws TlsFilesException {
    char[] password = password();
    try {
      return keystore.isPresent()
          ? ofKeystore(keystore.get(), password)
          : ofPem(certificate.orElseThrow(), key.orElseThrow(), password);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private char[] password() throws TlsFilesException {
    if (passwordFile.isEmpty()) {
      return new char[0];
    }
    String text = new String(bytes(passwordFile.get()), StandardCharsets.UTF_8);
    return text.lines().findFirst().orElse("").toCharArray();
  }

  private static TlsIdentity ofPem(Path certificate, Path key, char[] password)
      throws TlsFilesException {
    List<X509Certificate> chain = Pem.certificates(certificate, bytes(certificate));
    PrivateKey secret = Pem.privateKey(key, bytes(key), password);
    TlsIdentity identity = new TlsIdentity();
    if (!KeyPairs.fit(secret, chain.getFirst().getPublicKey())) {
      throw new TlsFilesException(
          "The key in %s does not belong to the first certificate in %s: give the key that the"
                  .formatted(key, certificate)
              + " certificate was made for, and the server's own certificate first.");
    }
    identity.add("server", secret, chain);
    return identity;
  }

  private static TlsIdentity ofKeystore(Path file, char[] password) throws TlsFilesException {
    TlsIdentity identity = new TlsIdentity();
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password);
      for (String alias : Collections.list(store.aliases())) {
        Certificate[] chain = store.getCertificateChain(alias);
        if (store.getKey(alias, password) instanceof PrivateKey key && chain != null) {
          identity.add(alias, key, Stream.of(chain).map(X509Certificate.class::cast).toList());
        }
      }
    } catch (NoSuchFileException e) {
      throw missing(file, e);
    } catch (IOException | GeneralSecurityException e) {
      boolean isPassword =
          e.getCause() instanceof UnrecoverableKeyException
              || e instanceof UnrecoverableKeyException;
      throw new TlsFilesException(
          isPassword
              ? "The password for the keystore %s is wrong: tls.passwordFile names a file whose"
                      .formatted(file)
                  + " first line has to be it."
              : "The file %s is no PKCS#12 keystore that can be read: %s."
                  .formatted(file, e.getMessage()),
          e);
    }
    if (identity.isEmpty()) {
      throw new TlsFilesException(
          "The keystore %s has no private key with a certificate: make it with 'openssl pkcs12"
                  .formatted(file)
              + " -export -in certificate.pem -inkey key.pem -out keystore.p12'.");
    }
    return identity;
  }

  private static byte[] bytes(Path file) throws TlsFilesException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw missing(file, e);
    } catch (IOException e) {
      throw new TlsFilesException(
          "The file %s cannot be read: %s.".formatted(file, e.getMessage()), e);
    }
  }

  private static TlsFilesException missing(Path file, NoSuchFileException e) {
    return new TlsFilesException(
        "The file %s is not there: correct tls in buntime.jsonc.".formatted(file), e);
  }
}
