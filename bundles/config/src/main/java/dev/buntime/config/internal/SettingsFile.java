package dev.buntime.config.internal;

import dev.buntime.jsonc.Jsonc;
import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Member;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** Reads {@code buntime.jsonc}: JSON with comments and trailing commas. */
final class SettingsFile {
  private static final List<String> KEYS = List.of("shell", "mode", "poolSize");
  private static final int LARGEST_POOL = 100_000;

  private final Path file;

  SettingsFile(Path file) {
    this.file = file;
  }

  /** The settings; the defaults if there is no file. */
  Settings read() throws JsoncException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Settings.DEFAULTS;
    }
    Settings settings = Settings.DEFAULTS;
    for (Member member : Jsonc.parse(file.toString(), text())) {
      settings = with(settings, member);
    }
    return settings;
  }

  private String text() throws JsoncException {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException _) {
      throw new JsoncException(file + " is not written in UTF-8. Save it in that encoding");
    } catch (IOException e) {
      throw new JsoncException(file + " cannot be read: " + e);
    }
  }

  private static Settings with(Settings settings, Member member) throws JsoncException {
    return switch (member.key()) {
      case "shell" ->
          settings.withShell(
              member.setting().anyText("an app such as \"home\" or \"home@^1\", or \"\""));
      case "mode" -> settings.withMode(Mode.of(member.setting().oneOf(Mode.words())));
      case "poolSize" -> settings.withPoolSize(member.setting().whole(1, LARGEST_POOL));
      case "$schema" -> settings; // for editors
      default -> throw member.unknown(KEYS);
    };
  }
}
