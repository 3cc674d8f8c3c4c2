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
  public void name_isMadeOfTheFolders_andTellsTheForm() throws Exception {
    assertThat(name("shop", "index.html")).isEqualTo("shop.zip");
    assertThat(name("shop@1.0.0", "index.html")).isEqualTo("shop-1.0.0.zip");
    assertThat(name("cart/2.0.0-rc.1", "index.html")).isEqualTo("cart-2.0.0-rc.1.zip");
    assertThat(name("old/1.0.0", "META-INF/MANIFEST.MF")).isEqualTo("old-1.0.0.jar");
    assertThat(name("web-1.0.0", "WEB-INF/web.xml")).isEqualTo("web-1.0.0.war");
  }

  @Test
  public void name_ofAFolderThatIsNoSemanticVersion_isItsOwn() throws Exception {
    for (String own : List.of("2-go", "1", "1.0", "1.0.0.0", "01.0.0", "v1.0.0", "shop@2", "@x")) {
      assertThat(name("me/" + own, "index.html")).isEqualTo(own + ".zip");
    }
    assertThat(name("me/shop@1.0.0-rc.1+b", "index.html")).isEqualTo("shop-1.0.0-rc.1+b.zip");
  }

  @Test
  public void name_doesNotDependOnHowTheFolderIsWritten() throws Exception {
    Path go = folder("2-go", "index.html", "a/b.txt");
    Path version = folder("cart/1.0.0", "index.html");
    assertThat(new FolderArchive(go.resolve(".")).name()).isEqualTo("2-go.zip");
    assertThat(new FolderArchive(go.resolve("a/..")).name()).isEqualTo("2-go.zip");
    assertThat(new FolderArchive(version.resolve(".")).name()).isEqualTo("cart-1.0.0.zip");
    assertThatThrownBy(() -> new FolderArchive(Path.of("/")).name())
        .isInstanceOf(Refusal.class)
        .hasMessageStartingWith("The folder / has no name");
  }

  @Test
  public void archive_leavesOutWhatTheAppsFolderDoes_inAllFolders() throws Exception {
    Path folder =
        folder(
            "shop",
            "index.html",
            ".DS_Store",
            "css/.DS_Store",
            "css/style.css",
            "css/Thumbs.db",
            "css/deep/desktop.ini",
            "css/deep/a.css",
            "css/deep/thumbs.DB",
            "__MACOSX/css/._style.css",
            "node_modules/x/index.js",
            ".git/config");
    Path links = Files.createDirectories(folder.resolve("node_modules/.bin"));
    Files.createSymbolicLink(links.resolve("x"), Path.of("../x/index.js"));

    assertThat(names(archive(folder)))
        .containsExactly(
            "css/deep/a.css",
            "css/deep/thumbs.DB",
            "css/style.css",
            "index.html",
            "node_modules/x/index.js");
    Files.delete(links.resolve("x"));
    Files.createSymbolicLink(folder.resolve("css/deep/li\u001bnk"), links);
    assertThatThrownBy(() -> archive(folder))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("shop/css/deep/li?nk is neither a file nor a folder");
  }

  @Test
  public void archive_ofALinkToAFolder_isThatOfTheFolder() throws Exception {
    Path folder = folder("shop", "index.html");
    Path link = Files.createSymbolicLink(temp.getRoot().toPath().resolve("current"), folder);

    assertThat(new FolderArchive(link).name()).isEqualTo("current.zip");
    assertThat(archive(link)).isEqualTo(archive(folder));
  }

  private String name(String folder, String file) throws IOException, Refusal {
    return new FolderArchive(folder(folder, file)).name();
  }

  @Test
  public void archive_hasAllFiles_theManifestFirst_andIsAlwaysTheSame() throws Exception {
    Path folder = folder("shop", "b.txt", "a/c.txt", "META-INF/MANIFEST.MF", ".git/config");

    byte[] first = archive(folder);
    Files.setLastModifiedTime(folder.resolve("b.txt"), FileTime.fromMillis(0));

    assertThat(archive(folder)).isEqualTo(first);
    assertThat(names(first)).containsExactly("META-INF/MANIFEST.MF", "a/c.txt", "b.txt");
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

  private List<String> names(byte[] archive) throws IOException {
    Path file = temp.newFile().toPath();
    Files.write(file, archive);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.stream().map(ZipEntry::getName).toList();
    }
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
