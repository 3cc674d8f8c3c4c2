package dev.buntime.log;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The log of the runner; a service of the launcher. Thread-safe. */
@ProviderType
public interface RunnerLog {

  /** Takes other settings, at once. */
  void configure(LogSettings settings);

  /** The levels in force: those of the settings, and over them those set by {@link #override}. */
  LogLevels levels();

  /** The levels that are set by {@link #override} alone. */
  Overrides overrides();

  /**
   * Sets a level over the settings, until it is set again, taken back or the runner ends.
   *
   * @param level empty to take it back
   */
  void override(LogTarget target, Optional<LogLevel> level);

  /**
   * The newest lines that are kept, the oldest of them first.
   *
   * @param most how many
   */
  List<LogLine> newest(LogQuery query, int most);

  /**
   * The lines that are logged from now on, for the current thread to read. Those that a thread logs
   * that reads such lines itself are not among them, for whomever: it would follow itself.
   *
   * @return to be closed
   */
  LogTail follow(LogQuery query);

  /**
   * Keeps the secrets of an owner out of all lines from now on. Those that it had before and has no
   * more are kept out too, until secrets were replaced some more times: lines that are under way
   * may have them. Short ones are found in ordinary words, and stay.
   *
   * @param owner whose they are, the PID of a configuration for example; not empty
   * @param secrets all that it has; none if it has gone
   */
  void conceal(String owner, Collection<String> secrets);

  /**
   * How many lines were left out because an app logged too many, by app; those of 0 are not there.
   */
  Map<String, Long> suppressed();

  /**
   * Levels that were set while the runner runs.
   *
   * @param level of everything, empty if none was set
   * @param loggers by name of a logger
   * @param apps by name of an app
   */
  record Overrides(
      Optional<LogLevel> level, Map<String, LogLevel> loggers, Map<String, LogLevel> apps) {
    /** Copies the maps. */
    public Overrides {
      loggers = Map.copyOf(loggers);
      apps = Map.copyOf(apps);
    }
  }
}
