package dev.buntime.management.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.credentials.LoginThrottle;
import dev.buntime.credentials.PasswordFile;
import dev.buntime.management.internal.AdminLogin.Outcome;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class AdminLoginTest {
  private static final String PASSWORD = "correct horse: battery";

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  private final AtomicLong nanos = new AtomicLong();
  private Path data;
  private PasswordFile password;
  private AdminLogin login;

  @Before
  public void setUp() throws IOException {
    data = folder.getRoot().toPath();
    password = new PasswordFile(data.resolve("admin.password"));
    password.write(PASSWORD.toCharArray());
    login = new AdminLogin(Fakes.context(data), new LoginThrottle(nanos::get));
  }

  @Test
  public void check_whenRight_isTheAdmin() {
    assertThat(check(basic("admin", PASSWORD))).isInstanceOf(Outcome.Right.class);
  }

  @Test
  public void check_whenSchemeHasAnotherCase_letsIn() {
    String credentials = basic("admin", PASSWORD).substring("Basic ".length());

    assertThat(admit("basic " + credentials)).isTrue();
    assertThat(admit("BASIC   " + credentials + " ")).isTrue();
  }

  @Test
  public void check_whenMissing_isNone() {
    assertThat(check(null)).isInstanceOf(Outcome.None.class);
  }

  @Test
  public void check_whenWrong_isWrong() {
    for (String header :
        List.of(
            basic("admin", "wrong horse"),
            basic("admin", ""),
            basic("admin", PASSWORD + " "),
            basic("root", PASSWORD),
            basic("Admin", PASSWORD),
            basic("", PASSWORD),
            basic(" admin", PASSWORD),
            basic("admin\u0000", PASSWORD),
            "Basic YWRtaW46", // admin and an empty password
            "Basic Og==")) {
      assertThat(check(header)).as(header).isInstanceOf(Outcome.Wrong.class);
      nanos.addAndGet(Duration.ofHours(2).toNanos());
    }
  }

  @Test
  public void check_whenMalformed_isNone() {
    for (String header :
        List.of(
            "",
            "Basic",
            "Basic ",
            "Basic !!!",
            "Basic YWRtaW4", // admin, and no colon
            "Bearer " + encode("admin:" + PASSWORD, StandardCharsets.UTF_8),
            "Basic" + encode("admin:" + PASSWORD, StandardCharsets.UTF_8),
            "admin:" + PASSWORD,
            "Basic " + "A".repeat(100_000))) {
      assertThat(check(header))
          .as(header.substring(0, Math.min(20, header.length())))
          .isInstanceOf(Outcome.None.class);
    }
  }

  @Test
  public void check_afterFiveWrong_isDelayedEvenIfRight() {
    for (int i = 0; i < 5; i++) {
      assertThat(check(basic("admin", "wrong horse"))).isInstanceOf(Outcome.Wrong.class);
    }

    assertThat(check(basic("admin", PASSWORD))).isInstanceOf(Outcome.Delayed.class);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(check(basic("admin", PASSWORD))).isInstanceOf(Outcome.Right.class);
    assertThat(check(basic("admin", "wrong horse"))).isInstanceOf(Outcome.Wrong.class);
    assertThat(check(basic("admin", PASSWORD))).isInstanceOf(Outcome.Right.class);
  }

  @Test
  public void check_whenTheFileIsDamaged_countsNothing() throws IOException {
    Files.writeString(data.resolve("admin.password"), "damaged");
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> check(basic("admin", PASSWORD)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("is damaged");
    }
    Files.delete(data.resolve("admin.password"));

    assertThat(check(basic("admin", PASSWORD))).isInstanceOf(Outcome.Wrong.class);
  }

  @Test
  public void check_whenUtf8_comparesCharacters() throws IOException {
    String unicode = "pässwörd-日本-🐎";
    password.write(unicode.toCharArray());

    assertThat(admit(basic("admin", unicode))).isTrue();
    assertThat(admit(basic("admin", "pässwörd-日本-🐴"))).isFalse();
    assertThat(admit("Basic " + encode("admin:" + unicode, StandardCharsets.ISO_8859_1))).isFalse();
  }

  @Test
  public void check_whenPasswordChanged_isInForceAtOnce() throws IOException {
    assertThat(admit(basic("admin", PASSWORD))).isTrue();

    new PasswordFile(data.resolve("admin.password")).write("the other one".toCharArray());

    assertThat(admit(basic("admin", PASSWORD))).isFalse();
    assertThat(admit(basic("admin", "the other one"))).isTrue();
  }

  @Test
  public void check_whenThereIsNoPassword_keepsEverybodyOut() throws IOException {
    Files.delete(data.resolve("admin.password"));

    assertThat(admit(basic("admin", PASSWORD))).isFalse();
    assertThat(admit(basic("admin", ""))).isFalse();
  }

  @Test
  public void constructor_whenFolderIsNotSet_namesTheProperty() {
    assertThatThrownBy(() -> new AdminLogin(Fakes.context(null)))
        .hasMessageContaining("buntime.data is not set");
  }

  private boolean admit(String header) {
    return check(header) instanceof Outcome.Right;
  }

  private Outcome check(@Nullable String header) {
    return login.check(Fakes.request("GET", header));
  }

  private static String basic(String user, String password) {
    return "Basic " + encode(user + ":" + password, StandardCharsets.UTF_8);
  }

  private static String encode(String text, Charset charset) {
    return Base64.getEncoder().encodeToString(text.getBytes(charset));
  }
}
