package dev.buntime.plugin.authn.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.plugin.Identity;
import dev.buntime.plugin.authn.internal.token.InvalidTokenException;
import dev.buntime.plugin.authn.internal.token.Outcome;
import dev.buntime.plugin.authn.internal.token.ProviderUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.junit.Test;

public class TrialTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(200);

  private final List<String> asked = new ArrayList<>();

  private Fake provider(String name) {
    return new Fake(name);
  }

  private static Trial trial(Duration patience, Fake... providers) {
    return new Trial(Arrays.asList(providers), new Credential("secret", ""), patience);
  }

  private static String accepted(Fake... providers) throws Exception {
    Verdict.Accepted accepted = Outcome.of(trial(LONG, providers).run());
    return accepted.identity().sub();
  }

  private static Throwable refused(Fake... providers) throws Exception {
    return Outcome.failure(trial(LONG, providers).run());
  }

  @Test
  public void run_whenSeveralAccept_takesTheFirstAndAsksNoMore() throws Exception {
    assertThat(
            accepted(provider("a").refuses("no"), provider("b").accepts(), provider("c").accepts()))
        .isEqualTo("b");
    assertThat(asked).containsExactly("a", "b");
  }

  @Test
  public void run_whenItCannotBeOfAProvider_doesNotAskIt() throws Exception {
    assertThat(accepted(provider("a").accepts().isStrange(), provider("b").accepts()))
        .isEqualTo("b");
    assertThat(asked).containsExactly("b");

    assertThat(refused(provider("c").accepts().isStrange())).hasMessage("strange to c");
    assertThat(asked).doesNotContain("c");
  }

  /** Whose answer comes first makes no difference, so that nobody is somebody else by chance. */
  @Test
  public void run_whenTheFirstIsSlow_waitsForIt() throws Exception {
    Fake slow = provider("a");
    CompletionStage<Verdict.Accepted> verdict = trial(LONG, slow, provider("b").accepts()).run();
    assertThat(verdict.toCompletableFuture()).isNotDone();

    slow.answer.complete(Identity.of("a"));

    assertThat(Outcome.of(verdict).identity().sub()).isEqualTo("a");
  }

  @Test
  public void run_whenTheFirstIsSlowAndRefuses_goesOn() throws Exception {
    Fake slow = provider("a");
    Fake slower = provider("b");
    CompletionStage<Verdict.Accepted> verdict = trial(LONG, slow, slower).run();
    assertThat(asked).as("begun together").containsExactly("a", "b");

    slow.refuses("no");
    assertThat(verdict.toCompletableFuture()).isNotDone();
    slower.accepts();

    assertThat(Outcome.of(verdict).identity().sub()).isEqualTo("b");
  }

  @Test
  public void run_whenAProviderHangs_takesNoTimeFromTheNext() throws Exception {
    assertThat(
            Outcome.of(trial(SHORT, provider("a"), provider("b").accepts()).run()).identity().sub())
        .isEqualTo("b");
  }

  @Test
  public void run_whenAllHang_isBoundedOnce() throws Exception {
    Fake[] hanging = new Fake[20];
    Arrays.setAll(hanging, i -> provider("p" + i));
    long begin = System.nanoTime();

    assertThat(Outcome.failure(trial(Duration.ofSeconds(1), hanging).run()))
        .isInstanceOf(TimeoutException.class);

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  public void run_whenOneIsAway_isNotKnownUnlessAnotherAccepts() throws Exception {
    assertThat(accepted(provider("a").isAway(), provider("b").accepts())).isEqualTo("b");
    assertThat(refused(provider("a").isAway(), provider("b").refusesSigned("expired")))
        .isInstanceOf(ProviderUnavailableException.class);
    assertThat(refused(provider("a").refuses("no"), provider("b").isAway()))
        .isInstanceOf(ProviderUnavailableException.class);
  }

  @Test
  public void run_whenOneIsAwayThatItCannotBeOf_isRefused() throws Exception {
    assertThat(refused(provider("a").isAway().isStrange(), provider("b").refuses("no")))
        .isInstanceOf(InvalidTokenException.class)
        .hasMessage("no, or strange to a");
  }

  @Test
  public void run_whenAllRefuse_tellsWhatIsMostTelling() throws Exception {
    List<Fake> leastFirst =
        List.of(
            provider("a").isStrange().isForAnybody(),
            provider("b").refuses("anybody").isForAnybody(),
            provider("c").isStrange(),
            provider("d").refuses("named"),
            provider("e").refusesSigned("signed").isForAnybody());
    List<String> reasons = List.of("strange to a", "anybody", "strange to c", "named", "signed");
    for (int i = 0; i < reasons.size(); i++) {
      for (int j = 0; j < reasons.size(); j++) {
        assertThat(refused(leastFirst.get(i), leastFirst.get(j)))
            .hasMessage(
                Math.min(i, j) == 2 && Math.max(i, j) == 3
                    ? "named, or strange to c"
                    : reasons.get(Math.max(i, j)));
      }
    }
    assertThat(refused(provider("a").refuses("first"), provider("b").refuses("second")))
        .hasMessage("first");
  }

  /** Without its key nobody knows which of them the token is of. */
  @Test
  public void run_whenItNamesTwoAndCannotBeOfOne_tellsBothReasonsOnce() throws Exception {
    Fake refusing = provider("a").refuses("signature");
    Fake other = provider("b").isStrange();
    Fake third = provider("c").isStrange();
    Fake anybody = provider("d").refuses("anybody").isForAnybody();

    for (Fake[] each :
        List.of(
            new Fake[] {refusing, other, third, anybody, refusing},
            new Fake[] {anybody, other, third, refusing},
            new Fake[] {refusing, anybody, refusing, other})) {
      assertThat(refused(each))
          .isInstanceOf(InvalidTokenException.class)
          .hasMessage("signature, or strange to b");
    }
    assertThat(refused(refusing, other, provider("e").refusesSigned("expired")))
        .hasMessage("expired");
    assertThat(refused(refusing, other, provider("f").isAway()))
        .isInstanceOf(ProviderUnavailableException.class);
    assertThat(accepted(refusing, other, provider("g").accepts())).isEqualTo("g");
    assertThat(asked).doesNotContain("b", "c");
  }

  /** What is wrong in a provider is not hidden behind what another one says. */
  @Test
  public void run_whenOneMakesAMistake_ends() throws Exception {
    assertThat(
            refused(provider("a").fails(new IllegalStateException("bug")), provider("b").accepts()))
        .hasMessage("bug");
    assertThat(
            refused(
                provider("a").refuses("no"), provider("b").fails(new IllegalStateException("bug"))))
        .hasMessage("bug");
  }

  /** A provider that does as it is told. */
  private final class Fake implements Provider {
    private final String name;
    private final CompletableFuture<Identity> answer = new CompletableFuture<>();
    private boolean isStrange;
    private boolean isNamed = true;

    private Fake(String name) {
      this.name = name;
    }

    Fake accepts() {
      answer.complete(Identity.of(name));
      return this;
    }

    Fake refuses(String reason) {
      return fails(new InvalidTokenException(reason));
    }

    Fake refusesSigned(String reason) {
      return fails(Outcome.ofSigned(reason));
    }

    Fake isAway() {
      return fails(new ProviderUnavailableException(name + " is away"));
    }

    Fake fails(Throwable failure) {
      answer.completeExceptionally(failure);
      return this;
    }

    Fake isStrange() {
      isStrange = true;
      return this;
    }

    Fake isForAnybody() {
      isNamed = false;
      return this;
    }

    @Override
    public List<String> headers() {
      return List.of();
    }

    @Override
    public Optional<String> credential(String header, String value) {
      return Optional.of(value);
    }

    @Override
    public Optional<InvalidTokenException> misfit(String credential) {
      return isStrange
          ? Optional.of(new InvalidTokenException("strange to " + name))
          : Optional.empty();
    }

    @Override
    public boolean isNamedBy(String credential) {
      return isNamed;
    }

    @Override
    public CompletionStage<Identity> verify(Credential credential) {
      asked.add(name);
      return answer;
    }

    @Override
    public boolean introspects(String token) {
      return true;
    }

    @Override
    public String challenge() {
      return name;
    }

    @Override
    public Map<String, String> description() {
      return Map.of();
    }
  }
}
