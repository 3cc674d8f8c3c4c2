package dev.buntime.credentials.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.testing.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Certificates and keys in files, as people have them. */
public class TlsFilesTest {
  @ClassRule public static final TemporaryFolder MADE = new TemporaryFolder();

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path certificate;
  private Path key;
  private Path password;

  private static TestCertificate made(String algorithm) throws IOException {
    Path file = MADE.getRoot().toPath().resolve(algorithm + ".p12");
    return Files.exists(file) ? TestCertificate.of(file) : TestCertificate.make(file, algorithm);
  }

  @Before
  public void name() {
    Path root = folder.getRoot().toPath();
    certificate = root.resolve("certificate.pem");
    key = root.resolve("key.pem");
    password = root.resolve("password");
  }

  @Test
  public void pem_ofEachAlgorithm_isRead() throws Exception {
    for (String algorithm : new String[] {"RSA", "EC", "Ed25519"}) {
      TestCertificate made = made(algorithm);
      Files.writeString(certificate, made.certificatePem());
      Files.writeString(key, made.keyPem());

      TlsIdentity identity = pem().read();

      assertThat(identity.certificates()).as(algorithm).containsExactly(made.x509());
      assertThat(identity.keystore().getKey("server", identity.password().toCharArray()))
          .isInstanceOf(PrivateKey.class);
    }
  }

  @Test
  public void pem_withMoreInTheFiles_isRead() throws Exception {
    TestCertificate made = made("RSA");
    Files.writeString(
        certificate, "subject=localhost\n" + made.certificatePem() + made("EC").certificatePem());
    Files.writeString(key, "Bag Attributes\n" + made.certificatePem() + made.keyPem());

    TlsIdentity identity = pem().read();

    assertThat(identity.keystore().getCertificateChain("server")).hasSize(2);
    assertThat(identity.certificates()).containsExactly(made.x509());
  }

  @Test
  public void pem_withAnEncryptedKey_needsThePassword() throws Exception {
    TestCertificate made = made("RSA");
    Files.writeString(certificate, made.certificatePem());
    Files.writeString(key, encrypted(made.keyPem(), "open sesame"));

    Files.writeString(password, "open sesame\nnot this line\n");
    assertThat(pem().read().certificates()).hasSize(1);

    Files.writeString(password, "wrong");
    refused(pem(), "is encrypted and cannot be read with this password");
    refused(
        TlsFiles.ofPem(certificate, key, Optional.empty()),
        "is encrypted and cannot be read with this password");
  }

  @Test
  public void pem_whoseKeyIsOfAnotherCertificate_isRefused() throws Exception {
    Files.writeString(certificate, made("RSA").certificatePem());
    Files.writeString(key, made("EC").keyPem());

    refused(pem(), "does not belong to the first certificate");
  }

  @Test
  public void pem_inAnOldFormat_isRefusedWithTheCommandThatConvertsIt() throws Exception {
    TestCertificate made = made("RSA");
    Files.writeString(certificate, made.certificatePem());
    Files.writeString(key, made.keyPem().replace("PRIVATE KEY", "RSA PRIVATE KEY"));

    refused(pem(), "is a RSA PRIVATE KEY, which is not read: write it as PKCS#8 with 'openssl");
  }

  @Test
  public void pem_encryptedInAnOldWay_isRefusedWithTheCommandThatWritesItAnew() throws Exception {
    TestCertificate made = made("RSA");
    Files.writeString(certificate, made.certificatePem());
    Files.writeString(key, TestCertificate.pem("ENCRYPTED PRIVATE KEY", new byte[] {0x30, 0}));

    refused(pem(), "is encrypted in a way that is not read: write it anew with 'openssl pkcs8");
  }

  @Test
  public void pem_thatIsDamaged_isRefused() throws Exception {
    TestCertificate made = made("RSA");
    Files.writeString(certificate, made.certificatePem());

    refused(pem(), "key.pem is not there");
    Files.writeString(key, "");
    refused(pem(), "holds no private key as PEM");
    Files.writeString(key, TestCertificate.pem("PRIVATE KEY", new byte[] {1, 2, 3}));
    refused(pem(), "is damaged");
    Files.writeString(key, made.keyPem());
    Files.writeString(certificate, "");
    refused(pem(), "holds no certificate");
    Files.writeString(certificate, made.certificatePem().substring(0, 200));
    refused(pem(), "holds no certificates as PEM that can be read");
  }

  @Test
  public void keystore_isRead() throws Exception {
    TestCertificate made = made("RSA");
    Files.writeString(password, made.password() + "\n");

    TlsFiles files = TlsFiles.ofKeystore(made.keystore(), Optional.of(password));

    assertThat(files.read().certificates()).containsExactly(made.x509());
    assertThat(files.all()).containsExactly(made.keystore(), password);
  }

  @Test
  public void keystore_thatCannotBeUsed_isRefused() throws Exception {
    TestCertificate made = made("RSA");
    Files.writeString(password, "wrong");
    refused(
        TlsFiles.ofKeystore(made.keystore(), Optional.of(password)),
        "The password for the keystore");
    refused(
        TlsFiles.ofKeystore(made.keystore(), Optional.empty()), "The password for the keystore");
    refused(TlsFiles.ofKeystore(certificate, Optional.empty()), "certificate.pem is not there");
    Files.writeString(certificate, "no keystore");
    refused(TlsFiles.ofKeystore(certificate, Optional.empty()), "is no PKCS#12 keystore");
  }

  @Test
  public void objection_namesWhatIsWrongWithTheTime() throws Exception {
    TestCertificate made = made("RSA");
    Files.writeString(password, made.password());
    TlsIdentity identity = TlsFiles.ofKeystore(made.keystore(), Optional.of(password)).read();
    Instant begin = made.x509().getNotBefore().toInstant();
    Instant end = made.x509().getNotAfter().toInstant();
    Duration day = Duration.ofDays(1);

    assertThat(identity.objection(begin.plus(day), begin.plus(day).plus(day))).isNull();
    assertThat(identity.objection(begin.minus(day), begin)).contains("is good from");
    assertThat(identity.objection(end.minus(day), end.plus(day))).contains("is good until");
    assertThat(identity.objection(end.plus(day), end.plus(day))).contains("was good until");
  }

  private TlsFiles pem() {
    return TlsFiles.ofPem(
        certificate, key, Files.exists(password) ? Optional.of(password) : Optional.empty());
  }

  private static void refused(TlsFiles files, String why) {
    assertThatThrownBy(files::read).isInstanceOf(TlsFilesException.class).hasMessageContaining(why);
  }

  private static String encrypted(String pem, String password)
      throws GeneralSecurityException, IOException {
    byte[] plain = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(plain));
    SecretKey secret =
        SecretKeyFactory.getInstance("PBEWithHmacSHA256AndAES_256")
            .generateSecret(new PBEKeySpec(password.toCharArray()));
    Cipher cipher = Cipher.getInstance("PBEWithHmacSHA256AndAES_256");
    cipher.init(Cipher.ENCRYPT_MODE, secret);
    byte[] encrypted = cipher.doFinal(key.getEncoded());
    AlgorithmParameters how = AlgorithmParameters.getInstance("PBES2"); // as openssl writes it
    how.init(cipher.getParameters().getEncoded());
    return TestCertificate.pem(
        "ENCRYPTED PRIVATE KEY", new EncryptedPrivateKeyInfo(how, encrypted).getEncoded());
  }
}
