package dev.buntime.launcher.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.launcher.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class FolderArchiveTest {
  @Rule public final TemporaryFolder temp = new TemporaryFolder();

  @Test
  public void name_isMadeOfTheFolders_andTellsTheForm() throws IOException {
    assertThat(name("shop", "index.html")).isEqualTo("shop.zip");
    assertThat(name("shop@1.0.0", "index.html")).isEqualTo("shop-1.0.0.zip");
    assertThat(name("cart/2.0.0-rc.1", "index.html")).isEqualTo("cart-2.0.0-rc.1.zip");
    assertThat(name("old/1", "META-INF/MANIFEST.MF")).isEqualTo("old-1.jar");
    assertThat(name("web-1.0.0", "WEB-INF/web.xml")).isEqualTo("web-1.0.0.war");
  }

  private String name(String folder, String file) throws IOException {
    return new FolderArchive(folder(folder, file)).name();
  }

  @Test
  public void archive_hasAllFiles_theManifestFirst_andIsAlwaysTheSame() throws Exception {
    Path folder = folder("shop", "b.txt", "a/c.txt", "META-INF/MANIFEST.MF", ".git/config");

    byte[] first = archive(folder);
    Files.setLastModifiedTime(folder.resolve("b.txt"), FileTime.fromMillis(0));

    assertThat(archive(folder)).isEqualTo(first);
    Path file = temp.newFile().toPath();
    Files.write(file, first);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<String> names = zip.stream().map(ZipEntry::getName).toList();
      assertThat(names).containsExactly("META-INF/MANIFEST.MF", "a/c.txt", "b.txt");
    }
  }

  @Test
  public void whatIsNoFile_isRefused() throws IOException {
    Path folder = folder("shop", "a.txt");
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("a.txt"));

    assertThatThrownBy(() -> archive(folder))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("link is neither a file nor a folder");
    Path empty = Files.createDirectories(temp.getRoot().toPath().resolve("empty"));
    assertThatThrownBy(() -> archive(empty))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("has no files");
  }

  private byte[] archive(Path folder) throws IOException, Refusal {
    Path file = temp.newFile().toPath();
    new FolderArchive(folder).writeTo(file);
    return Files.readAllBytes(file);
  }

  private Path folder(String name, String... files) throws IOException {
    Path folder = temp.getRoot().toPath().resolve(name);
    for (String file : files) {
      Path path = folder.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, file);
    }
    return folder;
  }
}
