package dev.buntime.plugin.authn.internal.keys;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The file with the API keys: JSON, readable by its owner alone, replaced whole. To be changed by
 * whoever has its {@link #lock}.
 */
final class KeyFile {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  private final Path file;

  KeyFile(Path file) {
    this.file = file.toAbsolutePath();
  }

  /** Waits for the right to change it. */
  KeyLock lock() throws IOException {
    return KeyLock.of(file.resolveSibling("keys.lock"));
  }

  /** Which file it is now. */
  KeyStamp stamp() throws IOException {
    return KeyStamp.of(file);
  }

  /**
   * The keys; none if there is no file.
   *
   * @throws IOException if the file cannot be read or is damaged; the message says what to do
   */
  List<ApiKey> read() throws IOException {
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (NoSuchFileException _) {
      return List.of();
    }
    try {
      List<ApiKey> keys = new ArrayList<>();
      JsonNode all = JSON.readTree(content).path("keys");
      if (!all.isArray()) {
        throw new IllegalArgumentException("there is no list of keys");
      }
      for (JsonNode each : all) {
        keys.add(key(each));
      }
      return keys;
    } catch (JsonProcessingException | DateTimeParseException | IllegalArgumentException e) {
      throw new IOException(
          "The file of the API keys, %s, is damaged: bring back a copy of it, or remove it and make all keys anew."
              .formatted(file),
          e);
    }
  }

  private static ApiKey key(JsonNode node) {
    String hash = node.path("hash").asText();
    if (!HASH.matcher(hash).matches() || node.path("id").asText().isEmpty()) {
      throw new IllegalArgumentException("a key has no id or no hash");
    }
    return new ApiKey(
        node.path("id").asText(),
        node.path("name").asText(),
        hash,
        texts(node.path("roles")),
        texts(node.path("permissions")),
        texts(node.path("appRoles")),
        Instant.parse(node.path("created").asText()),
        time(node.path("expires")),
        time(node.path("lastUsed")));
  }

  private static Set<String> texts(JsonNode node) {
    Set<String> texts = new HashSet<>();
    node.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private static Optional<Instant> time(JsonNode node) {
    return node.isTextual() ? Optional.of(Instant.parse(node.asText())) : Optional.empty();
  }

  /** Replaces all keys; a failed write leaves the former ones. */
  void write(List<ApiKey> keys) throws IOException {
    byte[] content =
        JSON.writeValueAsBytes(Map.of("keys", keys.stream().map(KeyFile::members).toList()));
    Path folder = file.getParent();
    if (folder == null) {
      throw new IOException(file + " is in no folder");
    }
    Files.createDirectories(folder);
    // A temporary file is readable and writable by its owner alone from the start.
    Path temporary = Files.createTempFile(folder, "keys.", ".tmp");
    try {
      try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static Map<String, Object> members(ApiKey key) {
    Map<String, Object> members = new LinkedHashMap<>(KeyText.of(key));
    members.put("hash", key.hash());
    return members;
  }
}
