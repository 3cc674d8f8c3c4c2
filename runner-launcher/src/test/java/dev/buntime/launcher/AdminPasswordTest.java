package dev.buntime.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.credentials.PasswordFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class AdminPasswordTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private Path path;
  private PasswordFile file;

  @Before
  public void setUp() {
    path = folder.getRoot().toPath().resolve("admin.password");
    file = new PasswordFile(path);
  }

  @Test
  public void ensure_atTheFirstStart_printsARandomPasswordOnce() throws Refusal {
    admin("").ensure(Map.of());

    String line = printed.toString(StandardCharsets.UTF_8);
    assertThat(line).matches("Password of admin, shown only now: \\w{24} \\(.*\\)\n");
    assertThat(file.matches(line.replaceAll("(?s).*: (\\w{24}) .*", "$1").toCharArray())).isTrue();

    admin("").ensure(Map.of());
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo(line);
  }

  @Test
  public void ensure_givenAPassword_printsNothing() throws Refusal {
    admin("").ensure(Map.of(AdminPassword.VARIABLE, "correct horse"));

    assertThat(printed.size()).isZero();
    assertThat(file.matches("correct horse".toCharArray())).isTrue();
  }

  @Test
  public void ensure_whenThereIsAPassword_keepsIt() throws Exception {
    file.write("correct horse".toCharArray());

    admin("").ensure(Map.of(AdminPassword.VARIABLE, "battery staple"));

    assertThat(file.matches("correct horse".toCharArray())).isTrue();
  }

  @Test
  public void ensure_givenAShortPassword_refuses() {
    assertThatThrownBy(() -> admin("").ensure(Map.of(AdminPassword.VARIABLE, "short")))
        .isInstanceOf(Refusal.class)
        .hasMessage(
            "BUNTIME_ADMIN_PASSWORD cannot be used. A password has 8 to 256 characters, this one"
                + " has 5.");
  }

  @Test
  public void ensure_whenTheFileIsDamaged_refuses() throws IOException {
    Files.writeString(path, "damaged");

    assertThatThrownBy(() -> admin("").ensure(Map.of()))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining("bin/buntime passwd");
  }

  @Test
  public void change_withoutAPerson_readsOneLine() throws Exception {
    file.write("correct horse".toCharArray());

    admin("bättery staple\nmore\n").change();

    assertThat(file.matches("bättery staple".toCharArray())).isTrue();
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("is set");
  }

  @Test
  public void change_withoutInput_refuses() {
    assertThatThrownBy(() -> admin("").change())
        .hasMessage("There is no password on the standard input.");
    assertThatThrownBy(() -> admin("short\n").change())
        .hasMessageStartingWith("This password cannot be used. A password has 8 to 256");
    assertThat(file.exists()).isFalse();
  }

  private AdminPassword admin(String input) {
    var in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    return new AdminPassword(file, new Terminal(in, out, out, null, false, false));
  }
}
