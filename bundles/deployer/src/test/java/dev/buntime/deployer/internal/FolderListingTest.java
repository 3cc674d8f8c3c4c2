package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class FolderListingTest {
  @Rule public final TemporaryFolder temp = new TemporaryFolder();

  private Path folder = Path.of("");

  @Before
  public void makeFolder() throws IOException {
    folder = temp.newFolder("apps").toPath();
  }

  @Test
  public void read_listsOnlyVisibleArtifacts() throws IOException {
    Files.writeString(folder.resolve("b.jar"), "");
    Files.writeString(folder.resolve("a.jar"), "");
    Files.writeString(folder.resolve("a.jar.worker.jsonc"), "{}");
    Files.writeString(folder.resolve(".hidden.jar"), "");
    Files.writeString(folder.resolve("readme.txt"), "");
    Files.createSymbolicLink(folder.resolve("loop.jar"), Path.of("loop.jar"));
    Files.createSymbolicLink(folder.resolve("dead.jar"), Path.of("nowhere"));

    var artifacts = new FolderListing("apps folder", folder, new AppFinder()).read().orElseThrow();

    assertThat(artifacts.keySet()).isEqualTo(Set.of("a.jar", "b.jar"));
    assertThat(artifacts.get("a.jar")).extracting(Sighting::sidecar).isNotNull();
    assertThat(artifacts.get("b.jar")).extracting(Sighting::sidecar).isNull();
  }

  @Test
  public void read_whenLinkToFile_seesTheFile() throws IOException {
    Path file = Files.writeString(temp.newFile("elsewhere").toPath(), "four");
    Files.createSymbolicLink(folder.resolve("a.jar"), file);

    assertThat(
            new FolderListing("apps folder", folder, new AppFinder())
                .read()
                .orElseThrow()
                .get("a.jar"))
        .extracting(each -> each.stamp().size())
        .isEqualTo(4L);
  }

  @Test
  public void read_whenFolderGoesAndComesBack_isEmptyMeanwhile() throws IOException {
    FolderListing listing = new FolderListing("apps folder", folder, new AppFinder());
    Files.writeString(folder.resolve("a.jar"), "");
    assertThat(listing.read()).isPresent();

    Path away = folder.resolveSibling("away");
    Files.move(folder, away);
    assertThat(listing.read()).isEmpty();

    Files.move(away, folder);
    assertThat(listing.read().orElseThrow()).containsKey("a.jar");
  }

  @Test
  public void read_whenAnEmptyFolderTakesItsPlace_isNoEmptyListing() throws IOException {
    FolderListing listing = new FolderListing("apps folder", folder, new AppFinder());
    assertThat(listing.read()).isPresent();
    Files.move(folder, folder.resolveSibling("away"));
    Files.createDirectory(folder);

    assertThat(listing.read()).isEmpty();

    Files.writeString(folder.resolve("a.jar"), "");
    assertThat(listing.read().orElseThrow()).containsKey("a.jar");
  }
}
