package dev.buntime.plugin.authz.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.plugin.authz.internal.store.StoreException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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

    store.order(List.of("c", "a"), SetCheck.none());

    assertThat(store.current().compiled()).containsExactly("c", "a", "b");
    reopen();
    assertThat(store.current().compiled()).containsExactly("c", "a", "b");
    assertRefused(Reason.MISSING, () -> store.order(List.of("x"), SetCheck.none()));
    assertRefused(Reason.INVALID, () -> store.order(List.of("a", "a"), SetCheck.none()));
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
  public void journal_thatIsDamaged_isSaid() throws Exception {
    var _ = store.create(policy("a", "one"), "ada", SetCheck.none());
    Files.writeString(file(JOURNAL), "rubbish\n", StandardOpenOption.APPEND);

    assertThatThrownBy(this::reopen)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(JOURNAL + " is damaged in line 2: bring back a copy of it");
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
