package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.Test;

public class FolderLockTest {
  private final FolderLock lock = new FolderLock();

  @Test
  public void view_withoutALock_isWhatThereIs() {
    assertThat(look(Map.of("a", 1))).isEqualTo(folder(Map.of("a", 1)));
    assertThat(look(Map.of("b", 2))).isEqualTo(folder(Map.of("b", 2)));
  }

  @Test
  public void view_whenLocked_isAllAtFirstAndThenStaysAsItWas() {
    lock.lock(true);

    assertThat(look(Map.of("a", 1))).isEqualTo(folder(Map.of("a", 1)));
    assertThat(look(Map.of("a", 2, "b", 1))).isEqualTo(folder(Map.of("a", 1)));
    assertThat(look(Map.of())).isEqualTo(folder(Map.of("a", 1)));
  }

  @Test
  public void view_whenLocked_showsWhatIsAnnounced() {
    lock.lock(true);
    look(Map.of("a", 1, "b", 1));

    assertThat(look(Map.of("a", 2, "b", 2), "a")).isEqualTo(folder(Map.of("a", 2, "b", 1)));
    assertThat(look(Map.of("c", 1), "a", "c")).isEqualTo(folder(Map.of("b", 1, "c", 1)));
    assertThat(look(Map.of())).isEqualTo(folder(Map.of("b", 1, "c", 1)));
  }

  @Test
  public void view_whenUnlocked_isWhatThereIsAgain() {
    lock.lock(true);
    look(Map.of("a", 1));

    lock.lock(false);

    assertThat(look(Map.of("b", 1))).isEqualTo(folder(Map.of("b", 1)));
  }

  private SortedMap<String, Sighting> look(Map<String, Integer> sizes, String... announced) {
    return lock.view(folder(sizes), Set.of(announced));
  }

  private static SortedMap<String, Sighting> folder(Map<String, Integer> sizes) {
    SortedMap<String, Sighting> folder = new TreeMap<>();
    sizes.forEach((name, size) ->
        folder.put(name, new Sighting(new FileStamp(size, FileTime.fromMillis(0), "key"), null)));
    return folder;
  }
}
