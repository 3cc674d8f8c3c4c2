package dev.buntime.plugin.authz.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.plugin.authz.internal.store.StoreException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.Assume;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Policies that are kept in a folder. What decides by them is the list of their texts here. */
public class PolicyStoreTest {
  private static final InstantSource NOON =
      InstantSource.fixed(Instant.parse("2030-01-02T12:00:00Z"));
  private static final String JOURNAL = ".journal.jsonl";

  @Rule public final TemporaryFolder temporary = new TemporaryFolder();

  private Path folder = Path.of("");
  private PolicyStore<List<String>> store = emptyStore();

  private static PolicyStore<List<String>> emptyStore() {
    try {
      return PolicyStore.inMemory(PolicyStoreTest::compile, NOON);
    } catch (StoreException e) {
      throw new AssertionError("no policy is wrong", e);
    }
  }

  private static List<String> compile(List<StoredPolicy> policies) throws StoreException {
    List<String> texts = new ArrayList<>();
    for (StoredPolicy policy : policies) {
      if (policy.text().contains("bad")) {
        throw new StoreException(Reason.INVALID, policy.id() + " is bad");
      }
      texts.add(policy.text());
    }
    return texts;
  }

  @Before
  public void open() throws Exception {
    folder = temporary.getRoot().toPath().resolve("policies");
    reopen();
  }

  private void reopen() throws Exception {
    store = PolicyStore.in(folder, PolicyStoreTest::compile, NOON);
  }

  private static StoredPolicy policy(String id, String text) {
    return new StoredPolicy(id, Format.JSON, text);
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private void order(List<String> ids) throws Exception {
    store.order(ids, OptionalInt.empty(), "ada", SetCheck.none());
  }

  private static void assertRefused(Reason reason, ThrowingCallable change) {
    assertThatThrownBy(change)
        .isInstanceOfSatisfying(
            StoreException.class, refusal -> assertThat(refusal.reason()).isEqualTo(reason));
  }

  @Test
  public void create_isInForceAndInItsFile_alsoAfterARestart() throws Exception {
    Revision made = store.create(policy("a", "one"), "ada", SetCheck.none());

    assertThat(made)
        .isEqualTo(new Revision("a", 1, Optional.of(policy("a", "one")), "ada", NOON.instant()));
    assertThat(store.current().compiled()).containsExactly("one");
    assertThat(file("a.json")).hasContent("one");
    reopen();
    assertThat(store.current().compiled()).containsExactly("one");
    assertThat(store.versions("a")).containsExactly(made);
    assertRefused(Reason.EXISTS, () -> store.create(policy("a", "two"), "ada", SetCheck.none()));
  }

  @Test
  public void replace_needsTheLatestVersion() throws Exception {
    var _ = store.create(policy("a", "one"), "ada", SetCheck.none());

    Revision second = store.replace(policy("a", "two"), 1, "bob", SetCheck.none());

    assertThat(second.version()).isEqualTo(2);
    assertThat(store.current().compiled()).containsExactly("two");
    assertRefused(
        Reason.STALE, () -> store.replace(policy("a", "three"), 1, "ada", SetCheck.none()));
    assertRefused(
        Reason.MISSING, () -> store.replace(policy("b", "three"), 1, "ada", SetCheck.none()));
    assertThat(file("a.json")).hasContent("two");
  }

  @Test
  public void replace_inTheOtherFormat_leavesOneFile() throws Exception {
    var _ = store.create(policy("a", "one"), "ada", SetCheck.none());

    var _ = store.replace(new StoredPolicy("a", Format.XACML, "<two/>"), 1, "ada", SetCheck.none());

    assertThat(file("a.json")).doesNotExist();
    assertThat(file("a.xml")).hasContent("<two/>");
    reopen();
    assertThat(store.versions("a")).hasSize(2);
  }

  @Test
  public void delete_keepsTheVersions_andNumbersGoOn() throws Exception {
    var _ = store.create(policy("a", "one"), "ada", SetCheck.none());
    assertRefused(Reason.STALE, () -> store.delete("a", 2, "ada", SetCheck.none()));

    store.delete("a", 1, "ada", SetCheck.none());

    assertThat(store.current().compiled()).isEmpty();
    assertThat(file("a.json")).doesNotExist();
    reopen();
    assertThat(store.current().policies()).isEmpty();
    assertThat(store.versions("a")).extracting(Revision::version).containsExactly(1, 2);
    assertThat(store.create(policy("a", "again"), "ada", SetCheck.none()).version()).isEqualTo(3);
  }

  @Test
  public void rollback_makesAFormerVersionTheLatest() throws Exception {
    var _ = store.create(policy("a", "one"), "ada", SetCheck.none());
    var _ = store.replace(policy("a", "two"), 1, "ada", SetCheck.none());
    store.delete("a", 2, "ada", SetCheck.none());

    Revision back = store.rollback("a", 1, "bob", SetCheck.none());

    assertThat(back.version()).isEqualTo(4);
    assertThat(store.current().compiled()).containsExactly("one");
    assertThat(file("a.json")).hasContent("one");
    assertRefused(Reason.MISSING, () -> store.rollback("a", 3, "bob", SetCheck.none()));
    assertRefused(Reason.MISSING, () -> store.rollback("a", 9, "bob", SetCheck.none()));
    assertRefused(Reason.MISSING, () -> store.rollback("x", 1, "bob", SetCheck.none()));
  }

  @Test
  public void order_isKept_andNamesOnlyWhatIsThere() throws Exception {
    for (String id : List.of("a", "b", "c")) {
      var _ = store.create(policy(id, id), "ada", SetCheck.none());
    }

    store.order(List.of("c", "a"), OptionalInt.empty(), "bob", SetCheck.none());

    assertThat(store.current().compiled()).containsExactly("c", "a", "b");
    reopen();
    assertThat(store.current().compiled()).containsExactly("c", "a", "b");
    assertRefused(Reason.MISSING, () -> order(List.of("x")));
    assertRefused(Reason.INVALID, () -> order(List.of("a", "a")));
  }

  @Test
  public void order_hasAVersionAndAnAuthor() throws Exception {
    for (String id : List.of("a", "b")) {
      var _ = store.create(policy(id, id), "ada", SetCheck.none());
    }
    assertThat(store.current().order().version()).isZero();

    store.order(List.of("b"), OptionalInt.of(0), "bob", SetCheck.none());

    PolicyOrder order =
        new PolicyOrder(
            1, List.of("b"), Optional.of(new PolicyOrder.Change("bob", NOON.instant())));
    assertThat(store.current().order()).isEqualTo(order);
    assertRefused(
        Reason.STALE, () -> store.order(List.of("a"), OptionalInt.of(0), "ada", SetCheck.none()));
    reopen();
    assertThat(store.current().order()).isEqualTo(order);
    assertThat(store.current().compiled()).containsExactly("b", "a");
  }

  @Test
  public void order_ofAnOlderJournal_isRead() throws Exception {
    for (String id : List.of("a", "b")) {
      var _ = store.create(policy(id, id), "ada", SetCheck.none());
    }
    Files.writeString(file(JOURNAL), "{\"order\":[\"b\",\"a\"]}\n", StandardOpenOption.APPEND);

    reopen();

    assertThat(store.current().compiled()).containsExactly("b", "a");
    assertThat(store.current().order())
        .isEqualTo(new PolicyOrder(1, List.of("b", "a"), Optional.empty()));
  }

  @Test
  public void id_thatDiffersFromAnotherInCapitalLettersOnly_isRefused() throws Exception {
    var _ = store.create(policy("Staff", "one"), "ada", SetCheck.none());

    assertRefused(Reason.EXISTS, () -> store.create(policy("staff", "x"), "ada", SetCheck.none()));
    assertRefused(Reason.EXISTS, () -> store.validate(policy("STAFF", "x"), SetCheck.none()));
    assertThatThrownBy(() -> store.create(policy("staff", "x"), "ada", SetCheck.none()))
        .hasMessageContaining("there is a policy Staff already");
    var _ = store.replace(policy("Staff", "two"), 1, "ada", SetCheck.none());

    Files.writeString(file("staff.json"), "three");
    Assume.assumeTrue("these are two files", Files.readString(file("Staff.json")).equals("two"));
    assertProblem("the names of the files of Staff and staff in " + folder + " differ in capital");
    assertThat(store.current().compiled()).containsExactly("two");
    store.delete("Staff", 2, "ada", SetCheck.none());
    assertThat(store.current().problem()).isEmpty();
    assertThat(store.current().compiled()).containsExactly("three");
  }

  @Test
  public void deleted_areThoseThatAreNotThereAnyMore() throws Exception {
    for (String id : List.of("a", "b", "c")) {
      var _ = store.create(policy(id, id), "ada", SetCheck.none());
      store.delete(id, 1, "bob", SetCheck.none());
    }
    var _ = store.rollback("b", 1, "ada", SetCheck.none());

    assertThat(store.deleted())
        .containsExactly(
            new Revision("a", 2, Optional.empty(), "bob", NOON.instant()),
            new Revision("c", 2, Optional.empty(), "bob", NOON.instant()));
  }

  @Test
  public void change_thatDoesNotCompile_leavesEverythingAsItIs() throws Exception {
    var _ = store.create(policy("a", "one"), "ada", SetCheck.none());

    assertRefused(Reason.INVALID, () -> store.create(policy("b", "bad"), "ada", SetCheck.none()));
    assertRefused(
        Reason.INVALID, () -> store.replace(policy("a", "bad"), 1, "ada", SetCheck.none()));
    assertRefused(Reason.INVALID, () -> store.validate(policy("b", "bad"), SetCheck.none()));
    store.validate(policy("b", "good"), SetCheck.none());

    assertThat(store.current().compiled()).containsExactly("one");
    assertThat(file("a.json")).hasContent("one");
    assertThat(file("b.json")).doesNotExist();
    assertThat(store.versions("a")).hasSize(1);
  }

  @Test
  public void change_thatLocksEverybodyOut_isTakenIfItIsForced() throws Exception {
    SetCheck<List<String>> check =
        texts -> {
          if (texts.contains("lock")) {
            throw new StoreException(Reason.LOCKOUT, "nobody could change them any more");
          }
        };
    assertRefused(Reason.LOCKOUT, () -> store.create(policy("a", "lock"), "ada", check));
    assertRefused(Reason.LOCKOUT, () -> store.validate(policy("a", "lock"), check));

    var _ = store.create(policy("a", "lock"), "ada", SetCheck.none());

    assertThat(store.current().compiled()).containsExactly("lock");
    reopen();
    assertThat(store.current().compiled()).containsExactly("lock");
  }

  @Test
  public void file_thatSomebodyChanges_counts() throws Exception {
    var _ = store.create(policy("a", "one"), "ada", SetCheck.none());
    var _ = store.create(policy("b", "two"), "ada", SetCheck.none());
    Files.writeString(file("a.json"), "changed");
    Files.delete(file("b.json"));
    Files.writeString(file("c.xml"), "<new/>");
    Files.writeString(file(".hidden.json"), "bad");
    Files.writeString(file("README.txt"), "bad");

    store.refresh();

    assertThat(store.current().compiled()).containsExactly("changed", "<new/>");
    assertThat(store.versions("a").getLast().author()).isEqualTo(Revision.BY_HAND);
    assertThat(store.versions("b").getLast().policy()).isEmpty();
    store.refresh();
    assertThat(store.versions("a")).hasSize(2);
    reopen();
    assertThat(store.current().compiled()).containsExactly("changed", "<new/>");
  }

  @Test
  public void file_thatIsNoPolicy_leavesInForceWhatWas_alsoOverARestart() throws Exception {
    var _ = store.create(policy("a", "one"), "ada", SetCheck.none());
    Files.writeString(file("a.json"), "bad");
    Files.writeString(file("b.json"), "two");

    store.refresh();

    assertThat(store.current().compiled()).containsExactly("one");
    assertThat(store.current().problem()).contains("a is bad");
    reopen();
    assertThat(store.current().compiled()).containsExactly("one");
    assertThat(store.current().problem()).contains("a is bad");
    var _ = store.replace(policy("a", "mended"), 1, "ada", SetCheck.none());
    store.refresh();
    assertThat(store.current().compiled()).containsExactly("mended", "two");
    assertThat(store.current().problem()).isEmpty();
  }

  @Test
  public void file_thatCannotBeOne_isAProblem() throws Exception {
    for (String name : List.of("a b.json", "-a.json", "é.json", "order.json")) {
      Files.writeString(file(name), "x");
      store.refresh();
      assertThat(store.current().problem().orElse("")).as(name).contains("at most 128");
      Files.delete(file(name));
    }
    Files.write(file("a.json"), new byte[] {(byte) 0xff});
    store.refresh();
    assertThat(store.current().problem().orElse("")).contains("UTF-8");
    Files.writeString(file("a.json"), "x");
    Files.writeString(file("a.xml"), "x");
    store.refresh();
    assertThat(store.current().problem().orElse("")).contains("two files for the policy a");
    Files.delete(file("a.xml"));
    store.refresh();
    assertThat(store.current().problem()).isEmpty();
  }

  @Test
  public void byteOrderMark_doesNotCount() throws Exception {
    var _ = store.create(policy("a", "\ufeffone"), "ada", SetCheck.none());
    assertThat(file("a.json")).hasContent("one");
    Files.writeString(file("a.json"), "\ufeffone");

    store.refresh();

    assertThat(store.current().compiled()).containsExactly("one");
    assertThat(store.versions("a")).hasSize(1);
  }

  @Test
  public void journal_whoseLastLineIsNotFinished_isCut() throws Exception {
    var _ = store.create(policy("a", "one"), "ada", SetCheck.none());
    Files.writeString(file(JOURNAL), "{\"time\":\"2030", StandardOpenOption.APPEND);

    reopen();
    var _ = store.create(policy("b", "two"), "ada", SetCheck.none());
    reopen();

    assertThat(store.current().compiled()).containsExactly("one", "two");
    assertThat(store.versions("b")).hasSize(1);
  }

  @Test
  public void journal_isItsOwnersAlone_alsoIfItWasNot() throws Exception {
    Assume.assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
    var _ = store.create(policy("a", "one"), "ada", SetCheck.none());
    assertThat(rights(JOURNAL)).isEqualTo("rw-------").isEqualTo(rights("a.json"));
    Files.setPosixFilePermissions(file(JOURNAL), PosixFilePermissions.fromString("rw-r--r--"));

    reopen();

    assertThat(rights(JOURNAL)).isEqualTo("rw-------");
    assertThat(store.current().compiled()).containsExactly("one");
  }

  private String rights(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file(name)));
  }

  private void assertNothingCanBeChanged(String why) {
    for (ThrowingCallable change :
        List.<ThrowingCallable>of(
            () -> store.create(policy("new", "one"), "ada", SetCheck.none()),
            () -> store.replace(policy("a", "two"), 1, "ada", SetCheck.none()),
            () -> store.delete("a", 1, "ada", SetCheck.none()),
            () -> store.rollback("a", 1, "ada", SetCheck.none()),
            () -> order(List.of()))) {
      assertRefused(Reason.UNREADABLE, change);
      assertThatThrownBy(change).hasMessageContaining(why);
    }
  }

  @Test
  public void journal_thatIsDamaged_isSaid_andNothingIsInForceUntilItIsMended() throws Exception {
    var _ = store.create(policy("a", "one"), "ada", SetCheck.none());
    String journal = Files.readString(file(JOURNAL));
    Files.writeString(file(JOURNAL), "rubbish\n", StandardOpenOption.APPEND);

    reopen();

    String problem = JOURNAL + " is damaged in line 2: bring back a copy of it";
    assertThat(store.current().problem().orElse("")).contains(problem);
    assertThat(store.current().isUsable()).isFalse();
    assertThat(store.current().compiled()).isEmpty();
    assertNothingCanBeChanged(problem);
    assertThat(file(JOURNAL)).hasContent(journal + "rubbish");

    Files.writeString(file(JOURNAL), journal);
    store.refresh();

    assertThat(store.current().problem()).isEmpty();
    assertThat(store.current().isUsable()).isTrue();
    assertThat(store.current().compiled()).containsExactly("one");
    assertThat(store.versions("a")).hasSize(1);
  }

  @Test
  public void journal_thatIsRemovedBecauseItWasDamaged_isMadeOfTheFiles() throws Exception {
    var _ = store.create(policy("a", "one"), "ada", SetCheck.none());
    Files.write(file(JOURNAL), new byte[] {(byte) 0xff, '\n'});
    reopen();
    assertThat(store.current().problem().orElse("")).contains("not encoded in UTF-8", "remove it");

    Files.delete(file(JOURNAL));
    store.refresh();

    assertThat(store.current().isUsable()).isTrue();
    assertThat(store.current().compiled()).containsExactly("one");
    assertThat(store.versions("a")).extracting(Revision::author).containsExactly(Revision.BY_HAND);
  }

  @Test
  public void policy_thatDoesNotCompileAnyMore_isMendedInItsFileOrByAChange() throws Exception {
    var _ = store.create(policy("a", "one"), "ada", SetCheck.none());
    for (boolean isByHand : List.of(true, false)) {
      store = PolicyStore.in(folder, PolicyStoreTest::compileNoOne, NOON);
      assertThat(store.current().isUsable()).isFalse();
      assertThat(store.current().problem()).contains("one is not allowed any more");
      assertThat(store.current().policies()).extracting(Revision::id).containsExactly("a");
      store.refresh();
      assertThat(store.current().isUsable()).isFalse();

      if (isByHand) {
        Files.writeString(file("a.json"), "mended");
        store.refresh();
      } else {
        int version = store.versions("a").getLast().version();
        var _ = store.replace(policy("a", "mended"), version, "ada", SetCheck.none());
      }

      assertThat(store.current().isUsable()).isTrue();
      assertThat(store.current().problem()).isEmpty();
      assertThat(store.current().compiled()).containsExactly("mended");
      Files.writeString(file("a.json"), "one");
      reopen();
    }
  }

  private static List<String> compileNoOne(List<StoredPolicy> policies) throws StoreException {
    List<String> texts = compile(policies);
    if (texts.contains("one")) {
      throw new StoreException(Reason.INVALID, "one is not allowed any more");
    }
    return texts;
  }

  @Test
  public void folder_thatIsGone_isAProblemAndNotTheEndOfItsPolicies() throws Exception {
    var _ = store.create(policy("a", "one"), "ada", SetCheck.none());
    Path away = Files.move(folder, folder.resolveSibling("away"));

    store.refresh();

    assertThat(store.current().problem())
        .contains("the folder " + folder + " cannot be read: it is not there");
    assertThat(store.current().isUsable()).isTrue();
    assertThat(store.current().compiled()).containsExactly("one");
    assertNothingCanBeChanged("it is not there");
    assertThat(folder).doesNotExist();
    Files.move(away, folder);
    store.refresh();
    assertThat(store.current().problem()).isEmpty();
    assertThat(store.versions("a")).hasSize(1);
  }

  @Test
  public void folder_thatCannotBeMade_isMadeLater() throws Exception {
    Path blocked = temporary.newFile("blocked").toPath();
    store = PolicyStore.in(blocked.resolve("policies"), PolicyStoreTest::compile, NOON);
    assertThat(store.current().problem().orElse("")).contains("cannot be made: ");
    assertThat(store.current().isUsable()).isFalse();

    Files.delete(blocked);
    store.refresh();

    assertThat(store.current().isUsable()).isTrue();
    assertThat(store.current().problem()).isEmpty();
  }

  @Test
  public void file_thatIsNoRegularOne_isAProblemOfIts() throws Exception {
    var _ = store.create(policy("a", "one"), "ada", SetCheck.none());
    Files.createDirectory(file("b.json"));
    assertProblem("b.json cannot be read: it is no file");
    Files.delete(file("b.json"));
    Files.createSymbolicLink(file("c.json"), Path.of("/dev/zero"));
    assertProblem("c.json cannot be read: it is no file");
    Files.delete(file("c.json"));
    Files.createSymbolicLink(file("d.json"), file("nothing"));
    assertProblem("d.json is a link to nothing");
    Files.delete(file("d.json"));
    Files.createSymbolicLink(file("e.json"), file("e.json"));
    assertProblem("e.json cannot be read: ");
    Files.delete(file("e.json"));
    Files.write(file("f.json"), new byte[(4 << 20) + 1]);
    assertProblem("f.json cannot be read: it has more than 4194304 bytes");
    Files.delete(file("f.json"));

    Files.writeString(file("text"), "linked");
    Files.createSymbolicLink(file("g.json"), file("text"));
    store.refresh();
    assertThat(store.current().problem()).isEmpty();
    assertThat(store.current().compiled()).containsExactly("one", "linked");
  }

  @Test(timeout = 60_000)
  public void file_thatIsAPipe_isAProblemOfIts() throws Exception {
    Process made = new ProcessBuilder("mkfifo", file("p.json").toString()).start();
    Assume.assumeTrue("there are pipes here", made.waitFor() == 0);

    assertProblem("p.json cannot be read: it is no file");
  }

  private void assertProblem(String problem) {
    store.refresh();
    assertThat(store.current().problem().orElse("")).contains(problem);
  }

  @Test
  public void change_doesNotUndoOneOfTheFile() throws Exception {
    var _ = store.create(policy("a", "one"), "ada", SetCheck.none());
    Files.writeString(file("a.json"), "by hand");
    Files.writeString(file("b.json"), "new");

    assertRefused(Reason.STALE, () -> store.replace(policy("a", "two"), 1, "ada", SetCheck.none()));
    assertRefused(Reason.EXISTS, () -> store.create(policy("b", "two"), "ada", SetCheck.none()));
    assertRefused(Reason.STALE, () -> store.delete("a", 1, "ada", SetCheck.none()));

    assertThat(store.current().compiled()).containsExactly("by hand", "new");
    assertThat(file("a.json")).hasContent("by hand");
    assertThat(store.versions("a")).hasSize(2);
    Files.delete(file("b.json"));
    assertRefused(Reason.MISSING, () -> order(List.of("b")));
    assertRefused(
        Reason.MISSING, () -> store.replace(policy("b", "two"), 1, "ada", SetCheck.none()));
    assertThat(store.rollback("b", 1, "ada", SetCheck.none()).version()).isEqualTo(3);
  }

  @Test
  public void change_whileAFileIsWrong_mendsIt_orLeavesItAlone() throws Exception {
    for (String id : List.of("a", "b", "c")) {
      var _ = store.create(policy(id, id), "ada", SetCheck.none());
    }
    Files.writeString(file("a.json"), "bad");
    Files.writeString(file("b.json"), "by hand");

    assertRefused(
        Reason.UNREADABLE, () -> store.replace(policy("b", "two"), 1, "ada", SetCheck.none()));
    assertThatThrownBy(() -> store.delete("b", 1, "ada", SetCheck.none()))
        .hasMessageContaining("a is bad");
    assertThat(file("b.json")).hasContent("by hand");
    var _ = store.replace(policy("c", "three"), 1, "ada", SetCheck.none());
    assertThat(store.current().compiled()).containsExactly("a", "b", "three");
    assertThat(store.current().problem()).contains("a is bad");

    var _ = store.replace(policy("a", "mended"), 1, "ada", SetCheck.none());

    assertThat(store.current().problem()).isEmpty();
    assertThat(store.current().compiled()).containsExactly("mended", "by hand", "three");
  }

  @Test
  public void change_mendsAFileThatIsNoText() throws Exception {
    var _ = store.create(policy("a", "one"), "ada", SetCheck.none());
    Files.write(file("a.json"), new byte[] {(byte) 0xff});

    var _ = store.replace(policy("a", "two"), 1, "ada", SetCheck.none());

    assertThat(store.current().problem()).isEmpty();
    assertThat(file("a.json")).hasContent("two");
  }

  /** A journal on a disk that is full after a few lines. */
  private static final class FullJournal implements Journal {
    private final Journal lines = new MemoryJournal();
    private int room;

    @Override
    public List<Line> read() throws IOException {
      return lines.read();
    }

    @Override
    public void append(List<Line> more) throws IOException {
      if (more.size() > room) {
        throw new IOException("no space left");
      }
      room -= more.size();
      lines.append(more);
    }
  }

  @Test
  public void files_whoseChangesCannotAllBeWrittenDown_countLater() throws Exception {
    FullJournal journal = new FullJournal();
    journal.room = 1;
    store = PolicyStore.in(folder, journal, PolicyStoreTest::compile, NOON);
    Files.writeString(file("a.json"), "one");
    Files.writeString(file("b.json"), "two");

    assertProblem("the journal of policies cannot be written: no space left");
    store.refresh();
    assertThat(journal.read()).isEmpty();
    assertThat(store.versions("a")).isEmpty();
    assertThat(store.current().compiled()).isEmpty();

    journal.room = 9;
    store.refresh();
    assertThat(journal.read()).hasSize(2);
    assertThat(store.current().problem()).isEmpty();
    assertThat(store.current().compiled()).containsExactly("one", "two");
  }

  @Test
  public void change_thatCannotBeWrittenDown_doesNotCount() throws Exception {
    var _ = store.create(policy("a", "one"), "ada", SetCheck.none());
    Files.delete(file(JOURNAL));
    Files.createDirectory(file(JOURNAL)); // so that nothing can be added to it

    assertThatThrownBy(() -> store.replace(policy("a", "two"), 1, "ada", SetCheck.none()))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> store.create(policy("b", "two"), "ada", SetCheck.none()))
        .isInstanceOf(IOException.class);

    assertThat(store.current().compiled()).containsExactly("one");
    assertThat(file("a.json")).hasContent("one");
    assertThat(file("b.json")).doesNotExist();
    store.refresh();
    assertThat(store.current().problem()).isEmpty();
  }

  @Test
  public void policyText_withAnIdThatLeavesTheFolder_isRefused() {
    for (String id : List.of("", ".", "..", "a/b", "../a", ".a", "a\nb", "a".repeat(129))) {
      assertThatThrownBy(() -> policy(id, "x")).as(id).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
