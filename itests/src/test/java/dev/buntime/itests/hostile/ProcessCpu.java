package dev.buntime.itests.hostile;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** How much of the processors a process uses, as Linux counts it. */
record ProcessCpu(long pid) {
  private static final Duration WINDOW = Duration.ofMillis(600);
  private static final double TICKS_PER_SECOND = 100; // the same for all that ask /proc
  private static final int USER = 11; // of the fields behind the name
  private static final int SYSTEM = 12;

  /** Cores that were busy for it, on an average over a short while, such as 0.1 or 2. */
  double cores() {
    long before = ticks();
    long begin = System.nanoTime();
    await().pollDelay(WINDOW).until(() -> true);
    double seconds = (System.nanoTime() - begin) / 1e9;
    return (ticks() - before) / TICKS_PER_SECOND / seconds;
  }

  private long ticks() {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
