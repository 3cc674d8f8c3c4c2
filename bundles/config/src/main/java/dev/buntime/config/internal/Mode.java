package dev.buntime.config.internal;

import java.util.Locale;

/** What the runner is used for; it decides defaults. */
enum Mode {
  /** On the machine of a developer. */
  DEVELOPMENT(10),
  /** Like production, but smaller. */
  STAGING(50),
  /** For users. */
  PRODUCTION(500),
  /** In tests. */
  TEST(5);

  private final int poolSize;

  Mode(int poolSize) {
    this.poolSize = poolSize;
  }

  /** How many workers may live at the same time if nothing else is said. */
  int poolSize() {
    return poolSize;
  }

  /** The name as it is written in files. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
