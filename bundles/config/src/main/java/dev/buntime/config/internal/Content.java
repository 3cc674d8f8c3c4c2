package dev.buntime.config.internal;

import dev.buntime.settings.SettingsException;
import dev.buntime.settings.SettingsFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/** What one look at a settings file shows. */
sealed interface Content {

  /** Its text. */
  record Text(String text) implements Content {
    @Override
    public SettingsFile parse(Path file, Map<String, String> environment) throws SettingsException {
      return SettingsFile.parse(file, text, environment);
    }
  }

  /** There is no file. */
  record Gone() implements Content {
    @Override
    public SettingsFile parse(Path file, Map<String, String> environment) {
      return SettingsFile.absent(file);
    }
  }

  /** It cannot be read. */
  record Unreadable(String problem) implements Content {
    @Override
    public SettingsFile parse(Path file, Map<String, String> environment) throws SettingsException {
      throw new SettingsException(problem);
    }
  }

  /** Looks at a file. */
  static Content of(Path file) {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return new Gone();
    }
    try {
      return new Text(SettingsFile.text(file));
    } catch (SettingsException e) {
      return new Unreadable(String.valueOf(e.getMessage()));
    }
  }

  /**
   * What the file says.
   *
   * @throws SettingsException if it cannot be used
   */
  SettingsFile parse(Path file, Map<String, String> environment) throws SettingsException;
}
