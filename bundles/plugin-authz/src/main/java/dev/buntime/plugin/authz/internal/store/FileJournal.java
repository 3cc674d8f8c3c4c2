package dev.buntime.plugin.authz.internal.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal in a file that only its owner may read, as the policies: one line of JSON for each
 * change. A line that was not finished, because the machine stopped, is cut off.
 */
final class FileJournal implements Journal {
  private static final Logger log = LoggerFactory.getLogger(FileJournal.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<PosixFilePermission> OWNERS =
      Set.copyOf(PosixFilePermissions.fromString("rw-------"));

  private final Path file;

  FileJournal(Path file) {
    this.file = file;
  }

  @Override
  public List<Line> read() throws IOException {
    if (Files.notExists(file)) {
      return List.of();
    }
    restrict();
    String text = text();
    int end = text.lastIndexOf('\n') + 1;
    if (end < text.length()) {
      cut(text.substring(0, end).getBytes(StandardCharsets.UTF_8).length);
    }
    List<Line> lines = new ArrayList<>();
    for (String line : text.substring(0, end).lines().toList()) {
      try {
        lines.add(line(JSON.readTree(line)));
      } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
        throw damaged("in line " + (lines.size() + 1), e);
      }
    }
    return lines;
  }

  /** One of an older version, or from a backup, may be open to others. */
  private void restrict() {
    try {
      if (isPosix() && !Files.getPosixFilePermissions(file).equals(OWNERS)) {
        Files.setPosixFilePermissions(file, OWNERS);
      }
    } catch (IOException e) {
      log.warn(
          "{} has the texts of all policies, and others may read it: mend its rights", file, e);
    }
  }

  private boolean isPosix() {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private FileChannel open() throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
        isPosix()
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNERS)}
            : new FileAttribute<?>[0]);
  }

  private String text() throws IOException {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw damaged("and not encoded in UTF-8", e);
    } catch (IOException e) {
      throw new IOException(
          "%s cannot be read: %s; mend its rights".formatted(file, PolicyFolder.why(e)), e);
    }
  }

  private IOException damaged(String where, Exception cause) {
    return new IOException(
        "%s is damaged %s: bring back a copy of it, or remove it, which loses the former versions and the order of policies"
            .formatted(file, where),
        cause);
  }

  private void cut(int length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length).force(true);
    }
  }

  @Override
  public void append(List<Line> lines) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Line line : lines) {
      text.append(JSON.writeValueAsString(node(line))).append('\n');
    }
    try (FileChannel channel = open()) {
      long end = channel.size();
      try {
        ByteBuffer buffer = StandardCharsets.UTF_8.encode(CharBuffer.wrap(text));
        channel.position(end);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      } catch (IOException e) {
        takeBack(channel, end, e);
        throw e;
      }
    }
  }

  /** Half a line would spoil the next one. */
  private static void takeBack(FileChannel channel, long end, IOException failure) {
    try {
      channel.truncate(end);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static ObjectNode node(Line line) {
    ObjectNode node = JSON.createObjectNode();
    switch (line) {
      case Line.Ordered(List<String> ids, Optional<PolicyOrder.Change> change) -> {
        change.ifPresent(each -> {
          node.put("time", each.time().toString());
          node.put("author", each.author());
        });
        ids.forEach(node.putArray("order")::add);
      }
      case Line.Changed(Revision revision) -> {
        node.put("time", revision.time().toString());
        node.put("author", revision.author());
        node.put("id", revision.id());
        node.put("version", revision.version());
        revision
            .policy()
            .ifPresent(policy -> {
              node.put("format", policy.format().name());
              node.put("text", policy.text());
            });
      }
    }
    return node;
  }

  private static PolicyOrder.Change change(JsonNode node) {
    return new PolicyOrder.Change(
        node.path("author").asText(), Instant.parse(node.path("time").asText()));
  }

  private static Line line(JsonNode node) {
    if (node.has("order")) {
      List<String> ids = new ArrayList<>();
      node.path("order").forEach(id -> ids.add(id.asText()));
      return new Line.Ordered(ids, node.has("time") ? Optional.of(change(node)) : Optional.empty());
    }
    String id = node.path("id").asText();
    Optional<StoredPolicy> policy =
        node.has("text")
            ? Optional.of(
                new StoredPolicy(
                    id, Format.valueOf(node.path("format").asText()), node.path("text").asText()))
            : Optional.empty();
    int version = node.path("version").asInt();
    if (version < 1) {
      throw new IllegalArgumentException("there is no version");
    }
    return new Line.Changed(
        new Revision(
            id,
            version,
            policy,
            node.path("author").asText(),
            Instant.parse(node.path("time").asText())));
  }
}
