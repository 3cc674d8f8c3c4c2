package dev.buntime.plugin.authn.internal.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.plugin.Identity;
import dev.buntime.plugin.authn.internal.token.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class ApiKeysTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final TestClock clock = new TestClock();
  private final AtomicLong nanos = new AtomicLong();
  private Path file = Path.of("");

  @Before
  public void setUp() {
    file = folder.getRoot().toPath().resolve("plugin-authn/keys.json");
  }

  private ApiKeys keys() throws IOException {
    return new ApiKeys(file, clock, nanos::get);
  }

  private static KeyRequest request(String body) {
    return KeyRequest.of(body);
  }

  @Test
  public void make_whenAsked_givesAKeyThatIsFoundAlsoLater() throws Exception {
    ApiKeys.NewKey made =
        keys()
            .make(
                request(
                    """
                    {"name":"ci","roles":["editor"],"permissions":["read"],"appRoles":["shop"]}
                    """));

    assertThat(made.secret()).matches("btk_[A-Za-z0-9_-]{43}");
    Identity ci = keys().find(made.secret()).orElseThrow();
    assertThat(ci.sub()).isEqualTo("apikey:" + made.key().id());
    assertThat(ci.name()).isEqualTo("ci");
    assertThat(ci.roles()).containsExactlyInAnyOrder("buntime:editor", "buntime:read", "shop");
  }

  @Test
  public void file_whenKeysAreMade_hasNoKeyAndIsTheOwnersAlone() throws Exception {
    ApiKeys.NewKey made = keys().make(request("{\"name\":\"ci\",\"roles\":[\"viewer\"]}"));

    assertThat(Files.readString(file)).contains("\"hash\"").doesNotContain(made.secret());
    assertThat(Files.readString(file)).doesNotContain(made.secret().substring(4));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(made.toString() + made.key()).doesNotContain(made.secret());
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactlyInAnyOrder(file, file.resolveSibling("keys.lock"));
    }
  }

  @Test
  public void find_whenItIsAnother_findsNothing() throws Exception {
    ApiKeys keys = keys();
    String secret = keys.make(request("{\"name\":\"ci\",\"roles\":[\"viewer\"]}")).secret();

    for (String other :
        List.of(
            "",
            "btk_",
            secret.substring(0, secret.length() - 1),
            secret + "A",
            secret.toUpperCase(java.util.Locale.ROOT),
            secret.substring(4),
            "btk_" + "A".repeat(43),
            secret + "\n",
            "btk_" + "A".repeat(100_000))) {
      assertThat(keys.find(other)).as(other.substring(0, Math.min(10, other.length()))).isEmpty();
    }
  }

  @Test
  public void find_whenItHasExpired_findsNothing() throws Exception {
    ApiKeys keys = keys();
    String secret =
        keys.make(request("{\"name\":\"ci\",\"roles\":[\"viewer\"],\"expiresInDays\":1}")).secret();

    clock.pass(Duration.ofDays(1).minusSeconds(1));
    assertThat(keys.find(secret)).isPresent();
    clock.pass(Duration.ofSeconds(1));
    assertThat(keys.find(secret)).isEmpty();
    assertThat(keys.all()).as("it is still shown").hasSize(1);
  }

  @Test
  public void delete_whenThere_letsNobodyInAnyMore() throws Exception {
    ApiKeys keys = keys();
    ApiKeys.NewKey first = keys.make(request("{\"name\":\"a\",\"roles\":[\"viewer\"]}"));
    ApiKeys.NewKey second = keys.make(request("{\"name\":\"b\",\"roles\":[\"viewer\"]}"));

    assertThat(keys.delete(first.key().id())).isTrue();
    assertThat(keys.delete(first.key().id())).isFalse();

    assertThat(keys.find(first.secret())).isEmpty();
    assertThat(keys().find(first.secret())).isEmpty();
    assertThat(keys().find(second.secret())).isPresent();
  }

  @Test
  public void writeUses_whenUsed_writesOnce() throws Exception {
    ApiKeys keys = keys();
    ApiKeys.NewKey made = keys.make(request("{\"name\":\"a\",\"roles\":[\"viewer\"]}"));
    assertThat(keys.all().getFirst().lastUsed()).isEmpty();

    assertThat(keys.find(made.secret())).isPresent();
    assertThat(keys.all().getFirst().lastUsed()).isEqualTo(Optional.of(clock.instant()));
    assertThat(keys().all().getFirst().lastUsed()).as("not written yet").isEmpty();

    keys.writeUses();
    assertThat(keys().all().getFirst().lastUsed()).isEqualTo(Optional.of(clock.instant()));
    var time = Files.getLastModifiedTime(file);
    keys.writeUses();
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(time);
  }

  @Test
  public void close_whenOthersHaveTheKeysNow_writesNothingAnyMore() throws Exception {
    ApiKeys old = keys();
    ApiKeys.NewKey made = old.make(request("{\"name\":\"a\",\"roles\":[\"viewer\"]}"));
    assertThat(old.find(made.secret())).isPresent();
    old.close();
    assertThat(keys().all().getFirst().lastUsed()).isPresent();
    Files.delete(file);

    assertThatThrownBy(() -> old.make(request("{\"name\":\"b\",\"roles\":[\"viewer\"]}")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("try again");
    assertThatThrownBy(() -> old.delete(made.key().id())).isInstanceOf(IllegalStateException.class);
    old.writeUses();
    assertThat(Files.exists(file)).isFalse();
  }

  @Test
  public void twoInstances_eachKeepsWhatTheOtherHasChanged() throws Exception {
    ApiKeys.NewKey first = keys().make(request("{\"name\":\"a\",\"roles\":[\"viewer\"]}"));
    ApiKeys old = keys();
    ApiKeys next = keys();
    assertThat(old.find(first.secret())).isPresent();

    assertThat(next.delete(first.key().id())).isTrue();
    ApiKeys.NewKey second = next.make(request("{\"name\":\"b\",\"roles\":[\"viewer\"]}"));
    ApiKeys.NewKey third = old.make(request("{\"name\":\"c\",\"roles\":[\"viewer\"]}"));
    old.writeUses();
    old.close();

    assertThat(keys().find(first.secret())).as("deleted").isEmpty();
    assertThat(keys().find(second.secret())).as("made by the next one").isPresent();
    assertThat(keys().find(third.secret())).as("made by the old one").isPresent();
    assertThat(next.delete(third.key().id())).as("of the old one").isTrue();
  }

  @Test
  public void twoInstances_eachWritesItsUsesAlone() throws Exception {
    ApiKeys.NewKey made = keys().make(request("{\"name\":\"a\",\"roles\":[\"viewer\"]}"));
    ApiKeys old = keys();
    ApiKeys next = keys();
    assertThat(old.find(made.secret())).isPresent();
    clock.pass(Duration.ofHours(1));
    assertThat(next.find(made.secret())).isPresent();
    next.writeUses();
    old.close();

    assertThat(keys().all().getFirst().lastUsed()).isEqualTo(Optional.of(clock.instant()));
  }

  @Test
  public void find_whenAnotherInstanceHasChangedTheKeys_seesItSoon() throws Exception {
    ApiKeys old = keys();
    ApiKeys next = keys();
    ApiKeys.NewKey made = next.make(request("{\"name\":\"a\",\"roles\":[\"viewer\"]}"));
    assertThat(old.find(made.secret())).as("not looked yet").isEmpty();
    nanos.addAndGet(ApiKeys.LOOK.toNanos());
    assertThat(old.find(made.secret())).isPresent();

    assertThat(next.delete(made.key().id())).isTrue();
    nanos.addAndGet(ApiKeys.LOOK.toNanos());

    assertThat(old.find(made.secret())).isEmpty();
    assertThat(old.all()).isEmpty();
  }

  @Test
  public void find_whenTheFileIsDamagedLater_goesOnWithWhatWasRead() throws Exception {
    ApiKeys keys = keys();
    ApiKeys.NewKey made = keys.make(request("{\"name\":\"a\",\"roles\":[\"viewer\"]}"));
    Files.writeString(file, "{}");
    nanos.addAndGet(ApiKeys.LOOK.toNanos());

    assertThat(keys.find(made.secret())).isPresent();
    assertThatThrownBy(() -> keys.delete(made.key().id()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is damaged");
    assertThat(Files.readString(file)).as("nothing is written over it").isEqualTo("{}");
  }

  @Test
  public void twoInstances_atTheSameTime_loseNothing() throws Exception {
    List<ApiKeys> both = List.of(keys(), keys());
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        ApiKeys keys = both.get(i % 2);
        all.add(
            threads.submit(() -> keys.make(request("{\"name\":\"a\",\"roles\":[\"viewer\"]}"))));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }

    assertThat(keys().all()).hasSize(40);
  }

  @Test
  public void make_whenOthersHaveLockedTheFile_givesUpAndSaysSo() throws Exception {
    ApiKeys keys = keys();
    try (KeyLock _ = KeyLock.of(file.resolveSibling("keys.lock"))) {
      assertThatThrownBy(() -> keys.make(request("{\"name\":\"a\",\"roles\":[\"viewer\"]}")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("keys.lock has been locked by others");
    }

    assertThat(keys.all()).isEmpty();
  }

  @Test
  public void make_whenItCannotBeWritten_makesNone() throws Exception {
    ApiKeys keys = keys();
    Files.writeString(folder.getRoot().toPath().resolve("plugin-authn"), "a file in the way");

    assertThatThrownBy(() -> keys.make(request("{\"name\":\"a\",\"roles\":[\"viewer\"]}")))
        .isInstanceOf(IOException.class);

    assertThat(keys.all()).isEmpty();
  }

  @Test
  public void read_whenTheFileIsDamaged_saysWhatToDo() throws Exception {
    Files.createDirectories(file.getParent());
    for (String text :
        List.of(
            "{",
            "{}",
            "[]",
            "",
            "{\"keys\":{}}",
            "{\"keys\":[{}]}",
            "{\"keys\":[{\"id\":\"a\",\"hash\":\"x\"}]}")) {
      Files.writeString(file, text);
      assertThatThrownBy(this::keys)
          .as(text)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is damaged")
          .hasMessageContaining("keys.json");
    }
  }

  @Test
  public void request_whenWrong_saysWhatIsAllowed() {
    assertRefused("[]", "must be an object");
    assertRefused("{", "not JSON");
    assertRefused("{} {}", "not JSON");
    assertRefused("{\"name\":\"a\",\"name\":\"b\"}", "member twice");
    assertRefused("{\"roles\":[\"admin\"]}", "name must be");
    assertRefused("{\"name\":\" \",\"roles\":[\"admin\"]}", "name must be");
    assertRefused("{\"name\":\"a\"}", "needs at least one");
    assertRefused("{\"name\":\"a\",\"roles\":[\"root\"]}", "admin, editor, viewer");
    assertRefused("{\"name\":\"a\",\"permissions\":[\"x\"]}", "read, deploy");
    assertRefused("{\"name\":\"a\",\"roles\":\"admin\"}", "list of texts");
    assertRefused("{\"name\":\"a\",\"roles\":[1]}", "list of texts");
    assertRefused(
        "{\"name\":\"a\",\"appRoles\":[\"buntime:admin\"]}", "do not begin with buntime:");
    assertRefused("{\"name\":\"a\",\"role\":[\"admin\"]}", "did you mean roles?");
    assertRefused("{\"name\":\"a\",\"roles\":[\"admin\"],\"expiresInDays\":0}", "1 to 3650");
    assertRefused("{\"name\":\"a\",\"roles\":[\"admin\"],\"expiresInDays\":1.5}", "1 to 3650");
    assertThat(request("{\"name\":\"a\",\"roles\":[\"admin\"],\"expiresInDays\":30}"))
        .isEqualTo(
            new KeyRequest(
                "a", Set.of("admin"), Set.of(), Set.of(), Optional.of(Duration.ofDays(30))));
  }

  private static void assertRefused(String body, String message) {
    assertThatThrownBy(() -> KeyRequest.of(body))
        .as(body)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
