package dev.buntime.launcher.client;

import java.util.Locale;

/** Sizes for people. */
final class Sizes {
  private static final int STEP = 1024;
  private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB"};

  private Sizes() {}

  /** Such as {@code 512 B} or {@code 1.5 MiB}. */
  static String words(long bytes) {
    if (bytes < STEP) {
      return bytes + " B";
    }
    double size = bytes;
    int unit = -1;
    while (size >= STEP && unit < UNITS.length - 1) {
      size /= STEP;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", size, UNITS[unit]);
  }
}
