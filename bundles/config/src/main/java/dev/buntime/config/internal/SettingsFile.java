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

  private static final String KEYS = "the only key is 'shell'";

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
            case "shell" -> new Settings(text(parser, key));
            case "$schema" -> skip(parser, settings); // for editors
            default -> throw error(place, "the key '" + key + "' is unknown; " + KEYS);
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

  private String text(JsonParser parser, String key) throws IOException, SettingsException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw error(
          parser.currentTokenLocation(),
          "'" + key + "' is " + kind(parser.currentToken()) + ", but must be a text in quotes");
    }
    return parser.getText();
  }

  private static String kind(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "a list";
      case VALUE_TRUE, VALUE_FALSE -> "a truth value";
      case VALUE_NULL -> "null";
      default -> token.isNumeric() ? "a number" : token.toString();
    };
  }

  private SettingsException error(JsonLocation place, String problem) {
    return new SettingsException(
        file + ", line " + place.getLineNr() + ", column " + place.getColumnNr() + ": " + problem);
  }
}
