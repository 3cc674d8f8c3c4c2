package dev.buntime.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class PasswordFileTest {
  /** Few, so that the tests are quick; one test uses the real number. */
  private static final int ITERATIONS = 1_000;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  private Path path;
  private PasswordFile file;

  @Before
  public void setUp() {
    path = folder.getRoot().toPath().resolve("admin.password");
    file = new PasswordFile(path, ITERATIONS);
  }

  @Test
  public void matches_whenWritten_isTrueForThisPasswordOnly() throws IOException {
    file.write(chars("correct horse"));

    assertThat(file.exists()).isTrue();
    assertThat(file.matches(chars("correct horse"))).isTrue();
    assertThat(file.matches(chars("correct Horse"))).isFalse();
    assertThat(file.matches(chars("correct horse "))).isFalse();
    assertThat(file.matches(chars("correct horse"))).as("remembered").isTrue();
  }

  @Test
  public void matches_whenNonAscii_comparesAllCharacters() throws IOException {
    file.write(chars("pässwörd-日本-🐎"));

    assertThat(file.matches(chars("pässwörd-日本-🐎"))).isTrue();
    assertThat(file.matches(chars("pässwörd-日本-🐴"))).isFalse();
  }

  @Test
  public void matches_withoutFile_isFalse() {
    assertThat(file.exists()).isFalse();
    assertThat(file.matches(chars("anything at all"))).isFalse();
  }

  @Test
  public void matches_whenTooShortOrTooLong_isFalse() throws IOException {
    file.write(chars("12345678"));

    assertThat(file.matches(chars(""))).isFalse();
    assertThat(file.matches(chars("x".repeat(10_000)))).isFalse();
  }

  @Test
  public void matches_whenAnotherProcessChangedTheFile_followsIt() throws IOException {
    file.write(chars("the first one"));
    assertThat(file.matches(chars("the first one"))).isTrue();

    new PasswordFile(path, ITERATIONS).write(chars("the second one"));

    assertThat(file.matches(chars("the first one"))).isFalse();
    assertThat(file.matches(chars("the second one"))).isTrue();
  }

  @Test
  public void matches_whenRewrittenWithTheSameTimeAndSize_followsIt() throws IOException {
    file.write(chars("the first one"));
    var time = Files.getLastModifiedTime(path);
    assertThat(file.matches(chars("the first one"))).isTrue();

    file.write(chars("the second one"));
    Files.setLastModifiedTime(path, time);

    assertThat(file.matches(chars("the first one"))).isFalse();
  }

  @Test
  public void matches_whenFileVanished_isFalse() throws IOException {
    file.write(chars("the first one"));
    assertThat(file.matches(chars("the first one"))).isTrue();

    Files.delete(path);

    assertThat(file.matches(chars("the first one"))).isFalse();
  }

  @Test
  public void matches_whenRemembered_doesNotHashAgain() throws IOException {
    var real = new PasswordFile(path);
    real.write(chars("correct horse"));
    assertThat(real.matches(chars("correct horse"))).isTrue();

    long start = System.nanoTime();
    for (int i = 0; i < 1_000; i++) {
      assertThat(real.matches(chars("correct horse"))).isTrue();
    }

    // A thousand slow hashes take more than a minute on any machine there is.
    assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
  }

  @Test
  public void write_storesOneLineWithSaltAndIterationsOnly() throws IOException {
    new PasswordFile(path).write(chars("correct horse"));

    assertThat(Files.readString(path))
        .matches("pbkdf2-hmac-sha512 iterations=210000 salt=[\\w+/=]{24} hash=[\\w+/=]{88}\n")
        .doesNotContain("correct");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
  }

  @Test
  public void write_twice_usesAnotherSalt() throws IOException {
    file.write(chars("correct horse"));
    String first = Files.readString(path);

    file.write(chars("correct horse"));

    assertThat(Files.readString(path)).isNotEqualTo(first);
    try (var left = Files.list(path.getParent())) {
      assertThat(left).containsExactly(path);
    }
  }

  @Test
  public void write_whenAgainstTheRules_saysWhich() {
    assertThatThrownBy(() -> file.write(chars("1234567")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A password has 8 to 256 characters, this one has 7.");
    assertThatThrownBy(() -> file.write(chars("x".repeat(257))))
        .hasMessage("A password has 8 to 256 characters, this one has 257.");
    assertThatThrownBy(() -> file.write(chars("line\nbreak")))
        .hasMessageContaining("control characters");
    assertThat(file.exists()).isFalse();
  }

  @Test
  public void write_whenFolderIsMissing_fails() {
    var lost = new PasswordFile(path.resolveSibling("missing").resolve("admin.password"));

    assertThatThrownBy(() -> lost.write(chars("correct horse"))).isInstanceOf(IOException.class);
  }

  @Test
  public void matches_whenIterationsWereRaised_usesThoseOfTheFile() throws IOException {
    new PasswordFile(path, 2_000).write(chars("correct horse"));

    assertThat(file.matches(chars("correct horse"))).isTrue();
  }

  @Test
  public void requireIntact_whenDamaged_namesFileAndRemedy() throws IOException {
    file.write(chars("correct horse"));
    String good = Files.readString(path);

    assertDamaged("", "not one line");
    assertDamaged("secret", "not one line");
    assertDamaged(good.replace("iterations=1000", "iterations=0"), "iterations is 0");
    assertDamaged(good.replace("iterations=1000", "iterations=999999999"), "iterations is 9999");
    assertDamaged(good.replaceFirst("salt=\\S+", "salt=AAAA"), "salt has 3 bytes instead of 16");
    assertDamaged(good.replaceFirst("hash=.", "hash=!"), "hash is not Base64");
    assertDamaged(good.substring(0, good.length() - 9), "hash");
  }

  private void assertDamaged(String content, String problem) throws IOException {
    Files.writeString(path, content);
    assertThatThrownBy(file::requireIntact)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContaining(problem)
        .hasMessageEndingWith("bin/buntime passwd makes a new one.");
    assertThatThrownBy(() -> file.matches(chars("correct horse")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  public void requireIntact_whenMissingOrGood_doesNothing() throws IOException {
    file.requireIntact();
    file.write(chars("correct horse"));
    file.requireIntact();
  }

  @Test
  public void generate_isLongUnambiguousAndNew() {
    var seen = new HashSet<String>();
    for (int i = 0; i < 1_000; i++) {
      String password = new String(PasswordFile.generate());
      assertThat(password).matches("[a-zA-Z2-9]{24}").doesNotContainPattern("[lIOo10]");
      assertThat(seen.add(password)).isTrue();
    }
  }

  private static char[] chars(String text) {
    return text.toCharArray();
  }
}
