package dev.buntime.plugin.authn.internal.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.testing.TestCertificate;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class SecretCheckTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  /** Whoever has a public key could sign with it. */
  @Test
  public void secret_whichIsAKeyOfAPair_isRefused() {
    for (PublicKey key :
        List.of(TokenForge.RSA.getPublic(), TokenForge.EC.getPublic(), TokenForge.ED.getPublic())) {
      assertNoSecret(key.getEncoded());
      assertNoSecret(TokenForge.json(TokenForge.jwk("a", key)));
      assertNoSecret("\n " + TokenForge.json(Map.of("keys", List.of(TokenForge.jwk("a", key)))));
    }
    assertNoSecret(TokenForge.RSA.getPrivate().getEncoded());
    assertNoSecret("{\"kty\":\"oct\",\"k\":\"" + "s".repeat(43) + "\"}");
    assertNoSecret(
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFdDaLkJ8ENDAZZ6vCWUiixk0UT2kpX7Cw8Gk7lb a@b");
  }

  /** The bare forms that such keys have in other files, too. */
  @Test
  public void secret_whichIsACertificateOrAKeyOfPkcs1_isRefused() throws Exception {
    Path made = folder.getRoot().toPath().resolve("a.p12");
    assertNoSecret(TestCertificate.make(made, "RSA").x509().getEncoded());
    byte[] whole = TokenForge.RSA.getPublic().getEncoded();
    assertNoSecret(Arrays.copyOfRange(whole, 24, whole.length)); // behind it is PKCS #1
  }

  private static void assertNoSecret(byte[] der) {
    for (Base64.Encoder encoder :
        List.of(
            Base64.getEncoder(),
            Base64.getMimeEncoder(),
            Base64.getUrlEncoder(),
            Base64.getUrlEncoder().withoutPadding())) {
      assertNoSecret(encoder.encodeToString(der));
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
      assertThat(StaticKeys.secret(Base64.getEncoder().encodeToString(random)).algorithms())
          .isNotEmpty();
    }
    for (String secret :
        List.of(
            "{this is a secret with a brace, and long}",
            "{\"a\":\"a secret that is JSON, and no key\"}",
            "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIB",
            "ssh-ed25519 is how we log in elsewhere")) {
      assertThat(StaticKeys.secret(secret).algorithms()).as(secret).contains("HS256");
    }
  }
}
