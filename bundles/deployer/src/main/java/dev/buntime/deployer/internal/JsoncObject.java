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

/**
 * A file with one JSON object, with comments and trailing commas: its members in their order, each
 * with its place. Knows no key.
 *
 * @param name of the file, for messages
 * @param members what the object has; no name is there twice
 */
record JsoncObject(String name, List<Member> members) {
  private static final JsonFactory JSONC =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** Of which type a value is. */
  enum Kind {
    /** A text in quotes. */
    TEXT,
    /** A number. */
    NUMBER,
    /** True or false. */
    TRUTH,
    /** Null, a list or an object, which no key takes. */
    OTHER
  }

  /**
   * A key with its value.
   *
   * @param key as it is written
   * @param kind type of the value
   * @param text the value: what is in the quotes, the digits, or in words what it is
   * @param line of the value, from 1
   * @param column of the value, from 1
   */
  record Member(String key, Kind kind, String text, int line, int column) {}

  /**
   * Reads a file.
   *
   * @param name of the file, for messages
   * @throws RefusedException if it is malformed; the reason has line and column
   */
  static JsoncObject parse(String name, String text) throws RefusedException {
    String source = text.startsWith("\uFEFF") ? text.substring(1) : text;
    try (JsonParser json = JSONC.createParser(source)) {
      return read(name, json);
    } catch (JsonProcessingException e) {
      throw malformed(name, e.getLocation(), e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("a text cannot fail to be read", e);
    }
  }

  private static JsoncObject read(String name, JsonParser json)
      throws IOException, RefusedException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw malformed(name, json.currentTokenLocation(), "it has to be an object, { … }");
    }
    List<Member> members = new ArrayList<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      members.add(member(json.currentName(), json));
    }
    if (json.nextToken() != null) {
      throw malformed(name, json.currentTokenLocation(), "there is more after the object's end");
    }
    return new JsoncObject(name, List.copyOf(members));
  }

  private static Member member(String key, JsonParser json) throws IOException {
    JsonToken token = json.nextToken();
    JsonLocation where = json.currentTokenLocation();
    Kind kind =
        switch (token) {
          case VALUE_STRING -> Kind.TEXT;
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Kind.NUMBER;
          case VALUE_TRUE, VALUE_FALSE -> Kind.TRUTH;
          default -> Kind.OTHER;
        };
    String text =
        switch (token) {
          case START_OBJECT -> "an object";
          case START_ARRAY -> "a list";
          default -> json.getText();
        };
    json.skipChildren();
    return new Member(key, kind, text, where.getLineNr(), Math.max(1, where.getColumnNr()));
  }

  private static RefusedException malformed(String name, JsonLocation where, String what) {
    return new RefusedException(
        "%s, line %d, column %d: %s. Correct the file"
            .formatted(name, where.getLineNr(), Math.max(1, where.getColumnNr()), what));
  }
}
