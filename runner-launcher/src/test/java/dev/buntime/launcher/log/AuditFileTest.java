package dev.buntime.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.buntime.log.AuditEntry;
import dev.buntime.log.AuditEntry.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.slf4j.helpers.NOPLogger;

public final class AuditFileTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final Secrets secrets = new Secrets();
  private Path logs;
  private AuditFile audit;

  @Before
  public void setUp() {
    logs = folder.getRoot().toPath();
    audit = file(new FileLimits(1 << 20, 14, 10 << 20));
  }

  @Test
  public void write_whenAllIsKnown_isALineWithAllOfIt() throws IOException {
    audit.write(entry("shop@1.0.0", "/_/deployments/shop/1.0.0"));

    assertThat(Files.readString(logs.resolve("audit.log")))
        .isEqualTo(
            "{\"time\":\"2026-03-01T12:00:00Z\",\"event\":\"write\",\"user\":\"joe\","
                + "\"provider\":\"plugin-authn\",\"rights\":\"editor read\","
                + "\"address\":\"192.0.2.1\",\"method\":\"DELETE\","
                + "\"path\":\"/_/deployments/shop/1.0.0\",\"target\":\"shop@1.0.0\","
                + "\"status\":204,\"requestId\":\"r-1\"}\n");
  }

  @Test
  public void write_whenNobodyIsLoggedIn_leavesOutWhatIsNotKnown() throws IOException {
    audit.write(
        new AuditEntry(
            NOON,
            Event.LOGIN_FAILED,
            null,
            null,
            List.of(),
            "::1",
            "GET",
            "/_/stats",
            null,
            401,
            "UNAUTHENTICATED",
            null));

    assertThat(lines())
        .containsExactly(
            "{\"time\":\"2026-03-01T12:00:00Z\",\"event\":\"login-failed\",\"address\":\"::1\","
                + "\"method\":\"GET\",\"path\":\"/_/stats\",\"status\":401,"
                + "\"code\":\"UNAUTHENTICATED\"}");
  }

  @Test
  public void write_whenValuesAreHostile_isOneLineOfJson() throws IOException {
    secrets.set("a", List.of("s3cret-value"));
    for (String hostile :
        List.of(
            "a\nb\r\n{\"event\":\"write\"}",
            "\"}{\"x\":\"",
            "\u001b[2J\u2028\u202e\u0000\u0085",
            "\ud800",
            "password=hunter22",
            "s3cret-value",
            "x".repeat(100_000))) {
      audit.write(entry(hostile, "/_/" + hostile));
    }

    assertThat(lines())
        .hasSize(7)
        .allSatisfy(line -> {
          assertThat(line).matches("[^\\p{Cc}\\p{Zl}\\p{Zp}]*").hasSizeLessThan(4096);
          assertIsJson(line);
        });
    assertThat(String.join("", lines())).doesNotContain("hunter22").doesNotContain("s3cret-value");
  }

  @Test
  public void file_isReadableByItsOwnerAlone() throws IOException {
    audit.write(entry(null, "/_/x"));

    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(logs.resolve("audit.log"))))
        .isEqualTo("rw-------");
  }

  @Test
  public void write_afterARestart_appends() throws IOException {
    audit.write(entry(null, "/_/1"));
    audit.close();
    Files.setLastModifiedTime(logs.resolve("audit.log"), FileTime.from(NOON));

    file(new FileLimits(1 << 20, 14, 10 << 20)).write(entry(null, "/_/2"));

    assertThat(lines()).hasSize(2);
  }

  @Test
  public void write_whenTheFileIsFull_beginsAnother() throws IOException {
    audit = file(new FileLimits(1024, 14, 10 << 20));
    for (int i = 0; i < 20; i++) {
      audit.write(entry(null, "/_/" + i));
    }

    List<Path> old = old();
    assertThat(old).hasSizeGreaterThan(2);
    assertThat(old.getFirst().getFileName()).hasToString("audit.2026-03-01.0.log");
    int count = lines().size();
    for (Path each : old) {
      assertThat(Files.size(each)).isLessThanOrEqualTo(1024);
      count += Files.readAllLines(each).size();
    }
    assertThat(count).isEqualTo(20);
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(logs.resolve("audit.log"))))
        .isEqualTo("rw-------");
  }

  @Test
  public void write_onAnotherDay_beginsAnother() throws IOException {
    audit.write(entry(null, "/_/1"));
    now.set(NOON.plus(Duration.ofDays(1)));
    audit.write(entry(null, "/_/2"));

    assertThat(old())
        .extracting(path -> path.getFileName().toString())
        .containsExactly("audit.2026-03-01.0.log");
    assertThat(lines()).hasSize(1);
  }

  @Test
  public void write_whenOldFilesAreTooOldOrTooLarge_deletesTheOldest() throws IOException {
    Path ancient = Files.writeString(logs.resolve("audit.2025-01-01.0.log"), "x");
    Files.setLastModifiedTime(ancient, FileTime.from(NOON.minus(Duration.ofDays(15))));
    Path foreign = Files.writeString(logs.resolve("audit.notes.log"), "x");
    Files.setLastModifiedTime(foreign, FileTime.from(NOON.minus(Duration.ofDays(400))));
    audit = file(new FileLimits(512, 14, 2048));
    for (int i = 0; i < 40; i++) {
      audit.write(entry(null, "/_/" + i));
    }

    assertThat(ancient).doesNotExist();
    assertThat(foreign).exists();
    long bytes = 0;
    for (Path each : old()) {
      bytes += Files.size(each);
    }
    assertThat(bytes).isLessThanOrEqualTo(2048);
    assertThat(lines().getLast()).contains("/_/39");
  }

  @Test
  public void write_whenTheFileWasTakenAway_makesItAgain() throws IOException {
    audit.write(entry(null, "/_/1"));
    Files.move(logs.resolve("audit.log"), logs.resolve("taken"));
    audit.write(entry(null, "/_/2"));

    assertThat(lines()).hasSize(1);
    assertThat(lines().getFirst()).contains("/_/2");
  }

  @Test
  public void write_whenItCannotBeWritten_tellsSoAndGoesOnLater() throws IOException {
    Path file = logs.resolve("audit.log");
    Files.createDirectory(file);

    assertThatThrownBy(() -> audit.write(entry(null, "/_/1"))).isInstanceOf(IOException.class);

    Files.delete(file);
    audit.write(entry(null, "/_/2"));
    assertThat(lines()).hasSize(1);
  }

  /** The device that has no room left, ever. */
  @Test
  public void write_whenTheDiskIsFull_tellsSo() throws IOException {
    Path full = Path.of("/dev/full");
    org.junit.Assume.assumeTrue("there is no /dev/full", Files.exists(full));
    Files.createSymbolicLink(logs.resolve("audit.log"), full);

    assertThatThrownBy(() -> audit.write(entry(null, "/_/1")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("No space left");
  }

  private AuditFile file(FileLimits limits) {
    return new AuditFile(logs, limits, secrets, now::get, NOPLogger.NOP_LOGGER);
  }

  private static AuditEntry entry(@Nullable String target, String path) {
    return new AuditEntry(
        NOON,
        Event.WRITE,
        "joe",
        "plugin-authn",
        List.of("editor", "read"),
        "192.0.2.1",
        "DELETE",
        path,
        target,
        204,
        null,
        "r-1");
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(logs.resolve("audit.log"));
  }

  private List<Path> old() throws IOException {
    List<Path> old = new ArrayList<>();
    try (var all = Files.newDirectoryStream(logs, "audit.2*.log")) {
      all.forEach(old::add);
    }
    old.sort(null);
    return old;
  }

  private static void assertIsJson(String line) {
    try (JsonParser parser = new JsonFactory().createParser(line)) {
      while (parser.nextToken() != null) {
        assertThat(parser.currentToken()).isNotNull();
      }
    } catch (IOException e) {
      throw new AssertionError(line, e);
    }
  }
}
