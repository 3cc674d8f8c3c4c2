package dev.buntime.plugins.internal;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is configured of the plugins.
 *
 * @param listed names of the plugins that should be there
 * @param required names of the plugins without which no app is reachable
 * @param mode what the runner is used for
 * @param hookLimit how long a hook may take
 * @param hookThreads hooks that may run at the same time
 */
record Rules(
    List<String> listed, List<String> required, String mode, Duration hookLimit, int hookThreads) {
  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final int MOST_THREADS = 10_000;

  /** Copies the lists. */
  Rules {
    listed = List.copyOf(listed);
    required = List.copyOf(required);
    if (hookLimit.compareTo(SHORTEST) < 0 || hookLimit.compareTo(LONGEST) > 0) {
      throw wrong(
          "hook.timeout.millis", hookLimit.toMillis(), SHORTEST.toMillis(), LONGEST.toMillis());
    }
    if (hookThreads < 1 || hookThreads > MOST_THREADS) {
      throw wrong("hook.threads", hookThreads, 1, MOST_THREADS);
    }
  }

  static Rules of(PluginsConfig config) {
    return new Rules(
        List.of(config.listed()),
        List.of(config.required()),
        config.mode(),
        Duration.ofMillis(config.hook_timeout_millis()),
        config.hook_threads());
  }

  private static IllegalArgumentException wrong(String key, long value, long least, long most) {
    return new IllegalArgumentException(
        PluginsConfig.PID + ": " + key + " is " + value + "; it must be " + least + " to " + most);
  }

  /** Names of all plugins that should be there, each once. */
  List<String> expected() {
    return Stream.concat(listed.stream(), required.stream()).distinct().sorted().toList();
  }
}
