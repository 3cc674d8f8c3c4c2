package dev.buntime.plugin.authn.internal.token;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that a test moves. */
public final class TestClock implements InstantSource {
  private volatile Instant now = TokenForge.NOW;

  @Override
  public Instant instant() {
    return now;
  }

  /** Lets time pass. */
  public void pass(Duration time) {
    now = now.plus(time);
  }
}
