package dev.buntime.config.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

public final class SecretTextTest {

  @Test
  public void masked_fieldsOfHeaders() {
    assertMasked("Authorization: Bearer planted", "Authorization: ********");
    assertMasked("X-Api-Key:planted", "X-Api-Key:********");
    assertMasked("Cookie: a=planted; b=planted", "Cookie: ********");
    assertMasked(
        "Accept: */*\r\nAuthorization: Basic planted\r\nHost: a",
        "Accept: */*\r\nAuthorization: ********\r\nHost: a");
    assertMasked("smtp.pass = planted planted", "smtp.pass = ********");
  }

  @Test
  public void masked_passwordsOfAddresses() {
    assertMasked("postgres://joe:planted@db/x", "postgres://joe:********@db/x");
    assertMasked("see redis://:planted@h, then", "see redis://:********@h, then");
  }

  @Test
  public void masked_parameters() {
    assertMasked(
        "jdbc:postgresql://db/x?user=joe&password=planted&ssl=true",
        "jdbc:postgresql://db/x?user=joe&password=********&ssl=true");
    assertMasked(
        "jdbc:sqlserver://h;password=planted;a=b", "jdbc:sqlserver://h;password=********;a=b");
    assertMasked("host=db user=joe password=planted", "host=db user=joe password=********");
    assertMasked(
        "Module required username=\"joe\" password=\"pl an\\'ted\";",
        "Module required username=\"joe\" password=********;");
    assertMasked("a=b password='planted planted' c=d", "a=b password=******** c=d");
  }

  @Test
  public void masked_whereAnAddressHasIt() {
    assertMasked("https://h/#access_token=planted", "https://h/#access_token=********");
    assertMasked("https://h/?sig=planted&a=b", "https://h/?sig=********&a=b");
    assertMasked("https://h/?X-Amz-Signature=planted", "https://h/?X-Amz-Signature=********");
  }

  @Test
  public void masked_variables() {
    assertMasked("DB_PASSWORD=planted", "DB_PASSWORD=********");
    assertMasked("PASSWORD=\"a b planted\"", "PASSWORD=********");
    assertMasked("a: b\n- password: planted", "a: b\n- password: ********");
    assertThat(secrets("Password=planted-1;Server=h"))
        .containsExactly("planted-1", "planted-1;Server=h");
    assertThat(secrets("DB_PASSWORD=\"a planted\"")).containsExactly("a planted");
  }

  @Test
  public void masked_optionsOfCommands() {
    assertMasked("run --password planted -v", "run --password ******** -v");
    assertMasked("--token 'pl anted' a", "--token ******** a");
    assertMasked("--token --verbose --api-key=planted", "--token --verbose --api-key=********");
    assertMasked("curl -u joe:planted h", "curl -u joe:******** h");
    assertMasked("curl -H 'X-Auth: planted' h", "curl -H 'X-Auth: ********' h");
    assertMasked("['--token', 'planted']", "['--token', ********]");
    assertThat(secrets("a --password planted-1 -u joe:planted-2"))
        .containsExactly("planted-1", "planted-2");
    assertThat(SecretText.isFlag("--token")).isTrue();
    assertThat(SecretText.isFlag("token")).isFalse();
    assertThat(SecretText.isFlag("--verbose")).isFalse();
  }

  @Test
  public void masked_elements() {
    assertMasked(
        "<a><password x=\"y\">planted</password></a>",
        "<a><password x=\"y\">********</password></a>");
  }

  @Test
  public void masked_jsonSomewhere_andWhatIsLikeIt() {
    assertMasked(
        "options: {\"password\": \"a\\\"b\", \"c\": 1}",
        "options: {\"password\": \"********\", \"c\": 1}");
    assertMasked("x {'password':'planted','a':'b'}", "x {'password':'********','a':'b'}");
    assertMasked(
        "x \"{\\\"token\\\":\\\"a\\\\\\\"b\\\",\\\"c\\\":1}\"",
        "x \"{\\\"token\\\":\\\"********\\\",\\\"c\\\":1}\"");
    assertMasked("a {\"token\": 5, \"b\":1}", "a {\"token\": ********, \"b\":1}");
    assertMasked("{\"credentials\":{\"a\":\"planted\"", "{\"credentials\":********");
  }

  @Test
  public void masked_whatIsNoSecret_staysTheSame() {
    for (String text :
        List.of(
            "",
            "text",
            "Accept: text/html",
            "secret://vault/db",
            "https://host/x?user=joe",
            "token: true",
            "secret: file (a, line 5)",
            "secret: console (the file has another value)",
            "tls.key=/etc/key.pem",
            "a password is what it is",
            "monkey=1",
            "--verbose a",
            "a {\"token\": true, \"secret\":\"\"}",
            "<password></password>",
            "<name>x</name>",
            "-u joe")) {
      assertThat(SecretText.masked(text)).isSameAs(text);
      assertThat(secrets(text)).isEmpty();
    }
  }

  @Test
  public void eachSecret_withoutWhatIsAroundIt() {
    assertThat(secrets("Authorization: Bearer abc.d")).containsExactly("abc.d");
    assertThat(secrets("Authorization: Digest a=\"b\", c=d"))
        .containsExactly("Digest a=\"b\", c=d");
    assertThat(secrets("a://b:c@d/?token=e f='g' password='h i'")).containsExactly("e", "h i", "c");
    assertThat(secrets("key=org.example https://git@host/")).as("it may be anything").isEmpty();
  }

  @Test
  public void hasMask_whereASecretWouldBe_only() {
    assertThat(SecretText.hasMask("X-Api-Key: ********")).isTrue();
    assertThat(SecretText.hasMask("a://b:********@c")).isTrue();
    assertThat(SecretText.hasMask("a://********@c")).isTrue();
    assertThat(SecretText.hasMask("a?b=c&password=********")).isTrue();
    assertThat(SecretText.hasMask("a ******** b")).isFalse();
    assertThat(SecretText.hasMask("a=******** password=x")).isFalse();
  }

  @Test(timeout = 60_000)
  public void masked_ofAnything_isQuick() {
    for (String part :
        List.of(
            "a",
            "a: ",
            "token=\"",
            "token='",
            "?key=",
            " key",
            "\t",
            "a://b:",
            "--key ",
            "\"key\":",
            "\\",
            "\"key\":\"",
            "\"key\":[",
            "'key':\\\"",
            "<key>",
            "<key ",
            " -u a:",
            "- ",
            "\"key: ",
            "\"")) {
      String text = part.repeat(300_000 / part.length());
      assertThat(SecretText.masked(text)).isNotNull();
      assertThat(SecretText.hasMask(text + "********")).isIn(true, false);
      assertThat(secrets(text)).isNotNull();
    }
  }

  private static void assertMasked(String text, String masked) {
    assertThat(SecretText.masked(text)).isEqualTo(masked);
    assertThat(SecretText.masked(masked)).as("once more").isEqualTo(masked);
    assertThat(SecretText.hasMask(masked)).isTrue();
    assertThat(SecretText.hasMask(text)).isFalse();
  }

  private static List<String> secrets(String text) {
    List<String> secrets = new ArrayList<>();
    SecretText.eachSecret(text, secrets::add);
    return secrets;
  }
}
