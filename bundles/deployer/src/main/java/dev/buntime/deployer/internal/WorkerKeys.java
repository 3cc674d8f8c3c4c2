package dev.buntime.deployer.internal;

import dev.buntime.catalog.WorkerSettings;
import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Member;
import dev.buntime.jsonc.Nearest;
import dev.buntime.jsonc.Printable;
import dev.buntime.jsonc.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What the keys of a settings file mean, gathered one by one. For one thread. */
final class WorkerKeys {
  /** All keys that there are. */
  static final List<String> KNOWN =
      List.of(
          "entrypoint",
          "timeout",
          "ttl",
          "maxRequests",
          "idleTimeout",
          "autoInstall",
          "lowMemory",
          "maxConcurrency",
          "queue",
          "maxBodySize",
          "isolation",
          "startTimeout",
          "drainTimeout",
          "healthPath");

  private static final String NO_LIMIT = "no limit";
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration YEAR = Duration.ofDays(365);
  private static final long TWO_GIB = 2L << 30;
  private static final Pattern PATH = Pattern.compile("/[!-~&&[^#\\\\]]*");

  private final List<String> warnings = new ArrayList<>();
  private String entrypoint = WorkerFile.AUTO;
  private Duration timeout = WorkerSettings.DEFAULTS.timeout();
  private Duration ttl = WorkerSettings.DEFAULTS.ttl();
  private int maxRequests = WorkerSettings.DEFAULTS.maxRequests();
  private Duration idleTimeout = WorkerSettings.DEFAULTS.idleTimeout();
  private boolean autoInstall;
  private boolean lowMemory = WorkerSettings.DEFAULTS.lowMemory();
  private int maxConcurrency = WorkerSettings.DEFAULTS.maxConcurrency();
  private int queue = WorkerSettings.DEFAULTS.queue();
  private long maxBodySize = WorkerSettings.DEFAULTS.maxBodySize();
  private Duration startTimeout = WorkerSettings.DEFAULTS.startTimeout();
  private Duration drainTimeout = WorkerSettings.DEFAULTS.drainTimeout();
  private String healthPath = WorkerSettings.DEFAULTS.healthPath();

  /**
   * Takes a key.
   *
   * @throws JsoncException if its value is not allowed
   */
  void take(Member member) throws JsoncException {
    Setting setting = member.setting();
    switch (member.key()) {
      case "entrypoint" ->
          entrypoint =
              setting.text(
                  "a text: the path of an .html file, the name of a servlet class or \"auto\"");
      case "timeout" -> timeout = setting.duration(NO_LIMIT, DAY);
      case "ttl" -> ttl = setting.duration(NO_LIMIT, YEAR);
      case "maxRequests" -> maxRequests = setting.whole(0, Integer.MAX_VALUE);
      case "idleTimeout" -> idleTimeout = setting.duration("never", YEAR);
      case "autoInstall" -> autoInstall = setting.truth();
      case "lowMemory" -> lowMemory = setting.truth();
      case "maxConcurrency" -> maxConcurrency = setting.whole(1, 10_000);
      case "queue" -> queue = setting.whole(0, 100_000);
      case "maxBodySize" -> maxBodySize = setting.bytes(TWO_GIB);
      case "isolation" -> takeIsolation(setting);
      case "startTimeout" -> startTimeout = setting.duration("", Duration.ofMinutes(10));
      case "drainTimeout" -> drainTimeout = setting.duration("do not wait", Duration.ofHours(1));
      case "healthPath" -> healthPath = path(setting);
      case "$schema" -> {
        // For editors.
      }
      default -> warnings.add(unknown(member.key()));
    }
  }

  private static void takeIsolation(Setting setting) throws JsoncException {
    String allowed =
        "\"bundle\", the only isolation that this version has: a worker is a bundle in the"
            + " runner's JVM, no process of its own";
    if (!setting.text(allowed).equals("bundle")) {
      throw setting.refused(allowed);
    }
  }

  private static String path(Setting setting) throws JsoncException {
    String allowed = "a path inside the app that begins with /, in ASCII without space, # and \\";
    String path = setting.text(allowed);
    if (!PATH.matcher(path).matches()) {
      throw setting.refused(allowed);
    }
    return path;
  }

  private static String unknown(String key) {
    return Printable.of(key)
        + " is not a known key and has no effect"
        + Nearest.to(key, KNOWN).map(each -> "; did you mean " + each + "?").orElse("");
  }

  /** What answers requests; {@link WorkerFile#AUTO} if no key says it. */
  String entrypoint() {
    return entrypoint;
  }

  /** What is done about requirements that the runner does not meet. */
  AutoInstall autoInstall() {
    return autoInstall ? AutoInstall.ON : AutoInstall.OFF;
  }

  /** How the workers live. */
  WorkerSettings settings() {
    return new WorkerSettings(
        timeout,
        ttl,
        maxRequests,
        idleTimeout,
        lowMemory,
        maxConcurrency,
        queue,
        maxBodySize,
        startTimeout,
        drainTimeout,
        healthPath);
  }

  /** What has no effect, and what does not fit together. */
  List<String> warnings() {
    List<String> all = new ArrayList<>(warnings);
    if (isLess(ttl, timeout)) {
      all.add(
          "ttl (%s) is less than timeout (%s): a worker may be replaced before one long request"
                  .formatted(words(ttl), words(timeout))
              + " in it has ended");
    }
    if (drainTimeout.compareTo(timeout) < 0) {
      all.add(
          "drainTimeout (%s) is less than timeout (%s): a long request is cut off when its worker"
                  .formatted(words(drainTimeout), words(timeout))
              + " is replaced");
    }
    if (lowMemory && idleTimeout.isZero()) {
      all.add("idleTimeout 0 (never) has no effect with lowMemory, which stops idle workers");
    }
    return List.copyOf(all);
  }

  /** Whether a limit is less than another one, where 0 is none. */
  private static boolean isLess(Duration limit, Duration other) {
    return !limit.isZero() && limit.compareTo(other) < 0;
  }

  private static String words(Duration duration) {
    return duration.toMillisPart() == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
  }
}
