package dev.buntime.config.internal;

import dev.buntime.settings.SettingsException;
import dev.buntime.settings.SettingsFile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a changed {@code buntime.jsonc} as a whole, or refuses it as a whole and says so. */
final class Reload implements FileFollower.Taker {
  private static final Logger log = LoggerFactory.getLogger(Reload.class);

  private final Start start;
  private final Keeper keeper;
  private final Map<String, String> environment;
  private volatile @Nullable String refusal;

  /**
   * @param environment variables for references in texts
   */
  Reload(Start start, Keeper keeper, Map<String, String> environment) {
    this.start = start;
    this.keeper = keeper;
    this.environment = environment;
  }

  /** Why what is in the file is not in force; empty if it is. From any thread. */
  Optional<String> refusal() {
    return Optional.ofNullable(refusal);
  }

  @Override
  public void take(Content content) throws SettingsException, IOException {
    if (content instanceof Content.Gone) {
      throw new SettingsException(
          start.file() + " is gone. Put it back; the next start takes the defaults");
    }
    keeper.fileChanged(content.parse(start.file(), environment));
    refusal = null;
  }

  @Override
  public void fail(IOException reason) {
    String problem =
        ("%s was changed, and ConfigAdmin cannot store that in %s (%s): what it said before stays in"
                + " force, and it is tried again. Look whether the disk is full")
            .formatted(start.file(), start.data(), reason);
    if (!problem.equals(refusal)) { // else the log has it
      log.error("{}", problem, reason);
    }
    refusal = problem;
  }

  @Override
  public void refuse(SettingsException reason) {
    List<String> problems = reason.problems();
    refusal = problems.getFirst();
    problems.forEach(problem ->
        log.error(
            "{} is refused; what it said before stays in force: {}", SettingsFile.NAME, problem));
  }
}
