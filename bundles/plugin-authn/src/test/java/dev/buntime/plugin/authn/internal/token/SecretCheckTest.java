package dev.buntime.plugin.authn.internal.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.testing.TestCertificate;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class SecretCheckTest {
  private static final List<PublicKey> KEYS =
      List.of(TokenForge.RSA.getPublic(), TokenForge.EC.getPublic(), TokenForge.ED.getPublic());
  private static final Base64.Encoder BASE64 = Base64.getEncoder();
  private static final int MANY = 10_000;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  /** Whoever has a public key could sign with it. */
  @Test
  public void secret_whichIsAKeyOfAPair_isRefused() {
    for (PublicKey key : KEYS) {
      assertNoSecret(key.getEncoded());
    }
    assertNoSecret(TokenForge.RSA.getPrivate().getEncoded());
    assertNoSecret(TokenForge.EC.getPrivate().getEncoded());
    assertNoSecret(TokenForge.ED.getPrivate().getEncoded());
  }

  /** The bare forms that such keys have in other files, too. */
  @Test
  public void secret_whichIsACertificateOrAKeyOfPkcs1_isRefused() throws Exception {
    Path made = folder.getRoot().toPath().resolve("a.p12");
    X509Certificate certificate = TestCertificate.make(made, "RSA").x509();
    assertNoSecret(Files.readAllBytes(made));
    assertNoSecret(certificate.getEncoded());
    assertNoSecret(
        CertificateFactory.getInstance("X.509")
            .generateCertPath(List.of(certificate))
            .getEncoded("PKCS7"));
    byte[] whole = TokenForge.RSA.getPublic().getEncoded();
    assertNoSecret(Arrays.copyOfRange(whole, 24, whole.length)); // behind it is PKCS #1
    byte[] rsa = TokenForge.RSA.getPrivate().getEncoded();
    assertNoSecret(Arrays.copyOfRange(rsa, 26, rsa.length)); // of PKCS #1, too
    byte[] ec = TokenForge.EC.getPrivate().getEncoded();
    assertNoSecret(Arrays.copyOfRange(ec, 28, ec.length)); // behind it is SEC 1
  }

  @Test
  public void secret_whichIsPem_isRefused() {
    for (PublicKey key : KEYS) {
      String pem = TokenForge.pem(key);
      List<String> lines = pem.lines().toList();
      assertNoSecret(pem);
      assertNoSecret(pem.replace("\n", "\\n"));
      assertNoSecret("'" + pem.replace("\n", " ") + "'");
      assertNoSecret(pem.toLowerCase(Locale.ROOT));
      assertNoSecret(String.join("\n", lines.subList(1, lines.size())));
      assertNoSecret(String.join("\n", lines.subList(0, lines.size() - 1)));
      assertNoSecret(String.join("\n", lines.subList(1, lines.size() - 1)));
      assertNoSecret(String.join("\\n", lines.subList(1, lines.size() - 1)));
      assertNoSecret(pem.replace(" ", "%20").replace("\n", "%0A"));
      assertNoSecret(URLEncoder.encode(pem, StandardCharsets.UTF_8));
      assertNoSecret(bytes(pem));
    }
  }

  @Test
  public void secret_whichIsAJwk_isRefused() {
    for (PublicKey key : KEYS) {
      Map<String, Object> jwk = TokenForge.jwk("a", key);
      String json = TokenForge.json(jwk);
      for (String each :
          List.of(
              json,
              "\n " + TokenForge.json(Map.of("keys", List.of(jwk))),
              TokenForge.json(Map.of("jwks", Map.of("keys", List.of(jwk)))),
              TokenForge.json(List.of(jwk)),
              TokenForge.json(json),
              TokenForge.json(TokenForge.json(json)),
              json.replace("{", "{ \"kty\" : \"RSA\",\n"),
              json.replace('"', '\''),
              json.replace("}", ",} // a comment"),
              "JWT_KEY=" + json)) {
        assertNoSecret(each);
        assertNoSecret(bytes(each));
        assertNoSecret(URLEncoder.encode(each, StandardCharsets.UTF_8));
      }
    }
    assertNoSecret("{\"kty\":\"oct\",\"k\":\"" + "s".repeat(43) + "\"}");
  }

  @Test
  public void secret_whichIsAKeyOfSsh_isRefused() throws Exception {
    RSAPublicKey rsa = (RSAPublicKey) TokenForge.RSA.getPublic();
    byte[] ed = TokenForge.ED.getPublic().getEncoded();
    for (byte[] wire :
        List.of(
            wire("ssh-rsa", rsa.getPublicExponent().toByteArray(), rsa.getModulus().toByteArray()),
            wire("ssh-ed25519", Arrays.copyOfRange(ed, ed.length - 32, ed.length)),
            wire("ecdsa-sha2-nistp256", bytes("nistp256"), new byte[65]),
            wire("sk-ssh-ed25519@openssh.com", new byte[32], bytes("ssh:")),
            wire("sk-ecdsa-sha2-nistp256@openssh.com", bytes("nistp256"), new byte[65]))) {
      String base64 = BASE64.encodeToString(wire);
      String line = new String(wire, 4, wire[3], StandardCharsets.US_ASCII) + " " + base64;
      assertNoSecret(wire);
      assertNoSecret(line);
      assertNoSecret(line + " a@b");
      assertNoSecret("no-pty,command=\"a b\" " + line);
      assertNoSecret("example.com " + line);
      assertNoSecret(base64 + " a@b");
      assertNoSecret(bytes(line + " a@b\n"));
      assertNoSecret(
          "---- BEGIN SSH2 PUBLIC KEY ----\n"
              + "Comment: \"a\"\n"
              + Base64.getMimeEncoder(70, bytes("\n")).encodeToString(wire)
              + "\n---- END SSH2 PUBLIC KEY ----\n");
    }
    assertNoSecret(
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFdDaLkJ8ENDAZZ6vCWUiixk0UT2kpX7Cw8Gk7lb a@b");
  }

  private static byte[] wire(String type, byte[]... fields) throws IOException {
    ByteArrayOutputStream made = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(made);
    out.writeInt(type.length());
    out.writeBytes(type);
    for (byte[] field : fields) {
      out.writeInt(field.length);
      out.write(field);
    }
    return made.toByteArray();
  }

  @Test
  public void secret_whichIsAKeyInXml_isRefused() {
    String xml = "<RSAKeyValue><Modulus>AQAB</Modulus><Exponent>AQAB</Exponent></RSAKeyValue>";
    assertNoSecret(xml);
    assertNoSecret(bytes(xml));
    assertNoSecret("<ds:X509Certificate >" + "A".repeat(40) + "</ds:X509Certificate>");
  }

  /** Four times is as often as anybody does it by mistake. */
  @Test
  public void secret_whichIsWrappedSeveralTimes_isRefused() {
    String text = TokenForge.pem(TokenForge.ED.getPublic());
    for (int i = 0; i < 4; i++) {
      text = BASE64.encodeToString(bytes(text));
      assertNoSecret(text);
    }
    String deeper = BASE64.encodeToString(bytes(text));
    assertThatCode(() -> SecretCheck.check(deeper)).doesNotThrowAnyException();
  }

  @Test
  public void secret_whichIsBlankOrGiant_isRefused() {
    assertThatThrownBy(() -> SecretCheck.check(" \n")).hasMessage("it is blank");
    assertThatThrownBy(() -> SecretCheck.check("s".repeat(65_537)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65536 characters");
    for (String part : List.of("s", "00", "%41", "{\"a\\", "\"", "\\n", "AAAA ", "-----", "0x")) {
      String giant = part.repeat(65_536 / part.length());
      assertThatCode(() -> SecretCheck.check(giant)).as(part).doesNotThrowAnyException();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** In all encodings in which somebody may have it at hand. */
  private static void assertNoSecret(byte[] content) {
    String base64 = BASE64.encodeToString(content);
    String hex = HexFormat.of().formatHex(content);
    for (String text :
        List.of(
            base64,
            Base64.getMimeEncoder().encodeToString(content),
            Base64.getUrlEncoder().encodeToString(content),
            Base64.getUrlEncoder().withoutPadding().encodeToString(content),
            "\"" + base64 + "\"",
            "'" + base64 + "'\n",
            "base64:" + base64,
            "data:;base64," + base64,
            "data:application/octet-stream;base64,"
                + URLEncoder.encode(base64, StandardCharsets.UTF_8),
            BASE64.encodeToString(bytes(base64)),
            hex,
            hex.toUpperCase(Locale.ROOT),
            "0x" + hex,
            "hex:" + hex,
            HexFormat.ofDelimiter(":").formatHex(content),
            HexFormat.ofDelimiter(" ").formatHex(content))) {
      assertNoSecret(text);
    }
  }

  private static void assertNoSecret(String text) {
    assertThatThrownBy(() -> StaticKeys.secret(text))
        .as(text)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("which is no secret: give a public key as publicKey")
        .hasMessageNotContaining(text.strip().substring(0, 9));
  }

  @Test
  public void secret_whichOnlyLooksLikeAKey_isTaken() {
    byte[] random = new byte[48];
    for (int first = 0; first < 256; first++) {
      random[0] = (byte) first;
      assertThat(StaticKeys.secret(BASE64.encodeToString(random)).algorithms()).isNotEmpty();
    }
    for (String secret :
        List.of(
            "{this is a secret with a brace, and long}",
            "{\"a\":\"a secret that is JSON, and no key\"}",
            "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIB",
            "we begin and end ----- with no key at all",
            "100% of it is %41 secret, or is it <not>?",
            "'a secret in quotes, as some people do it'",
            "ssh-ed25519 is how we log in elsewhere")) {
      assertThat(StaticKeys.secret(secret).algorithms()).as(secret).contains("HS256");
    }
  }

  /** Whatever it is encoded in, and whichever way it begins. */
  @Test
  public void secret_whichIsRandom_isTaken() {
    Random random = new Random(20260301);
    for (int i = 0; i < MANY; i++) {
      byte[] secret = new byte[32 + random.nextInt(33)];
      random.nextBytes(secret);
      if (i % 2 == 0) { // every other one begins as DER does, with the length that there is
        secret[0] = 0x30;
        secret[1] = (byte) (secret.length - 2);
      }
      for (String text :
          List.of(
              printable(random, secret.length),
              HexFormat.of().formatHex(secret),
              HexFormat.ofDelimiter(":").formatHex(secret),
              BASE64.encodeToString(secret),
              Base64.getUrlEncoder().withoutPadding().encodeToString(secret),
              BASE64.encodeToString(bytes(BASE64.encodeToString(secret))))) {
        assertThatCode(() -> SecretCheck.check(text)).as(text).doesNotThrowAnyException();
      }
    }
  }

  private static String printable(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('!' + random.nextInt('~' - '!' + 1)));
    }
    return text.toString();
  }
}
