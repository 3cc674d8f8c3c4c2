package dev.buntime.config.internal;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads {@code buntime.jsonc}: JSON with comments and trailing commas. It is read token by token,
 * so that an error names its line and column.
 */
final class SettingsFile {
  private static final JsonMapper JSONC =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final List<String> KEYS = List.of("shell", "mode", "poolSize");
  private static final int LARGEST_POOL = 100_000;

  private final Path file;

  SettingsFile(Path file) {
    this.file = file;
  }

  /** The settings; the defaults if there is no file. */
  Settings read() throws SettingsException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Settings.DEFAULTS;
    }
    try (JsonParser parser = JSONC.createParser(Files.readAllBytes(file))) {
      return read(parser);
    } catch (JsonProcessingException e) {
      throw error(e.getLocation(), "this is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new SettingsException(file + " cannot be read: " + e);
    }
  }

  private Settings read(JsonParser parser) throws IOException, SettingsException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw error(parser.currentTokenLocation(), "an object in braces is expected");
    }
    Settings settings = Settings.DEFAULTS;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      JsonLocation place = parser.currentTokenLocation();
      parser.nextToken();
      settings =
          switch (key) {
            case "shell" -> settings.withShell(text(parser, key, "a text in quotes"));
            case "mode" -> settings.withMode(mode(parser, key));
            case "poolSize" -> settings.withPoolSize(whole(parser, key, 1, LARGEST_POOL));
            case "$schema" -> skip(parser, settings); // for editors
            default -> throw error(place, unknown(key));
          };
    }
    if (parser.nextToken() != null) {
      throw error(parser.currentTokenLocation(), "nothing may follow the object");
    }
    return settings;
  }

  private static Settings skip(JsonParser parser, Settings settings) throws IOException {
    parser.skipChildren();
    return settings;
  }

  private static String unknown(String key) {
    return "the key '"
        + key
        + "' is unknown"
        + Nearest.to(key, KEYS).map(each -> "; did you mean '" + each + "'?").orElse(".")
        + " The keys are "
        + String.join(", ", KEYS);
  }

  private Mode mode(JsonParser parser, String key) throws IOException, SettingsException {
    String allowed =
        "one of "
            + Arrays.stream(Mode.values())
                .map(each -> '"' + each.word() + '"')
                .collect(Collectors.joining(", "));
    String word = text(parser, key, allowed);
    return Arrays.stream(Mode.values())
        .filter(each -> each.word().equals(word))
        .findFirst()
        .orElseThrow(() -> wrong(parser, key, '"' + word + '"', allowed));
  }

  private int whole(JsonParser parser, String key, int least, int most)
      throws IOException, SettingsException {
    String allowed = "a whole number from %d to %d".formatted(least, most);
    if (!parser.currentToken().isNumeric()) {
      throw wrong(parser, key, kind(parser.currentToken()), allowed);
    }
    // Not by the parser: it would cut a fraction off, and fail without a place if it is too large.
    String digits = parser.getText();
    return Optional.of(digits)
        .filter(each -> each.matches("\\d{1,9}"))
        .map(Integer::parseInt)
        .filter(number -> number >= least && number <= most)
        .orElseThrow(() -> wrong(parser, key, digits, allowed));
  }

  private String text(JsonParser parser, String key, String allowed)
      throws IOException, SettingsException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw wrong(parser, key, kind(parser.currentToken()), allowed);
    }
    return parser.getText();
  }

  private SettingsException wrong(JsonParser parser, String key, String value, String allowed) {
    return error(
        parser.currentTokenLocation(), "'" + key + "' is " + value + ", but must be " + allowed);
  }

  private static String kind(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "a list";
      case VALUE_TRUE, VALUE_FALSE -> "a truth value";
      case VALUE_NULL -> "null";
      case VALUE_STRING -> "a text";
      default -> token.isNumeric() ? "a number" : token.toString();
    };
  }

  private SettingsException error(JsonLocation place, String problem) {
    return new SettingsException(
        file + ", line " + place.getLineNr() + ", column " + place.getColumnNr() + ": " + problem);
  }
}
