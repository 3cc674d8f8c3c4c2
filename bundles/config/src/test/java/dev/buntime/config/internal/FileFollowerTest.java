package dev.buntime.config.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.settings.SettingsException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

public final class FileFollowerTest implements FileFollower.Taker {
  private static final Duration QUIET = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final List<String> heard = new ArrayList<>();
  private boolean isFull;
  private Content content = text("first");
  private Instant now = Instant.EPOCH;
  private final FileFollower follower = new FileFollower(() -> content, text("first"), this);

  @Override
  public void take(Content taken) throws SettingsException, IOException {
    if (isFull) {
      throw new IOException("disk full");
    }
    if (!(taken instanceof Content.Text(String text)) || text.startsWith("bad")) {
      throw new SettingsException(taken + " is bad");
    }
    heard.add("took " + text);
  }

  @Override
  public void refuse(SettingsException reason) {
    heard.add("refused: " + reason.getMessage());
  }

  @Override
  public void fail(IOException reason) {
    heard.add("failed: " + reason.getMessage());
  }

  @Test
  public void look_whenItCannotBeStored_triesAgainWithTheNextLook() {
    content = text("second");
    isFull = true;
    follower.look(now);
    after(200);
    assertThat(follower.look(now)).isEmpty();
    after(5000);
    assertThat(follower.look(now)).isEmpty();
    isFull = false;
    after(5000);
    assertThat(follower.look(now)).isEmpty();
    after(5000);
    assertThat(follower.look(now)).isEmpty();

    assertThat(heard).containsExactly("failed: disk full", "failed: disk full", "took second");
  }

  @Test
  public void look_whenItCouldNotBeStored_takesWhatItWasBeforeAnew() {
    content = text("second");
    isFull = true;
    follower.look(now);
    after(200);
    follower.look(now);
    isFull = false;
    content = text("first");
    follower.look(now);
    after(200);
    follower.look(now);

    assertThat(heard).containsExactly("failed: disk full", "took first");
  }

  @Test
  public void look_whenNothingChanged_waitsForNothing() {
    assertThat(follower.look(now)).isEmpty();
    assertThat(heard).isEmpty();
  }

  @Test
  public void look_whenChanged_takesItAfterAQuietTime() {
    content = text("second");

    assertThat(follower.look(now)).contains(QUIET);
    after(150);
    assertThat(follower.look(now)).contains(Duration.ofMillis(50));
    assertThat(heard).isEmpty();
    after(50);
    assertThat(follower.look(now)).isEmpty();

    assertThat(heard).containsExactly("took second");
    assertThat(follower.look(now)).isEmpty();
    assertThat(heard).hasSize(1);
  }

  @Test
  public void look_whenItChangesAgain_waitsAnewAndTakesTheLastOnly() {
    for (int i = 0; i < 10; i++) {
      content = text("version " + i);
      assertThat(follower.look(now)).contains(QUIET);
      after(199);
    }
    after(1);
    assertThat(follower.look(now)).isEmpty();

    assertThat(heard).containsExactly("took version 9");
  }

  @Test
  public void look_whenItIsWhatItWasAgain_takesNothing() {
    content = text("second");
    follower.look(now);
    content = text("first");
    after(300);

    assertThat(follower.look(now)).isEmpty();
    content = text("second");
    after(300);
    assertThat(follower.look(now)).as("begins anew").contains(QUIET);
    assertThat(heard).isEmpty();
  }

  @Test
  public void look_whenHalfWritten_hasPatience() {
    content = text("bad half");
    follower.look(now);
    after(200);
    assertThat(follower.look(now)).contains(PATIENCE.minus(QUIET));
    after(1799);
    assertThat(follower.look(now)).contains(Duration.ofMillis(1));
    assertThat(heard).isEmpty();

    content = text("whole");
    assertThat(follower.look(now)).contains(QUIET);
    after(200);
    assertThat(follower.look(now)).isEmpty();

    assertThat(heard).containsExactly("took whole");
  }

  @Test
  public void look_whenBadForLong_refusesItOnce() {
    content = text("bad");
    follower.look(now);
    after(2000);

    assertThat(follower.look(now)).isEmpty();
    after(5000);
    assertThat(follower.look(now)).isEmpty();

    assertThat(heard).containsExactly("refused: Text[text=bad] is bad");
  }

  @Test
  public void look_afterARefusal_takesTheCorrection() {
    content = text("bad");
    follower.look(now);
    after(2000);
    follower.look(now);

    content = text("first");
    follower.look(now);
    after(200);
    follower.look(now);

    assertThat(heard).hasSize(2).endsWith("took first");
  }

  @Test
  public void look_whenTheFileIsGoneForAMoment_waits() {
    content = new Content.Gone();
    assertThat(follower.look(now)).contains(QUIET);
    after(500);
    assertThat(follower.look(now)).isPresent();
    content = text("second");
    follower.look(now);
    after(200);
    follower.look(now);

    assertThat(heard).containsExactly("took second");
  }

  @Test
  public void look_whenTheFileIsGone_saysSo() {
    content = new Content.Gone();
    follower.look(now);
    after(2000);
    follower.look(now);

    assertThat(heard).containsExactly("refused: Gone[] is bad");
  }

  private void after(int millis) {
    now = now.plusMillis(millis);
  }

  private static Content text(String text) {
    return new Content.Text(text);
  }
}
