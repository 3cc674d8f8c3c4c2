package dev.buntime.plugin.authn.internal.login;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that a test moves. */
final class FakeClock implements InstantSource {
  private volatile Instant now;

  FakeClock() {
    this(Instant.parse("2026-01-02T03:04:05Z"));
  }

  FakeClock(Instant now) {
    this.now = now;
  }

  @Override
  public Instant instant() {
    return now;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }
}
