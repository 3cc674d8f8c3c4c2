package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class WatchModeTest {
  @Rule public final TemporaryFolder temp = new TemporaryFolder();

  @Test
  public void choose_whenOthersChangeTheFileSystem_polls() {
    for (String type :
        new String[] {
          "nfs",
          "nfs4",
          "cifs",
          "smb3",
          "smbfs",
          "9p",
          "virtiofs",
          "vboxsf",
          "vmhgfs",
          "ceph",
          "fuse.sshfs",
          "fuse.grpcfuse",
          "fuse.s3fs",
          "fuse",
          "lustre",
          "fakeowner"
        }) {
      WatchMode.Choice choice = WatchMode.choose(type, "Linux");
      assertThat(choice.mode()).as(type).isEqualTo(WatchMode.POLLING);
      assertThat(choice.reason()).contains(type);
    }
  }

  @Test
  public void choose_whenTheFileSystemIsThisMachines_takesEvents() {
    for (String type :
        new String[] {"ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay", "fuseblk", "NTFS"}) {
      assertThat(WatchMode.choose(type, "Linux").mode()).as(type).isEqualTo(WatchMode.EVENTS);
    }
  }

  @Test
  public void choose_onMacOs_polls() {
    assertThat(WatchMode.choose("apfs", "Mac OS X").mode()).isEqualTo(WatchMode.POLLING);
  }

  @Test
  public void choose_whenConfigured_doesNotAsk() throws IOException {
    assertThat(WatchMode.POLLING.choose(temp.getRoot().toPath()))
        .isEqualTo(new WatchMode.Choice(WatchMode.POLLING, "as configured"));
    assertThat(WatchMode.AUTO.choose(temp.getRoot().toPath()).mode()).isNotEqualTo(WatchMode.AUTO);
  }

  @Test
  public void choose_whenTheFolderIsNotThere_saysSo() {
    assertThatThrownBy(() -> WatchMode.AUTO.choose(temp.getRoot().toPath().resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  public void of_knowsTheValuesOfTheConfiguration() {
    assertThat(WatchMode.of("auto")).isEqualTo(WatchMode.AUTO);
    assertThat(WatchMode.of("events")).isEqualTo(WatchMode.EVENTS);
    assertThat(WatchMode.of("polling")).isEqualTo(WatchMode.POLLING);
  }
}
