package dev.buntime.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.Test;

public final class LoginThrottleTest {
  private static final String HERE = "192.0.2.1";
  private static final String THERE = "192.0.2.2";
  private static final String ADMIN = "admin";

  // Near the end of its range: a nano clock may overflow.
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(3).toNanos());
  private final LoginThrottle throttle = new LoginThrottle(nanos::get);

  @Test
  public void admit_whenNothingHasFailed_isAnAttempt() {
    assertThat(throttle.admit(HERE, ADMIN)).isInstanceOf(LoginAttempt.class);
  }

  @Test
  public void admit_afterFiveFailures_isRefusedForASecond() {
    assertThat(fail(HERE, ADMIN, 4).delay()).isZero();

    LoginFailure fifth = fail(HERE, ADMIN, 1);

    assertThat(fifth).isEqualTo(new LoginFailure(5, Duration.ofSeconds(1), 0));
    assertThat(throttle.admit(HERE, ADMIN))
        .isEqualTo(new LoginRefusal(Duration.ofSeconds(1), true));
    pass(Duration.ofMillis(999));
    LoginRefusal refusal = (LoginRefusal) throttle.admit(HERE, ADMIN);
    assertThat(refusal).isEqualTo(new LoginRefusal(Duration.ofMillis(1), false));
    assertThat(refusal.retryAfterSeconds()).isEqualTo(1);
    pass(Duration.ofMillis(1));
    assertThat(throttle.admit(HERE, ADMIN)).isInstanceOf(LoginAttempt.class);
  }

  @Test
  public void failed_whenItGoesOn_doublesTheDelayUpToFiveMinutes() {
    fail(HERE, ADMIN, 4);
    List<Long> delays = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      Duration delay = fail(HERE, ADMIN, 1).delay();
      delays.add(delay.toSeconds());
      pass(delay);
    }

    assertThat(delays).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L);
  }

  @Test
  public void failed_whenOthersWereRefusedMeanwhile_countsThem() {
    fail(HERE, ADMIN, 5);
    throttle.admit(HERE, ADMIN);
    throttle.admit(HERE, ADMIN);
    pass(Duration.ofSeconds(1));

    assertThat(fail(HERE, ADMIN, 1)).isEqualTo(new LoginFailure(6, Duration.ofSeconds(2), 2));
    pass(Duration.ofSeconds(2));
    assertThat(fail(HERE, ADMIN, 1).refused()).as("counted once").isZero();
  }

  @Test
  public void admit_whenRefused_makesTheDelayNotLonger() {
    fail(HERE, ADMIN, 5);
    for (int i = 0; i < 1000; i++) {
      throttle.admit(HERE, ADMIN);
    }
    pass(Duration.ofSeconds(1));

    assertThat(throttle.admit(HERE, ADMIN)).isInstanceOf(LoginAttempt.class);
  }

  @Test
  public void admit_whenAnotherAddressHasFailed_isAnAttempt() {
    fail(HERE, ADMIN, 10);

    assertThat(throttle.admit(THERE, ADMIN)).isInstanceOf(LoginAttempt.class);
  }

  @Test
  public void admit_whenOtherNamesHaveFailedHere_isRefused() {
    for (int i = 0; i < 5; i++) {
      fail(HERE, "user" + i, 1);
    }

    assertThat(throttle.admit(HERE, ADMIN)).isInstanceOf(LoginRefusal.class);
  }

  @Test
  public void admit_whenManyAddressesHaveFailed_isRefusedForTheUserAndNotForOthers() {
    failEverywhere(ADMIN, 20);

    assertThat(throttle.admit(HERE, ADMIN)).isInstanceOf(LoginRefusal.class);
    assertThat(throttle.admit(HERE, "somebody")).isInstanceOf(LoginAttempt.class);
  }

  @Test
  public void admit_whenRefusedForTheUser_isTheFirstOnceForAllAddresses() {
    failEverywhere(ADMIN, 20);

    assertThat(((LoginRefusal) throttle.admit(HERE, ADMIN)).first()).isTrue();
    assertThat(((LoginRefusal) throttle.admit(THERE, ADMIN)).first()).isFalse();
  }

  @Test
  public void admit_whenTheUserHasLoggedInFromThere_isNotHinderedByOthers() {
    succeed(HERE, ADMIN);
    failEverywhere(ADMIN, 40);

    assertThat(throttle.admit(HERE, ADMIN)).isInstanceOf(LoginAttempt.class);
    assertThat(throttle.admit(THERE, ADMIN)).isInstanceOf(LoginRefusal.class);
  }

  @Test
  public void succeeded_whenOthersGuess_doesNotTakeBackWhatTheyHaveEarned() {
    succeed(HERE, ADMIN);
    failEverywhere(ADMIN, 20);

    succeed(HERE, ADMIN);

    assertThat(throttle.admit(THERE, ADMIN)).isInstanceOf(LoginRefusal.class);
  }

  @Test
  public void succeeded_afterFailures_forgetsThem() {
    fail(HERE, ADMIN, 4);
    succeed(HERE, ADMIN);

    assertThat(fail(HERE, ADMIN, 1).failures()).isEqualTo(1);
  }

  @Test
  public void succeeded_fromAnAddressThatWasNotKnown_forgetsThoseOfTheUser() {
    failEverywhere(ADMIN, 20);
    pass(Duration.ofSeconds(1));

    succeed(HERE, ADMIN);

    assertThat(throttle.admit(THERE, ADMIN)).isInstanceOf(LoginAttempt.class);
  }

  @Test
  public void succeeded_whenOthersHaveFailedHere_forgetsNothing() {
    fail(HERE, ADMIN, 4);
    succeed(HERE, "guest");

    assertThat(fail(HERE, ADMIN, 1).delay()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  public void admit_whenNothingFailedForAnHour_hasForgotten() {
    fail(HERE, ADMIN, 12);
    pass(Duration.ofHours(1).plusNanos(1));

    assertThat(fail(HERE, ADMIN, 1).failures()).isEqualTo(1);
  }

  @Test
  public void admit_whenManyComeAtOnce_checksAsManyAsMayAndCountsThemAll() {
    List<LoginAttempt> attempts = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      if (throttle.admit(HERE, ADMIN) instanceof LoginAttempt attempt) {
        attempts.add(attempt);
      }
    }

    assertThat(attempts).hasSize(Tally.MOST_OPEN);
    attempts.forEach(LoginAttempt::failed);
    assertThat(((LoginRefusal) throttle.admit(HERE, ADMIN)).delay())
        .isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  public void admit_whenADelayIsOver_checksOneAtATime() {
    fail(HERE, ADMIN, 5);
    pass(Duration.ofSeconds(1));
    LoginAttempt one = (LoginAttempt) throttle.admit(HERE, ADMIN);

    assertThat(throttle.admit(HERE, ADMIN)).isInstanceOf(LoginRefusal.class);

    one.succeeded();
    assertThat(throttle.admit(HERE, ADMIN)).isInstanceOf(LoginAttempt.class);
  }

  @Test
  public void close_withoutAnOutcome_countsAsNothing() {
    for (int i = 0; i < 100; i++) {
      ((LoginAttempt) throttle.admit(HERE, ADMIN)).close();
    }

    assertThat(fail(HERE, ADMIN, 1).failures()).isEqualTo(1);
  }

  @Test
  public void failed_whenSaidTwice_countsOnce() {
    LoginAttempt attempt = (LoginAttempt) throttle.admit(HERE, ADMIN);
    attempt.failed();
    attempt.failed();
    attempt.succeeded();

    assertThat(fail(HERE, ADMIN, 1).failures()).isEqualTo(2);
  }

  @Test
  public void size_whenManyNamesAndAddressesFail_isBounded() {
    for (int i = 0; i < 3 * LoginThrottle.MOST_TALLIES; i++) {
      String address = "10.%d.%d.%d".formatted(i >> 16, i >> 8 & 255, i & 255);
      fail(address, "x".repeat(1000) + i, 1);
      fail(address, "user" + i, 1);
    }

    assertThat(throttle.size()).isEqualTo(2 * LoginThrottle.MOST_TALLIES);
  }

  @Test
  public void size_afterSuccesses_isNothing() {
    for (int i = 0; i < 100; i++) {
      succeed("192.0.2." + i, "user" + i);
    }

    assertThat(throttle.size()).isZero();
  }

  @Test
  public void admit_whenTheTableIsFlooded_hasNotForgottenWhoFailedOften() {
    failEverywhere(ADMIN, 30);
    for (int i = 0; i < 2 * LoginThrottle.MOST_TALLIES; i++) {
      fail("10.%d.%d.%d".formatted(i >> 16, i >> 8 & 255, i & 255), "user" + i, 1);
    }

    assertThat(throttle.admit(HERE, ADMIN)).isInstanceOf(LoginRefusal.class);
  }

  @Test
  public void admit_fromTheSameNetworkOfIpv6_sharesTheDelay() {
    fail("[2001:db8:1:2::1]", ADMIN, 5);

    assertThat(throttle.admit("2001:db8:1:2:ffff::9%eth0", ADMIN)).isInstanceOf(LoginRefusal.class);
    assertThat(throttle.admit("2001:db8:1:3::1", ADMIN)).isInstanceOf(LoginAttempt.class);
  }

  @Test
  public void admit_fromAnIpv4AddressInIpv6_isThatAddress() {
    fail("::ffff:192.0.2.1", ADMIN, 5);

    assertThat(throttle.admit(HERE, ADMIN)).isInstanceOf(LoginRefusal.class);
  }

  @Test
  public void admit_fromNoAddress_takesTheTextItself() {
    fail("unknown", ADMIN, 5);

    assertThat(throttle.admit("unknown", ADMIN)).isInstanceOf(LoginRefusal.class);
    assertThat(throttle.admit("", ADMIN)).isInstanceOf(LoginAttempt.class);
  }

  private LoginFailure fail(String address, String user, int times) {
    LoginFailure last = new LoginFailure(0, Duration.ZERO, 0);
    for (int i = 0; i < times; i++) {
      last = ((LoginAttempt) attempt(address, user)).failed();
    }
    return last;
  }

  /** Waits as long as it has to, which no test here is about. */
  private LoginAdmission attempt(String address, String user) {
    LoginAdmission admission = throttle.admit(address, user);
    while (admission instanceof LoginRefusal refusal) {
      pass(refusal.delay());
      admission = throttle.admit(address, user);
    }
    return admission;
  }

  private void failEverywhere(String user, int times) {
    for (int i = 0; i < times; i++) {
      fail("198.51.100." + i, user, 1);
    }
  }

  private void succeed(String address, String user) {
    try (LoginAttempt attempt = (LoginAttempt) throttle.admit(address, user)) {
      attempt.succeeded();
    }
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
