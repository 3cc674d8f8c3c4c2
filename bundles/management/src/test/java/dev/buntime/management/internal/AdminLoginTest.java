package dev.buntime.management.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.credentials.PasswordFile;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class AdminLoginTest {
  private static final String PASSWORD = "correct horse: battery";

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  private Path data;
  private PasswordFile password;
  private AdminLogin login;

  @Before
  public void setUp() throws IOException {
    data = folder.getRoot().toPath();
    password = new PasswordFile(data.resolve("admin.password"));
    password.write(PASSWORD.toCharArray());
    login = new AdminLogin(Fakes.context(data));
  }

  @Test
  public void admit_whenRight_letsIn() throws IOException {
    Fakes.Reply reply = new Fakes.Reply();

    assertThat(login.admit(request(basic("admin", PASSWORD)), reply.response())).isTrue();

    assertThat(reply.status).isEqualTo(200);
    assertThat(reply.headers).isEmpty();
  }

  @Test
  public void admit_whenSchemeHasAnotherCase_letsIn() throws IOException {
    String credentials = basic("admin", PASSWORD).substring("Basic ".length());

    assertThat(admit("basic " + credentials)).isTrue();
    assertThat(admit("BASIC   " + credentials + " ")).isTrue();
  }

  @Test
  public void admit_whenMissing_asksForBasic() throws IOException {
    Fakes.Reply reply = new Fakes.Reply();

    assertThat(login.admit(request(null), reply.response())).isFalse();

    assertThat(reply.status).isEqualTo(401);
    assertThat(reply.headers)
        .containsEntry("WWW-Authenticate", "Basic realm=\"Buntime\", charset=\"UTF-8\"");
    assertThat(reply.message).contains("'admin'").contains("bin/buntime passwd");
  }

  @Test
  public void admit_whenWrong_keepsOutWithTheSameWords() throws IOException {
    Fakes.Reply missing = new Fakes.Reply();
    login.admit(request(null), missing.response());
    for (String header :
        List.of(
            basic("admin", "wrong horse"),
            basic("admin", ""),
            basic("admin", PASSWORD + " "),
            basic("root", PASSWORD),
            basic("Admin", PASSWORD),
            basic("", PASSWORD),
            basic(" admin", PASSWORD),
            basic("admin\u0000", PASSWORD))) {
      Fakes.Reply reply = new Fakes.Reply();

      assertThat(login.admit(request(header), reply.response())).as(header).isFalse();
      assertThat(reply.status).isEqualTo(401);
      assertThat(reply.message).isEqualTo(missing.message);
      assertThat(reply.headers).isEqualTo(missing.headers);
    }
  }

  @Test
  public void admit_whenMalformed_keepsOut() throws IOException {
    for (String header :
        List.of(
            "",
            "Basic",
            "Basic ",
            "Basic !!!",
            "Basic YWRtaW4", // admin, and no colon
            "Basic YWRtaW46", // admin and an empty password
            "Basic Og==",
            "Bearer " + encode("admin:" + PASSWORD, StandardCharsets.UTF_8),
            "Basic" + encode("admin:" + PASSWORD, StandardCharsets.UTF_8),
            "admin:" + PASSWORD,
            "Basic " + "A".repeat(100_000))) {
      assertThat(admit(header)).as(header.substring(0, Math.min(20, header.length()))).isFalse();
    }
  }

  @Test
  public void admit_whenUtf8_comparesCharacters() throws IOException {
    String unicode = "pässwörd-日本-🐎";
    password.write(unicode.toCharArray());

    assertThat(admit(basic("admin", unicode))).isTrue();
    assertThat(admit(basic("admin", "pässwörd-日本-🐴"))).isFalse();
    assertThat(admit("Basic " + encode("admin:" + unicode, StandardCharsets.ISO_8859_1))).isFalse();
  }

  @Test
  public void admit_whenPasswordChanged_isInForceAtOnce() throws IOException {
    assertThat(admit(basic("admin", PASSWORD))).isTrue();

    new PasswordFile(data.resolve("admin.password")).write("the other one".toCharArray());

    assertThat(admit(basic("admin", PASSWORD))).isFalse();
    assertThat(admit(basic("admin", "the other one"))).isTrue();
  }

  @Test
  public void admit_whenThereIsNoPassword_keepsEverybodyOut() throws IOException {
    Files.delete(data.resolve("admin.password"));

    assertThat(admit(basic("admin", PASSWORD))).isFalse();
    assertThat(admit(basic("admin", ""))).isFalse();
  }

  @Test
  public void constructor_whenFolderIsNotSet_namesTheProperty() {
    assertThatThrownBy(() -> new AdminLogin(Fakes.context(null)))
        .hasMessageContaining("buntime.data is not set");
  }

  @Test
  public void console_usesTheSameLogin() {
    ConsoleLogin console = new ConsoleLogin(login);
    Fakes.Reply refused = new Fakes.Reply();

    assertThat(console.authenticate(request(basic("admin", PASSWORD)), reply())).isEqualTo("admin");
    assertThat(console.authenticate(request(null), refused.response())).isNull();
    assertThat(refused.status).isEqualTo(401);
    assertThat(console.authorize("admin", "any")).isTrue();
    assertThat(console.authorize("somebody", "any")).isFalse();
  }

  private boolean admit(String header) throws IOException {
    return login.admit(request(header), reply());
  }

  private static jakarta.servlet.http.HttpServletResponse reply() {
    return new Fakes.Reply().response();
  }

  private static jakarta.servlet.http.HttpServletRequest request(@Nullable String header) {
    return Fakes.request("GET", header);
  }

  private static String basic(String user, String password) {
    return "Basic " + encode(user + ":" + password, StandardCharsets.UTF_8);
  }

  private static String encode(String text, Charset charset) {
    return Base64.getEncoder().encodeToString(text.getBytes(charset));
  }
}
