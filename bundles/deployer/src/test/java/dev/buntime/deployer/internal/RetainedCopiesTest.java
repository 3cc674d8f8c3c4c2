package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class RetainedCopiesTest {
  @Rule public final TemporaryFolder temp = new TemporaryFolder();

  private Path folder = Path.of("");

  @Before
  public void setUp() {
    folder = temp.getRoot().toPath().resolve("artifacts");
  }

  @Test
  public void new_whenAnEarlierRunLeftCopies_deletesThem() throws IOException {
    Files.createDirectory(folder);
    Files.writeString(folder.resolve("abc.jar"), "left");

    var _ = new RetainedCopies(folder);

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  public void retain_whenStaged_keepsTheContentUnderItsChecksum() throws IOException {
    RetainedCopies.Copy copy = new RetainedCopies(folder).retain(staged("abc", "content"));

    assertThat(copy.file()).isEqualTo(folder.resolve("abc.jar")).hasContent("content");
    assertThat(copy.sha256()).isEqualTo("abc");
  }

  @Test
  public void close_whenAnotherHasTheSameContent_leavesIt() throws IOException {
    RetainedCopies copies = new RetainedCopies(folder);
    RetainedCopies.Copy one = copies.retain(staged("abc", "content"));
    RetainedCopies.Copy two = copies.retain(staged("abc", "content"));

    one.close();
    one.close();
    assertThat(two.file()).hasContent("content");

    two.close();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  public void retain_whenTheFolderCannotBeMade_tellsAndHoldsNothing() throws IOException {
    RetainedCopies copies = new RetainedCopies(folder);
    Files.writeString(folder, "in the way");
    assertThatThrownBy(() -> copies.retain(staged("abc", "content")))
        .isInstanceOf(IOException.class);
    Files.delete(folder);

    RetainedCopies.Copy copy = copies.retain(staged("abc", "content"));

    assertThat(copy.file()).hasContent("content");
  }

  private StagedArtifact staged(String sha256, String content) throws IOException {
    Path file = Files.writeString(temp.getRoot().toPath().resolve("staged.jar"), content);
    return Contents.staged(file, sha256, TestJar.plain());
  }
}
