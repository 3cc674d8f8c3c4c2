package dev.buntime.plugin.authn.internal.token;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;

/** Reads JSON of others: objects only, no member twice, not deep, nothing behind the end. */
public final class StrictJson {
  /** Objects and lists inside one another. */
  private static final int DEEPEST = 16;

  private static final int LONGEST_NUMBER = 32;
  private static final int LONGEST_NAME = 256;

  private static final ObjectReader OBJECTS =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxNumberLength(LONGEST_NUMBER)
                          .maxNameLength(LONGEST_NAME)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(new TypeReference<Map<String, Object>>() {});

  private StrictJson() {}

  /**
   * The members of an object.
   *
   * @throws InvalidTokenException if the text is anything else; the message repeats nothing of it
   */
  public static Map<String, Object> object(String json) throws InvalidTokenException {
    try {
      Map<String, Object> members = OBJECTS.readValue(json);
      if (members == null) {
        throw new InvalidTokenException("there is no JSON object");
      }
      return members;
    } catch (StreamConstraintsException e) {
      throw new InvalidTokenException("its JSON is too deep or has numbers or names too long", e);
    } catch (JsonProcessingException e) {
      String why =
          String.valueOf(e.getOriginalMessage()).startsWith("Duplicate field")
              ? "a member of its JSON is there twice"
              : "it is not a JSON object";
      throw new InvalidTokenException(why, e);
    }
  }
}
