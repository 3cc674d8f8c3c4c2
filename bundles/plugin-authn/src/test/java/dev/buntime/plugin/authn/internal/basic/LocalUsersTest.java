package dev.buntime.plugin.authn.internal.basic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.credentials.LoginThrottle;
import dev.buntime.credentials.PasswordHash;
import dev.buntime.plugin.Identity;
import dev.buntime.plugin.authn.internal.token.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.After;
import org.junit.Test;

public class LocalUsersTest {
  private static final String PLACE = "192.0.2.1";

  private final AtomicLong nanos = new AtomicLong();
  private final LocalUsers users =
      new LocalUsers(
          List.of(
              new LocalUser(
                  Identity.of("ada", "ops"), PasswordHash.of("correct horse".toCharArray()))),
          new LoginThrottle(nanos::get));

  @After
  public void close() {
    users.close();
  }

  private RefusedLoginException refusal(String place, String name, String password)
      throws Exception {
    return (RefusedLoginException) Outcome.failure(users.logIn(place, name, password));
  }

  @Test
  public void logIn_whenThePasswordIsRight_knowsTheUser() throws Exception {
    assertThat(Outcome.of(users.logIn(PLACE, "ada", "correct horse")).roles())
        .containsExactly("ops");
  }

  @Test
  public void logIn_whenItWasRightBefore_isThereAtOnce() throws Exception {
    assertThat(Outcome.of(users.logIn(PLACE, "ada", "correct horse"))).isNotNull();

    assertThat(users.logIn(PLACE, "ada", "correct horse").toCompletableFuture()).isCompleted();
    assertThat(refusal(PLACE, "ada", "correct horsf").why())
        .isEqualTo(RefusedLoginException.Why.WRONG);
  }

  @Test
  public void logIn_whenNameOrPasswordIsWrong_saysTheSameOfBoth() throws Exception {
    String first = String.valueOf(refusal(PLACE, "ada", "wrong").getMessage());
    String second = String.valueOf(refusal(PLACE, "eve", "correct horse").getMessage());
    String third = String.valueOf(refusal(PLACE, "ada", "x".repeat(100_000)).getMessage());

    assertThat(first).isEqualTo(second).isEqualTo(third);
  }

  @Test
  public void logIn_whenTooManyFailed_isNotEvenLookedAt() throws Exception {
    assertThat(Outcome.of(users.logIn(PLACE, "ada", "correct horse"))).isNotNull();
    for (int i = 0; i < 5; i++) {
      assertThat(refusal("198.51.100.9", "ada", "wrong" + i).why())
          .isEqualTo(RefusedLoginException.Why.WRONG);
    }

    RefusedLoginException refused = refusal("198.51.100.9", "ada", "correct horse");

    assertThat(refused.why()).isEqualTo(RefusedLoginException.Why.WAIT);
    assertThat(refused.waitSeconds()).isEqualTo(1);
    assertThat(Outcome.of(users.logIn(PLACE, "ada", "correct horse")))
        .as("somewhere else nobody waits")
        .isNotNull();
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(Outcome.of(users.logIn("198.51.100.9", "ada", "correct horse"))).isNotNull();
  }

  @Test
  public void logIn_whenTooManyAreChecked_refusesTheRest() throws Exception {
    List<CompletionStage<Identity>> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      all.add(users.logIn("203.0.113." + i, "user" + i, "wrong"));
    }
    List<RefusedLoginException.Why> reasons = new ArrayList<>();
    for (CompletionStage<Identity> each : all) {
      reasons.add(((RefusedLoginException) Outcome.failure(each)).why());
    }

    assertThat(reasons)
        .contains(RefusedLoginException.Why.BUSY)
        .contains(RefusedLoginException.Why.WRONG);
  }
}
