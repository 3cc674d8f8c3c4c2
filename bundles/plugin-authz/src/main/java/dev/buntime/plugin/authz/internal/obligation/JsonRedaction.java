package dev.buntime.plugin.authz.internal.obligation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.async.ByteBufferFeeder;
import dev.buntime.plugin.BodyTransform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * Writes JSON anew while it streams, with {@value #BLACK} for the values of some members, whatever
 * those are. What is not JSON ends in an error, and so is not sent. Used by one thread at a time.
 */
final class JsonRedaction implements BodyTransform {
  private static final String BLACK = "***";
  private static final JsonFactory FACTORY = new JsonFactory();

  private final List<String> fields;
  private final int longest;
  private final JsonParser parser;
  private final ByteBufferFeeder feeder;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final JsonGenerator generator;

  /** Dot and name of the members around, outermost last; empty for a list. */
  private final Deque<String> around = new ArrayDeque<>();

  /** How deep the value is in which nothing is written; 0 if it is written. */
  private int black;

  private String member = "";
  private boolean isNextBlack;

  JsonRedaction(Collection<String> fields) {
    this.fields = fields.stream().map(field -> "." + field).toList();
    longest = this.fields.stream().mapToInt(String::length).max().orElse(0);
    try {
      parser = FACTORY.createNonBlockingByteBufferParser();
      generator = FACTORY.createGenerator(written);
    } catch (IOException e) {
      throw new UncheckedIOException("memory has no files", e);
    }
    feeder = (ByteBufferFeeder) parser.getNonBlockingInputFeeder();
  }

  @Override
  public ByteBuffer transform(ByteBuffer piece, boolean last) throws IOException {
    if (piece.hasRemaining()) {
      feeder.feedInput(piece);
      drain();
    }
    if (last) {
      feeder.endOfInput();
      drain();
      generator.close();
      parser.close();
    } else {
      generator.flush();
    }
    ByteBuffer next = ByteBuffer.wrap(written.toByteArray());
    written.reset();
    return next;
  }

  private void drain() throws IOException {
    for (JsonToken token = parser.nextToken();
        token != null && token != JsonToken.NOT_AVAILABLE;
        token = parser.nextToken()) {
      take(token);
    }
  }

  private void take(JsonToken token) throws IOException {
    if (black > 0) {
      black += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      return;
    }
    if (isNextBlack) {
      isNextBlack = false;
      generator.writeString(BLACK);
      black = token.isStructStart() ? 1 : 0;
      return;
    }
    switch (token) {
      case FIELD_NAME -> {
        member = parser.currentName();
        generator.writeFieldName(member);
        isNextBlack = isBlack();
      }
      case START_OBJECT, START_ARRAY -> {
        around.push(member.isEmpty() ? "" : "." + member);
        member = "";
        generator.copyCurrentEvent(parser);
      }
      case END_OBJECT, END_ARRAY -> {
        around.pop();
        member = "";
        generator.copyCurrentEvent(parser);
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> generator.writeNumber(parser.getText());
      default -> generator.copyCurrentEvent(parser);
    }
  }

  private boolean isBlack() {
    StringBuilder path = new StringBuilder("." + member);
    if (fields.contains(path.toString())) {
      return true;
    }
    for (String each : around) {
      if (path.length() >= longest) {
        return false;
      }
      path.insert(0, each);
      if (fields.contains(path.toString())) {
        return true;
      }
    }
    return false;
  }
}
