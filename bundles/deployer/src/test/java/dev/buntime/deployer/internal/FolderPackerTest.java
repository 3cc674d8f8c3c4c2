package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class FolderPackerTest {
  @Rule public final TemporaryFolder temp = new TemporaryFolder();

  private Path root = Path.of("");
  private Path zip = Path.of("");

  @Before
  public void fill() throws IOException {
    root = temp.newFolder("hello").toPath();
    zip = temp.getRoot().toPath().resolve("1.jar");
    Files.createDirectories(root.resolve("META-INF"));
    Files.writeString(root.resolve("a.txt"), "a");
    Files.writeString(root.resolve("index.html"), "page");
    Files.writeString(root.resolve("META-INF/MANIFEST.MF"), "Manifest-Version: 1.0\n");
    Files.writeString(root.resolve("META-INF/.DS_Store"), "mess");
  }

  @Test
  public void pack_writesFilesSorted_manifestFirst() throws Exception {
    var _ = pack();

    try (ZipFile file = new ZipFile(zip.toFile())) {
      assertThat(Collections.list(file.entries()))
          .extracting(ZipEntry::getName)
          .containsExactly("META-INF/MANIFEST.MF", "a.txt", "index.html");
      assertThat(file.getInputStream(file.getEntry("index.html"))).hasContent("page");
    }
  }

  /** (cd hello; find * -type f | LC_ALL=C sort | xargs sha256sum | sha256sum). */
  @Test
  public void pack_givesTheChecksumThatAShellGives() throws Exception {
    Files.delete(root.resolve("META-INF/MANIFEST.MF"));

    assertThat(pack())
        .isEqualTo(
            sha256(
                "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb  a.txt\n"
                    + sha256("page")
                    + "  index.html\n"));
  }

  @Test
  public void pack_isDeterministic() throws Exception {
    String sum = pack();
    byte[] bytes = Files.readAllBytes(zip);
    Path copy = temp.newFolder("copy").toPath();
    Files.createDirectory(copy.resolve("META-INF"));
    for (String each : new String[] {"index.html", "a.txt", "META-INF/MANIFEST.MF"}) {
      Files.copy(root.resolve(each), copy.resolve(each));
    }
    root = copy;

    assertThat(pack()).isEqualTo(sum);
    assertThat(zip).hasBinaryContent(bytes);
  }

  @Test
  public void pack_whenALinkLeadsOut_isRefused() throws IOException {
    Files.createSymbolicLink(root.resolve("META-INF/x'y"), Path.of("/etc"));

    assertThatThrownBy(this::pack)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("'META-INF/x\\u0027y' is a symbolic link");
    assertThat(zip).doesNotExist();
  }

  @Test
  public void pack_whenAFolderIsTooDeep_isRefusedEvenIfNothingWasSeenInIt() throws IOException {
    Path deep = root.resolve("d/".repeat(60));
    Files.createDirectories(deep);
    Files.writeString(deep.resolve("file"), "");

    assertThatThrownBy(this::pack)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("is in more than 39 folders");
  }

  @Test
  public void pack_whenAFileHasGrown_readsNoMore() throws IOException {
    FolderTree tree = FolderTree.look(root).orElseThrow();
    Files.writeString(root.resolve("a.txt"), "more than there was".repeat(10_000));

    assertThatThrownBy(() -> new FolderPacker(root, tree).pack(zip))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a.txt has changed");
    assertThat(Files.size(zip)).isLessThan(1000);
  }

  @Test
  public void pack_whenAFileBecameALink_isNotFollowed() throws IOException {
    FolderTree tree = FolderTree.look(root).orElseThrow();
    Path secret = Files.writeString(temp.newFile("secret").toPath(), "s");
    Files.delete(root.resolve("a.txt"));
    Files.createSymbolicLink(root.resolve("a.txt"), secret);

    assertThatThrownBy(() -> new FolderPacker(root, tree).pack(zip))
        .isInstanceOf(IOException.class);
  }

  private String pack() throws IOException, RefusedException {
    return new FolderPacker(root, FolderTree.look(root).orElseThrow()).pack(zip);
  }

  private static String sha256(String text) throws IOException {
    Path file = Files.createTempFile("sum", "");
    try {
      return Checksum.of(Files.writeString(file, text));
    } finally {
      Files.delete(file);
    }
  }
}
