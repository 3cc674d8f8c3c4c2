package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.deployer.internal.FolderScan.Chance;
import dev.buntime.deployer.internal.FolderScan.Due;
import dev.buntime.deployer.internal.FolderScan.Step;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

public class FolderScanTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final FolderScan scan = new FolderScan();
  private final SortedMap<String, Sighting> folder = new TreeMap<>();
  private Instant now = START;

  @Test
  public void look_whenNew_isDueAfterTwoEqualLooks() {
    look();
    put("a.jar", 1);

    assertThat(look().due()).isEmpty();
    assertThat(lookAfter(199).due()).isEmpty();
    assertThat(lookAfter(1).due()).extracting(Due::artifact).containsExactly("a.jar");
    assertThat(lookAfter(10_000).due()).isEmpty();
  }

  @Test
  public void look_whileFileGrows_isNotDue() {
    for (int size = 1; size < 100; size++) {
      put("a.jar", size);
      assertThat(lookAfter(199).due()).isEmpty();
      assertThat(scan.isRestless()).isTrue();
    }
    assertThat(lookAfter(200).due()).hasSize(1);
  }

  @Test
  public void look_whenOldFileAtStart_needsNoSecondLook() {
    put("old.jar", 1, START.minusSeconds(3), null);
    put("new.jar", 1, START.minusSeconds(1), null);

    assertThat(look().due()).containsExactly(new Due("old.jar", sighting("old.jar"), Chance.LAST));
  }

  @Test
  public void look_whenOldFileComesLater_needsASecondLook() {
    look();
    put("old.jar", 1, START.minusSeconds(3), null);

    assertThat(look().due()).isEmpty();
  }

  @Test
  public void look_whenSidecarIsNew_waitsForIt() {
    put("old.jar", 1, START.minusSeconds(3), stamp(1, START));

    assertThat(look().due()).isEmpty();
    assertThat(lookAfter(200).due()).hasSize(1);
  }

  @Test
  public void look_whenSidecarChanges_isDueAgain() {
    put("a.jar", 1);
    look();
    lookAfter(200);
    put("a.jar", 1, START, stamp(9, START));

    assertThat(look().due()).isEmpty();
    assertThat(lookAfter(200).due()).hasSize(1);
  }

  @Test
  public void look_whenSuspect_isDueOnceMoreForTheLastTime() {
    put("a.jar", 1);
    look();
    assertThat(lookAfter(200).due()).extracting(Due::chance).containsExactly(Chance.FIRST);
    scan.suspect("a.jar");

    assertThat(lookAfter(1_799).due()).isEmpty();
    assertThat(scan.isRestless()).isTrue();
    assertThat(lookAfter(1).due()).extracting(Due::chance).containsExactly(Chance.LAST);
    assertThat(scan.isRestless()).isFalse();
  }

  @Test
  public void look_whenSuspectChanges_getsNewPatience() {
    put("a.jar", 1);
    look();
    lookAfter(200);
    scan.suspect("a.jar");
    put("a.jar", 2);
    lookAfter(1_900);

    assertThat(lookAfter(200).due()).extracting(Due::chance).containsExactly(Chance.FIRST);
  }

  @Test
  public void look_whenAskedAgain_isDueAtOnce() {
    put("a.jar", 1);
    look();
    lookAfter(200);
    scan.again("a.jar");

    assertThat(look().due()).hasSize(1);
  }

  @Test
  public void look_whenRemoved_isGoneOnce() {
    put("a.jar", 1);
    look();
    folder.clear();

    assertThat(look().gone()).isEmpty();
    assertThat(scan.isRestless()).isTrue();
    assertThat(lookAfter(199).gone()).isEmpty();
    assertThat(lookAfter(1).gone()).containsExactly("a.jar");
    assertThat(lookAfter(1_000).gone()).isEmpty();
    assertThat(scan.isRestless()).isFalse();
  }

  @Test
  public void look_whenRenamed_isGoneWhenTheNewNameIsDue() {
    put("a.jar", 1);
    look();
    lookAfter(200);
    folder.clear();
    put("b.jar", 1);
    assertThat(look()).isEqualTo(new Step(List.of(), List.of()));

    Step step = lookAfter(200);

    assertThat(step.gone()).containsExactly("a.jar");
    assertThat(step.due()).extracting(Due::artifact).containsExactly("b.jar");
  }

  @Test
  public void look_whenRemovedAfterAFolderCame_isGoneWhenTheFolderIsDue() {
    put("a.jar", 1);
    look();
    lookAfter(200);
    putFolder("b", null);
    look();
    folder.remove("a.jar");
    lookAfter(100);
    assertThat(lookAfter(399)).isEqualTo(new Step(List.of(), List.of()));

    Step step = lookAfter(1);

    assertThat(step.gone()).containsExactly("a.jar");
    assertThat(step.due()).extracting(Due::artifact).containsExactly("b");
  }

  @Test
  public void look_whenTheNextOneIsSeenLaterThanTheOtherGoes_bothAreOfOneStep() {
    put("a.jar", 1);
    look();
    lookAfter(200);
    folder.clear();
    look();
    put("b.jar", 1);
    lookAfter(100);
    assertThat(lookAfter(100).gone()).isEmpty();

    Step step = lookAfter(100);

    assertThat(step.gone()).containsExactly("a.jar");
    assertThat(step.due()).extracting(Due::artifact).containsExactly("b.jar");
  }

  @Test
  public void look_whenRemovedWhileAnotherGrows_doesNotWaitForIt() {
    put("a.jar", 1);
    look();
    lookAfter(200);
    folder.clear();
    put("b.jar", 1);
    look();
    put("b.jar", 2);
    assertThat(lookAfter(200).gone()).isEmpty();
    put("b.jar", 3);

    assertThat(lookAfter(1).gone()).containsExactly("a.jar");
  }

  @Test
  public void look_whenTwoGoThatWereNeverRead_areGoneBoth() {
    put("a.jar", 1);
    put("b.jar", 1);
    look();
    folder.clear();
    look();

    assertThat(lookAfter(200).gone()).containsExactly("a.jar", "b.jar");
  }

  @Test
  public void undo_hasTheStepComeAgain() {
    put("a.jar", 1);
    look();
    lookAfter(200);
    folder.clear();
    put("b.jar", 1);
    look();
    Step step = lookAfter(200);

    scan.undo(step);

    assertThat(look().due()).extracting(Due::artifact).containsExactly("b.jar");
    Step again = lookAfter(200);
    assertThat(again.gone()).containsExactly("a.jar");
    assertThat(lookAfter(1_000)).isEqualTo(new Step(List.of(), List.of()));
  }

  @Test
  public void look_whenRemovedAndMadeAnewSoon_isNeverGone() {
    put("a.jar", 1);
    look();
    lookAfter(200);
    folder.clear();
    lookAfter(100);
    put("a.jar", 2);

    assertThat(lookAfter(100)).isEqualTo(new Step(List.of(), List.of()));
    folder.clear();
    assertThat(lookAfter(100).gone()).as("the time away begins anew").isEmpty();
    put("a.jar", 3);
    assertThat(lookAfter(199).gone()).isEmpty();
    assertThat(lookAfter(200).due()).hasSize(1);
  }

  @Test
  public void isFirstLookDone_whenEmpty_isTrueAfterTheLook() {
    assertThat(scan.isFirstLookDone()).isFalse();
    look();
    assertThat(scan.isFirstLookDone()).isTrue();
  }

  @Test
  public void look_whenAFolderComes_waitsLongerThanForAFile() {
    look();
    putFolder("hello", null);

    assertThat(lookAfter(1).due()).isEmpty();
    assertThat(lookAfter(499).due()).isEmpty();
    assertThat(lookAfter(1).due()).extracting(Due::artifact).containsExactly("hello");
  }

  @Test
  public void look_whenAFolderIsKnownToBeOld_isDueAtOnce() {
    FolderScan knowing = new FolderScan(_ -> Duration.ofMillis(500));
    assertThat(knowing.look(folder, now).due()).isEmpty();
    putFolder("hello", START);

    assertThat(knowing.look(folder, now).due()).extracting(Due::artifact).containsExactly("hello");
  }

  @Test
  public void look_whenAFolderIsKnownToBeYoung_waitsForTheRest() {
    FolderScan knowing = new FolderScan(_ -> Duration.ofMillis(400));
    assertThat(knowing.look(folder, now).due()).isEmpty();
    putFolder("hello", START);

    assertThat(knowing.look(folder, now).due()).isEmpty();
    now = now.plusMillis(100);
    assertThat(knowing.look(folder, now).due()).hasSize(1);
  }

  @Test
  public void look_whenAThousandComeAtOnce_areDueInOneStep() {
    look();
    for (int i = 0; i < 1000; i++) {
      put("a" + i + ".jar", i);
    }

    look();
    assertThat(lookAfter(200).due()).hasSize(1000);
    assertThat(scan.isRestless()).isFalse();
  }

  @Test
  public void isFirstLookDone_whenFilesAreNew_waitsForEachToBeRead() {
    put("a.jar", 1);
    put("b.jar", 1);
    look();
    assertThat(scan.isFirstLookDone()).isFalse();
    folder.remove("b.jar");
    lookAfter(200);
    assertThat(scan.isFirstLookDone()).isTrue();
  }

  @Test
  public void isFirstLookDone_whenAFileGrows_doesNotWaitForIt() {
    put("a.jar", 1);
    look();
    put("a.jar", 2);
    lookAfter(100);

    assertThat(scan.isFirstLookDone()).isTrue();
  }

  private Step look() {
    return scan.look(folder, now);
  }

  private Step lookAfter(long millis) {
    now = now.plusMillis(millis);
    return look();
  }

  private void put(String name, long size) {
    put(name, size, START, null);
  }

  private void put(String name, long size, Instant modified, @Nullable FileStamp sidecar) {
    folder.put(name, new Sighting(stamp(size, modified), sidecar));
  }

  private void putFolder(String name, @Nullable Instant changed) {
    folder.put(name, new Sighting(Sighting.Kind.FOLDER, stamp(1, START), null, changed));
  }

  private Sighting sighting(String name) {
    return Objects.requireNonNull(folder.get(name));
  }

  private static FileStamp stamp(long size, Instant modified) {
    return new FileStamp(size, FileTime.from(modified), "key");
  }

  /** The two durations are what the tests above count with. */
  @Test
  public void durations_areAsTested() {
    assertThat(FolderScan.QUIET).isEqualTo(Duration.ofMillis(200));
    assertThat(FolderScan.PATIENCE).isEqualTo(Duration.ofSeconds(2));
  }
}
