package dev.buntime.settings;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.buntime.jsonc.Member;
import dev.buntime.jsonc.Setting;
import dev.buntime.jsonc.Value;
import dev.buntime.jsonc.Value.Items;
import dev.buntime.jsonc.Value.Members;
import dev.buntime.jsonc.Value.Nothing;
import dev.buntime.jsonc.Value.Numeral;
import dev.buntime.jsonc.Value.Text;
import dev.buntime.jsonc.Value.Truth;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** Writes a value as JSON, without comments and white space. */
final class JsonText {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonText() {}

  /** The value in one line. */
  static String of(Value value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      write(value, json);
    } catch (IOException e) {
      throw new UncheckedIOException("a text cannot fail to be written", e);
    }
    return text.toString();
  }

  private static void write(Value value, JsonGenerator json) throws IOException {
    switch (value) {
      case Text(String text) -> json.writeString(text);
      case Numeral(String digits) -> json.writeNumber(digits);
      case Truth(boolean isTrue) -> json.writeBoolean(isTrue);
      case Nothing _ -> json.writeNull();
      case Items(List<Setting> items) -> {
        json.writeStartArray();
        for (Setting item : items) {
          write(item.value(), json);
        }
        json.writeEndArray();
      }
      case Members(List<Member> members) -> {
        json.writeStartObject();
        for (Member member : members) {
          json.writeFieldName(member.key());
          write(member.setting().value(), json);
        }
        json.writeEndObject();
      }
    }
  }
}
