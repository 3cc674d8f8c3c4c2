package dev.buntime.settings;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.buntime.jsonc.Jsonc;
import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Member;
import dev.buntime.jsonc.Setting;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was edited in the web console and is in force instead of what {@code buntime.jsonc} says.
 * Immutable; kept in a file of the data folder, which is written whole or not at all.
 *
 * @param properties by PID and by name, as {@link PropertyValues#normal} makes them
 */
public record Overrides(SortedMap<String, SortedMap<String, Object>> properties) {
  /** Name of the file in the data folder. */
  public static final String NAME = "console.json";

  /** Nothing was edited. */
  public static final Overrides NONE = new Overrides(new TreeMap<>());

  private static final JsonFactory JSON = new JsonFactory();

  /** Copies the maps; a PID without properties is left out. */
  public Overrides {
    SortedMap<String, SortedMap<String, Object>> copy = new TreeMap<>();
    properties.forEach((pid, values) -> {
      if (!values.isEmpty()) {
        copy.put(pid, Collections.unmodifiableSortedMap(byName(values)));
      }
    });
    properties = Collections.unmodifiableSortedMap(copy);
  }

  /** For ConfigAdmin, upper and lower case are the same. */
  private static SortedMap<String, Object> byName(Map<String, Object> values) {
    SortedMap<String, Object> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    copy.putAll(values);
    return copy;
  }

  /** The edited properties of a PID; empty if there are none. */
  public SortedMap<String, Object> of(String pid) {
    return properties.getOrDefault(pid, Collections.emptySortedMap());
  }

  /** These and one more, or another value for one that is there. */
  public Overrides with(String pid, String property, Object value) {
    SortedMap<String, SortedMap<String, Object>> next = new TreeMap<>(properties);
    SortedMap<String, Object> ofPid = byName(of(pid));
    ofPid.put(property, PropertyValues.normal(property, value));
    next.put(pid, ofPid);
    return new Overrides(next);
  }

  /** These without one of them. */
  public Overrides without(String pid, String property) {
    SortedMap<String, SortedMap<String, Object>> next = new TreeMap<>(properties);
    SortedMap<String, Object> ofPid = byName(of(pid));
    ofPid.remove(property);
    next.put(pid, ofPid);
    return new Overrides(next);
  }

  /** These without those of a PID. */
  public Overrides without(String pid) {
    SortedMap<String, SortedMap<String, Object>> next = new TreeMap<>(properties);
    next.remove(pid);
    return new Overrides(next);
  }

  /**
   * Reads what is kept in a data folder; nothing if there is no file.
   *
   * @throws SettingsException if the file is damaged
   */
  public static Overrides load(Path data) throws SettingsException {
    Path file = data.resolve(NAME);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return NONE;
    }
    try {
      SortedMap<String, SortedMap<String, Object>> read = new TreeMap<>();
      for (Member pid : Jsonc.parse(file.toString(), SettingsFile.text(file))) {
        SortedMap<String, Object> values = byName(Map.of());
        for (Member property : pid.setting().members("an object")) {
          values.put(property.key(), value(property.key(), property.setting()));
        }
        read.put(pid.key(), values);
      }
      return new Overrides(read);
    } catch (JsoncException e) {
      throw new SettingsException(
          List.of(
              "What was edited in the web console is lost: %s, or delete it"
                  .formatted(e.getMessage())));
    }
  }

  private static Object value(String property, Setting setting) throws JsoncException {
    return PropertyValues.normal(property, PluginOptions.value(setting));
  }

  /**
   * Keeps them in a data folder. What was kept before stays there if this fails.
   *
   * @throws IOException if the file cannot be written
   */
  public void store(Path data) throws IOException {
    // A temporary file is readable and writable by its owner alone from the start.
    Path temporary = Files.createTempFile(data, NAME + ".", ".tmp");
    try {
      try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(json());
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(temporary, data.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      json.writeStartObject();
      for (Map.Entry<String, SortedMap<String, Object>> pid : properties.entrySet()) {
        json.writeObjectFieldStart(pid.getKey());
        for (Map.Entry<String, Object> property : pid.getValue().entrySet()) {
          json.writeFieldName(property.getKey());
          json.writeRawValue(PropertyValues.words(property.getValue()));
        }
        json.writeEndObject();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a text cannot fail to be written", e);
    }
    return text + "\n";
  }
}
