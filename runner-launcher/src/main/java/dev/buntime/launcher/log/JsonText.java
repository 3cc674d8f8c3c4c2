package dev.buntime.launcher.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** Writes an object of JSON in one line. */
final class JsonText {
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private JsonText() {}

  /** The text of an object whose values are texts and numbers. */
  static String of(Map<String, Object> members) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      for (Map.Entry<String, Object> member : members.entrySet()) {
        switch (member.getValue()) {
          case Number number -> json.writeNumberField(member.getKey(), number.longValue());
          case Object value -> json.writeStringField(member.getKey(), value.toString());
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is no file behind it
    }
    return Escapes.of(text.toString()); // in texts alone, whose escapes are those of JSON, too
  }
}
