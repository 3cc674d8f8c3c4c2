package dev.buntime.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A private key with a certificate that it has signed itself, for {@code localhost}. */
public final class TestCertificate {
  private static final String PASSWORD = "test-password";
  private static final String ALIAS = "server";
  private static final String NEW_LINE = "\n";

  private final Path keystore;

  private TestCertificate(Path keystore) {
    this.keystore = keystore;
  }

  /**
   * Makes one with the JDK's keytool.
   *
   * @param keystore the PKCS#12 file to be made
   * @param algorithm of the key: {@code RSA}, {@code EC}, {@code Ed25519}
   * @param options further options of {@code keytool -genkeypair}
   */
  public static TestCertificate make(Path keystore, String algorithm, String... options)
      throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                algorithm,
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                keystore.toString(),
                "-storepass",
                PASSWORD));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException("keytool failed: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return new TestCertificate(keystore);
  }

  /** One that was made before. */
  public static TestCertificate of(Path keystore) {
    return new TestCertificate(keystore);
  }

  /** The PKCS#12 file. */
  public Path keystore() {
    return keystore;
  }

  /** Of the PKCS#12 file. */
  public String password() {
    return PASSWORD;
  }

  /** The certificate. */
  public X509Certificate x509() throws IOException {
    try {
      return (X509Certificate) store().getCertificate(ALIAS);
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** The certificate as PEM. */
  public String certificatePem() throws IOException {
    try {
      return pem("CERTIFICATE", x509().getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** The key as PEM (PKCS#8). */
  public String keyPem() throws IOException {
    try {
      Key key = store().getKey(ALIAS, PASSWORD.toCharArray());
      return pem("PRIVATE KEY", key.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** A key or a certificate in the textual encoding. */
  public static String pem(String type, byte[] content) {
    return "-----BEGIN "
        + type
        + "-----"
        + NEW_LINE
        + Base64.getMimeEncoder(64, NEW_LINE.getBytes(StandardCharsets.US_ASCII))
            .encodeToString(content)
        + NEW_LINE
        + "-----END "
        + type
        + "-----"
        + NEW_LINE;
  }

  private KeyStore store() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keystore)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }
}
