package dev.buntime.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class DataFolderTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  private Path root;

  @Before
  public void setUp() {
    root = folder.getRoot().toPath().resolve("data");
  }

  @Test
  public void create_makesTheFolderOnce() throws Refusal {
    var data = new DataFolder(root);

    data.create();
    data.create();

    assertThat(root).isEmptyDirectory();
  }

  @Test
  public void create_whenTheParentIsMissing_refuses() {
    assertRefused(root.resolve("deeper"), "cannot be created in " + root);
  }

  @Test
  public void create_whenItIsAFile_refuses() throws IOException {
    Files.writeString(root, "");

    assertRefused(root, "is not a folder");
  }

  private static void assertRefused(Path path, String problem) {
    assertThatThrownBy(() -> new DataFolder(path).create())
        .isInstanceOf(Refusal.class)
        .hasMessageStartingWith("The data folder " + path + " " + problem)
        .hasMessageEndingWith("or name another folder with --data or BUNTIME_DATA.");
  }

  @Test
  public void createConfigurations_isForTheOwnerAlone() throws Exception {
    var data = new DataFolder(root);
    data.create();

    data.createConfigurations();

    assertThat(permissions(data.configurations())).isEqualTo("rwx------");
  }

  @Test
  public void createConfigurations_whenOthersCouldReadThem_endsThat() throws Exception {
    var data = new DataFolder(root);
    data.create();
    Files.createDirectory(data.configurations());
    Path edited = Files.writeString(root.resolve("console.json"), "{}");
    permit(data.configurations(), "rwxr-xr-x");
    permit(edited, "rw-r--r--");

    data.createConfigurations();

    assertThat(permissions(data.configurations())).isEqualTo("rwx------");
    assertThat(permissions(edited)).isEqualTo("rw-------");
  }

  private static void permit(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  public void lock_isForOneAtATime() throws Exception {
    var first = new DataFolder(root);
    first.create();
    first.lock();
    first.runner().write("http://127.0.0.1:1", root);

    assertThatThrownBy(() -> new DataFolder(root).lock())
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("pid " + ProcessHandle.current().pid())
        .hasMessageContaining("http://127.0.0.1:1");

    first.release();
    var second = new DataFolder(root);
    second.lock();
    second.release();
    assertThat(second.runner().running()).isEmpty();
  }

  @Test
  public void lock_removesWhatAKilledRunnerLeft() throws Exception {
    var data = new DataFolder(root);
    data.create();
    data.runner().write("http://127.0.0.1:1", root);

    data.lock();

    assertThat(root.resolve("runner.properties")).doesNotExist();
    data.release();
  }
}
