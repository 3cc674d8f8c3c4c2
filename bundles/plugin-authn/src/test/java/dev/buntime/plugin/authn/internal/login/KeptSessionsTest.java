package dev.buntime.plugin.authn.internal.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.plugin.Identity;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.Test;

/** What is remembered of sessions, how a cookie carries them, and that neither grows forever. */
public class KeptSessionsTest {
  private final FakeClock clock = new FakeClock();
  private final SessionLimits limits = LoginOptions.DEFAULT.limits();
  private final KeptSessions kept = new KeptSessions(clock, limits);

  @Test
  public void keep_whenThereAreMany_forgetsThoseUnusedForLongest() {
    Session first = session("first");
    kept.keep(first);
    for (int i = 0; i < 3 * KeptSessions.MOST; i++) {
      clock.pass(Duration.ofMillis(1));
      kept.keep(session("s" + i));
    }

    assertThat(kept.find(referenceTo(first))).isEmpty();
    assertThat(kept.find(referenceTo(session("s" + (3 * KeptSessions.MOST - 1))))).isPresent();
    assertThat(kept.size()).isLessThanOrEqualTo(KeptSessions.MOST);
  }

  @Test
  public void end_isRememberedAsLongAsTheSessionWouldHaveLasted_andBounded() {
    for (int i = 0; i < 2 * KeptSessions.MOST; i++) {
      kept.end(session("s" + i));
    }

    assertThat(kept.size()).isLessThanOrEqualTo(KeptSessions.MOST);
    assertThat(kept.isLoggedOut("s" + (2 * KeptSessions.MOST - 1))).isTrue();
  }

  @Test
  public void isFirst_isTrueOnce() {
    PendingLogin login = PendingLogin.begin(new SecureRandom(), clock.instant(), LocalPath.ROOT);

    assertThat(kept.isFirst(login)).isTrue();
    assertThat(kept.isFirst(login)).isFalse();
  }

  @Test
  public void find_givesTheNewerOfCookieAndMemory() {
    Session old = session("a");
    Session renewed = old.renewed(Identity.of("eve"), old.fresh(), "r2", "");
    kept.keep(renewed);

    assertThat(kept.newest(old).orElseThrow().identity().sub()).isEqualTo("eve");
    Session newer = renewed.renewed(Identity.of("bob"), old.fresh(), "", "");
    assertThat(kept.newest(newer).orElseThrow().identity().sub()).isEqualTo("bob");
    assertThat(newer.refreshToken()).as("what is not given again stays").isEqualTo("r2");
  }

  @Test
  public void find_whenTheSessionWasLoggedOut_isEmpty_evenIfItIsKeptAgain() {
    Session session = session("a");
    kept.end(session);
    kept.keep(session);

    assertThat(kept.newest(session)).isEmpty();
  }

  @Test
  public void text_carriesAllOfASession() {
    Identity who =
        new Identity(
            "ada",
            "Ada \u00e9 \ud83d\ude00",
            "ada@example.org",
            Set.of("a", "b"),
            Set.of("g"),
            Map.of("n", 7, "t", true, "l", List.of("x", 1.5), "m", Map.of("k", "v")));
    Session session =
        new Session("id", 3, who, clock.instant(), clock.instant(), clock.instant(), "r", "t")
            .seenAt(clock.instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS));

    SessionText.Content content = SessionText.read(SessionText.whole(session)).orElseThrow();

    assertThat(content.session()).contains(session);
    assertThat(SessionText.read(SessionText.referenceTo(session)).orElseThrow().session())
        .isEmpty();
    assertThat(session.toString()).doesNotContain("ada", "Ada");
  }

  @Test
  public void read_whenItIsOfAnotherForm_isEmpty() {
    assertThat(SessionText.read(new byte[0])).isEmpty();
    assertThat(SessionText.read(new byte[] {1, 2, 3})).isEmpty();
    assertThat(
            SessionText.read(
                PendingLogin.begin(new SecureRandom(), clock.instant(), LocalPath.ROOT).encoded()))
        .isEmpty();
    assertThat(PendingLogin.decoded(new byte[7])).isEmpty();
  }

  private Session session(String id) {
    return new Session(
        id, 0, Identity.of("ada"), clock.instant(), clock.instant(), clock.instant(), "r", "");
  }

  private static SessionText.Content referenceTo(Session session) {
    return new SessionText.Content(session.id(), 0, session.seen(), Optional.empty());
  }
}
