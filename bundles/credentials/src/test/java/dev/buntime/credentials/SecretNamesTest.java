package dev.buntime.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.Test;

public final class SecretNamesTest {

  @Test
  public void isSecret_whatIsCalledLikeOne() {
    for (String name :
        List.of(
            "secret",
            "clientSecret",
            "login.cookieSecret",
            "login.previousCookieSecrets",
            "secrets.github",
            "password",
            "PASSWORD",
            "db_password",
            "dbpassword",
            "short.password",
            "passwd",
            "passphrase",
            "passwordHash",
            "token",
            "CI_TOKEN",
            "accessTokens",
            "apiKey",
            "api-key",
            "APIKey",
            "apikey",
            "X-API-Key",
            "private.key",
            "signingKeys",
            "key",
            "credentials.smtp",
            "Authorization",
            "Proxy-Authorization",
            "Cookie",
            "Set-Cookie",
            "pass",
            "smtpPass",
            "DB_PASS",
            "dbpass",
            "keypass",
            "db.pwd",
            "dbpwd",
            "rootPw",
            "pass2",
            "creds",
            "mail.creds.1",
            "credential",
            "credentials",
            "proxyCredentials",
            "passcode",
            "userPassphrase",
            "masterkey",
            "masterKey",
            "MASTER_KEY_2",
            "apiKey2",
            "apikey2",
            "api_key_1",
            "secret1",
            "password2Old",
            "psk",
            "pin",
            "cardPin",
            "card.pincode",
            "org.apache.felix.https.keystore.password",
            "javax.net.ssl.trustStorePassword")) {
      assertThat(SecretNames.isSecret(name)).as(name).isTrue();
    }
  }

  @Test
  public void isSecret_notWhatIsAboutOne_norOtherThings() {
    for (String name :
        List.of(
            "",
            "...",
            "issuer",
            "clientId",
            "tls.passwordFile",
            "tls.keystore",
            "tls.key",
            "buntime.fixed.tls.key",
            "passwordVariable",
            "tokenPrefix",
            "token.url",
            "headerName",
            "publicKey",
            "public-keys",
            "keyboard",
            "keystore",
            "keyName",
            "secretName",
            "tokenCount",
            "keyAlias",
            "bypass",
            "compass",
            "passed",
            "passive",
            "passport",
            "passThrough",
            "pass.count",
            "passenger.name",
            "jwksUri",
            "pinned",
            "pin.threads",
            "spin",
            "mapping",
            "turkey",
            "cookiePath",
            "login.cookie",
            "discredit",
            "sha256",
            "256",
            "monkey",
            "service.pid",
            "component.name",
            "jwksCacheTtl")) {
      assertThat(SecretNames.isSecret(name)).as(name).isFalse();
    }
  }
}
