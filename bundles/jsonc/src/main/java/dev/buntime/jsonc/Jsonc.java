package dev.buntime.jsonc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.buntime.jsonc.Value.Items;
import dev.buntime.jsonc.Value.Members;
import dev.buntime.jsonc.Value.Nothing;
import dev.buntime.jsonc.Value.Numeral;
import dev.buntime.jsonc.Value.Text;
import dev.buntime.jsonc.Value.Truth;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a settings file into a tree of values that know their places. Knows no key. */
public final class Jsonc {
  private static final JsonFactory JSONC =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();

  private static final int DEEPEST = 100;

  private static final Pattern TOKEN = Pattern.compile("^Unrecognized token '.*?'(?=:|$)");
  private static final Pattern PLACE =
      Pattern.compile("\\[Source: [^;]*; line: (\\d+), column: (\\d+)\\]");

  private final String file;
  private final JsonParser json;
  private int depth;

  private Jsonc(String file, JsonParser json) {
    this.file = file;
    this.json = json;
  }

  /**
   * Reads a file, which has to be one object.
   *
   * @param file its name, for messages
   * @param text its content; a byte order mark at the begin does not count
   * @return the members of the object, in their order
   * @throws JsoncException if it is malformed
   */
  public static List<Member> parse(String file, String text) throws JsoncException {
    String source = text.startsWith("\uFEFF") ? text.substring(1) : text;
    try (JsonParser json = JSONC.createParser(source)) {
      return new Jsonc(file, json).read();
    } catch (IOException e) {
      throw new UncheckedIOException("a text cannot fail to be read", e);
    }
  }

  private List<Member> read() throws IOException, JsoncException {
    try {
      return file();
    } catch (StreamConstraintsException e) { // which has no location
      throw place(json.currentLocation()).error(e.getOriginalMessage());
    } catch (JsonProcessingException e) {
      throw place(e.getLocation()).error("this is not JSON: " + problem(e));
    }
  }

  /**
   * What the parser says; where an open bracket is it says with much around it. It repeats a text
   * without quotes, which may be a secret.
   */
  private static String problem(JsonProcessingException e) {
    String unseen = TOKEN.matcher(e.getOriginalMessage()).replaceFirst("Unrecognized token");
    return PLACE.matcher(unseen).replaceAll("line $1, column $2");
  }

  private Place place(JsonLocation location) {
    return new Place(file, location.getLineNr(), Math.max(1, location.getColumnNr()));
  }

  private List<Member> file() throws IOException, JsoncException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw here().error("the file has to be an object, { … }");
    }
    List<Member> members = members("");
    if (json.nextToken() != null) {
      throw here().error("there is more after the object's end");
    }
    return members;
  }

  private List<Member> members(String prefix) throws IOException, JsoncException {
    List<Member> members = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      Place place = here();
      if (!keys.add(key)) {
        throw place.error(prefix + key + " is there twice");
      }
      json.nextToken();
      members.add(new Member(key, place, setting(prefix + key)));
    }
    return List.copyOf(members);
  }

  private Setting setting(String path) throws IOException, JsoncException {
    return new Setting(here(), path, value(path));
  }

  private Value value(String path) throws IOException, JsoncException {
    if (depth >= DEEPEST) {
      throw here().error("the nesting depth is more than %d".formatted(DEEPEST));
    }
    depth++;
    Value value = read(path);
    depth--;
    return value;
  }

  private Value read(String path) throws IOException, JsoncException {
    return switch (json.currentToken()) {
      case VALUE_STRING -> new Text(json.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Numeral(json.getText());
      case VALUE_TRUE, VALUE_FALSE -> new Truth(json.getBooleanValue());
      case VALUE_NULL -> new Nothing();
      case START_ARRAY -> new Items(items(path));
      case START_OBJECT -> new Members(members(path + "."));
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException(json.currentToken() + " cannot come after a key");
    };
  }

  private List<Setting> items(String path) throws IOException, JsoncException {
    List<Setting> items = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      items.add(setting(path + "[" + items.size() + "]"));
    }
    return List.copyOf(items);
  }

  private Place here() {
    return place(json.currentTokenLocation());
  }
}
