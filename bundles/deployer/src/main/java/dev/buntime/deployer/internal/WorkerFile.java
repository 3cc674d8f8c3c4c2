package dev.buntime.deployer.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The settings of an app: JSON with comments and trailing commas.
 *
 * @param name of the file, for messages
 * @param entrypoint what answers requests; {@link #AUTO} if the file does not say
 * @param warnings what was ignored, in words
 */
record WorkerFile(String name, String entrypoint, List<String> warnings) {
  /** The entry point that stands for: find out. */
  static final String AUTO = "auto";

  private static final String ENTRYPOINT = "entrypoint";
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "timeout",
          "ttl",
          "maxRequests",
          "idleTimeout",
          "autoInstall",
          "lowMemory",
          "maxConcurrency",
          "queue",
          "maxBodySize",
          "isolation");
  private static final JsonFactory JSONC =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** The settings of an app without such a file. */
  static WorkerFile absent() {
    return new WorkerFile(JarContent.WORKER_FILE, AUTO, List.of());
  }

  /**
   * Reads a file.
   *
   * @param name of the file, for messages
   * @throws RefusedException if it is malformed; the reason has line and column
   */
  static WorkerFile parse(String name, String text) throws RefusedException {
    String source = text.startsWith("\uFEFF") ? text.substring(1) : text;
    try (JsonParser json = JSONC.createParser(source)) {
      return read(name, json);
    } catch (JsonProcessingException e) {
      throw malformed(name, e.getLocation(), e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("a text cannot fail to be read", e);
    }
  }

  private static WorkerFile read(String name, JsonParser json)
      throws IOException, RefusedException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw malformed(name, json.currentTokenLocation(), "it has to be an object, { … }");
    }
    String entrypoint = AUTO;
    List<String> warnings = new ArrayList<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      JsonToken value = json.nextToken();
      if (key.equals(ENTRYPOINT)) {
        entrypoint = text(name, json, value);
      } else {
        warnings.add(name + ": " + ignored(key));
        json.skipChildren();
      }
    }
    if (json.nextToken() != null) {
      throw malformed(name, json.currentTokenLocation(), "there is more after the object's end");
    }
    return new WorkerFile(name, entrypoint, List.copyOf(warnings));
  }

  private static String text(String name, JsonParser json, JsonToken value)
      throws IOException, RefusedException {
    if (value != JsonToken.VALUE_STRING || json.getText().isBlank()) {
      throw malformed(
          name,
          json.currentTokenLocation(),
          "entrypoint has to be a text: the path of an .html file, the name of a servlet class or"
              + " \"auto\"");
    }
    return json.getText().strip();
  }

  private static String ignored(String key) {
    if (WITHOUT_EFFECT.contains(key)) {
      return key + " is not supported by this version and has no effect";
    }
    List<String> known = new ArrayList<>(WITHOUT_EFFECT);
    known.add(ENTRYPOINT);
    return Printable.of(key)
        + " is not a known key and has no effect"
        + Nearest.to(key, known).map(each -> "; did you mean " + each + "?").orElse("");
  }

  private static RefusedException malformed(String name, JsonLocation where, String what) {
    return new RefusedException(
        "%s, line %d, column %d: %s. Correct the file"
            .formatted(name, where.getLineNr(), Math.max(1, where.getColumnNr()), what));
  }
}
