package dev.buntime.deployer.internal.archives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.buntime.jsonc.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.ZipException;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;

/** Has each archive of a table refused with its reason, in one line, soon and without a trace. */
@RunWith(Parameterized.class)
public abstract class HostileArchivesFixture {
  /** It is refused in a tenth of that; the rest is for a machine that has other things to do. */
  private static final Duration SOON = Duration.ofSeconds(10);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final HostileArchive archive;

  HostileArchivesFixture(HostileArchive archive) {
    this.archive = archive;
  }

  @Test
  public void check_ofHostileArchive_refusesItWithItsReason() throws IOException {
    Path file = Files.write(folder.getRoot().toPath().resolve("1.jar"), archive.bytes().get());
    long start = System.nanoTime();

    Throwable thrown = catchThrowable(() -> new ArchiveCheck(ArchiveLimits.DEFAULTS).check(file));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    assertThat(thrown).isInstanceOfAny(RefusedArchiveException.class, ZipException.class);
    String said = String.valueOf(thrown.getMessage());
    assertThat(said).contains(archive.reason()).hasSizeLessThan(2000);
    assertThat(Printable.of(said)).as("it is one line that shows").isEqualTo(said);
    assertThat(folder.getRoot().list()).containsExactly("1.jar");
  }
}
