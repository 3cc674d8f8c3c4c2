package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.deployer.internal.forms.Forms;
import dev.buntime.testing.TestJar;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class StagingTest {
  @Rule public final TemporaryFolder temp = new TemporaryFolder();

  private final TestJar jar = TestJar.bundle("x", "1.0.0").entry("data/file.txt", "some text");
  private Path artifact = Path.of("");
  private Path folder = Path.of("");

  @Before
  public void choosePaths() {
    artifact = temp.getRoot().toPath().resolve("x.jar");
    folder = temp.getRoot().toPath().resolve("data/staging");
  }

  @Test
  public void read_whenComplete_isACopyThatGoesWhenClosed() throws IOException {
    Files.write(artifact, jar.entry("worker.jsonc", "{}").bytes());
    Files.writeString(Sighting.sidecarOf(artifact), "{ }");

    StagedArtifact staged = ((Reading.Complete) read()).staged();

    assertThat(staged.file()).hasSameBinaryContentAs(artifact);
    assertThat(staged.size()).isEqualTo(Files.size(artifact));
    assertThat(staged.sha256()).matches("[0-9a-f]{64}");
    assertThat(staged.content().entries()).contains("data/file.txt");
    assertThat(staged.content().workerFile()).isEqualTo("{}");
    assertThat(staged.sidecar()).isEqualTo("{ }");
    assertThat(staged.content().headers().getValue("Bundle-SymbolicName")).isEqualTo("x");
    staged.close();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  public void read_whenCutOffAnywhere_isIncomplete() throws IOException {
    byte[] bytes = jar.bytes();
    for (int length : new int[] {0, 1, 30, bytes.length / 2, bytes.length - 1}) {
      Files.write(artifact, Arrays.copyOf(bytes, length));
      assertThat(read()).as("%d bytes", length).isInstanceOf(Reading.Incomplete.class);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  public void read_whenFrontIsNotWrittenYet_isIncomplete() throws IOException {
    byte[] bytes = jar.bytes();
    Arrays.fill(bytes, 0, bytes.length / 3, (byte) 0);
    Files.write(artifact, bytes);

    assertThat(read()).isInstanceOf(Reading.Incomplete.class);
  }

  @Test
  public void read_whenAByteIsWrong_isIncomplete() throws IOException {
    byte[] bytes = jar.bytes();
    byte[] name = "data/file.txt".getBytes(StandardCharsets.UTF_8);
    int content = indexOf(bytes, name) + name.length;
    bytes[content + 3] ^= 0x20;
    Files.write(artifact, bytes);

    assertThat(read()).isInstanceOf(Reading.Incomplete.class);
  }

  @Test
  public void read_whenManifestIsMalformed_isUnusable() throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(artifact))) {
      zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
      zip.write("no header at all\n".getBytes(StandardCharsets.UTF_8));
    }

    assertThat(read()).isInstanceOf(Reading.Unusable.class);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  public void read_whenAnEntryLeadsOut_isUnusableAndLeavesNothing() throws IOException {
    Files.write(artifact, jar.entry("../out", "").bytes());

    assertThat(read())
        .isInstanceOfSatisfying(
            Reading.Unusable.class, it -> assertThat(it.why().reason()).contains("'../out'"));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  public void read_whenFileIsHuge_isUnusableWithoutACopy() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(artifact.toFile(), "rw")) {
      file.setLength(1L << 40); // has no blocks
    }

    assertThat(read())
        .isInstanceOfSatisfying(
            Reading.Unusable.class,
            it -> assertThat(it.why().reason()).contains("allowed are 512 MiB"));
    assertThat(folder).doesNotExist();
  }

  @Test
  public void read_whenFileIsNotAsSeen_isMoving() throws IOException {
    Files.write(artifact, jar.bytes());
    Sighting before = Sighting.of(artifact).orElseThrow();
    Files.writeString(artifact, "longer now".repeat(1000));

    assertThat(new Staging(folder, Forms.none()).read(artifact, "x.jar", before))
        .isInstanceOf(Reading.Moving.class);
    Files.delete(artifact);
    assertThat(new Staging(folder, Forms.none()).read(artifact, "x.jar", before))
        .isInstanceOf(Reading.Moving.class);
  }

  @Test
  public void read_whenThereIsNoRoomForTheCopy_isUnreadable() throws IOException {
    Files.write(artifact, jar.bytes());
    Files.createDirectories(folder.getParent());
    Files.writeString(folder, "a file where the folder should be");

    assertThat(read()).isInstanceOf(Reading.Unreadable.class);
  }

  @Test
  public void new_whenAnEarlierRunLeftFiles_deletesThem() throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("7.jar"), "left");

    var _ = new Staging(folder, Forms.none());

    assertThat(folder).isEmptyDirectory();
  }

  private Reading read() throws IOException {
    return new Staging(folder, Forms.none())
        .read(artifact, "x.jar", Sighting.of(artifact).orElseThrow());
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int i = 0; i + part.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new AssertionError("not found");
  }
}
