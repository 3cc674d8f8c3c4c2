package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.deployer.internal.FolderTree.Item;
import dev.buntime.deployer.internal.FolderTree.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class FolderTreeTest {
  @Rule public final TemporaryFolder temp = new TemporaryFolder();

  private Path root = Path.of("");

  @Before
  public void fill() throws IOException {
    root = temp.newFolder("hello").toPath();
    Files.createDirectories(root.resolve("css/.cache"));
    Files.writeString(root.resolve("index.html"), "four");
    Files.writeString(root.resolve("css/style.css"), "fives");
    Files.writeString(root.resolve(".hidden"), "");
    Files.createSymbolicLink(root.resolve("link"), Path.of("/"));
  }

  @Test
  public void look_listsWhatIsNotHidden_andFollowsNoLinks() throws IOException {
    assertThat(look().items())
        .extracting(Item::path, Item::kind)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("css", Kind.FOLDER),
            org.assertj.core.groups.Tuple.tuple("css/style.css", Kind.FILE),
            org.assertj.core.groups.Tuple.tuple("index.html", Kind.FILE),
            org.assertj.core.groups.Tuple.tuple("link", Kind.LINK));
    assertThat(look().stamp().size()).isEqualTo(9);
  }

  @Test
  public void look_whenThereIsNone_isEmpty() throws IOException {
    assertThat(FolderTree.look(root.resolve("none"))).isEmpty();
    assertThat(FolderTree.look(root.resolve("index.html"))).isEmpty();
  }

  @Test
  public void stamp_isAnotherOne_whateverChanges() throws IOException {
    FileStamp before = look().stamp();
    assertThat(look().stamp()).isEqualTo(before);

    FileTime time = Files.getLastModifiedTime(root.resolve("index.html"));
    Files.writeString(root.resolve("index.html"), "FOUR");
    Files.setLastModifiedTime(root.resolve("index.html"), time);
    FileStamp written = look().stamp();
    Files.move(root.resolve("css/style.css"), root.resolve("css/other.css"));
    FileStamp renamed = look().stamp();
    Files.createDirectory(root.resolve("empty"));

    assertThat(written).as("same length, same time").isNotEqualTo(before);
    assertThat(renamed).isNotEqualTo(written);
    assertThat(look().stamp()).isNotEqualTo(renamed);
  }

  @Test
  public void changed_isNotAffectedByTimesThatAreSet() throws IOException {
    Instant before = Instant.now().minusSeconds(1);
    Files.setLastModifiedTime(root.resolve("index.html"), FileTime.from(Instant.EPOCH));

    assertThat(look().changed().orElseThrow()).isAfter(before);
  }

  @Test
  public void changed_whenRenamed_isTheSame() throws IOException {
    Instant before = look().changed().orElseThrow();
    Path moved = Files.move(root, root.resolveSibling("moved"));

    assertThat(FolderTree.look(moved).orElseThrow().changed()).contains(before);
  }

  @Test
  public void unfinished_knowsTheNamesOfCopyingPrograms() throws IOException {
    for (String name :
        new String[] {".index.html.a1B2c3", "big.js.part", "x.filepart", "y.crdownload"}) {
      Path file = Files.writeString(root.resolve("css").resolve(name), "");
      assertThat(look().unfinished()).contains("css/" + name);
      Files.delete(file);
    }
    Files.writeString(root.resolve(".babelrc.config"), "");
    assertThat(look().unfinished()).isEmpty();
  }

  private FolderTree look() throws IOException {
    return FolderTree.look(root).orElseThrow();
  }
}
