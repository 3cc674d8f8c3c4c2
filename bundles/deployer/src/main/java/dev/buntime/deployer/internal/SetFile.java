package dev.buntime.deployer.internal;

import dev.buntime.deployer.internal.archives.Quoted;
import dev.buntime.jsonc.Jsonc;
import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Member;
import dev.buntime.jsonc.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;

/**
 * The file {@value #NAME} of a folder, which makes a set of the artifacts in it: JSON with
 * comments, such as <code>{ "artifacts": ["shop-2.0.0.jar", "docs"] }</code>.
 *
 * @param artifacts names of files and folders in the folder; at least one, none twice
 */
record SetFile(SequencedSet<String> artifacts) {
  /** What the file is called. */
  static final String NAME = "deploy.json";

  private static final int LARGEST = 256 << 10;
  private static final String ALLOWED =
      "the name of a file or folder beside " + NAME + ", without a path";
  private static final List<String> KEYS = List.of("artifacts");

  /** The artifact that a member of a set is. */
  static String artifact(String set, String member) {
    return set + "/" + member;
  }

  /** The set that an artifact is a member of, if it is one. */
  static String setOf(String artifact) {
    int slash = artifact.indexOf('/');
    return slash < 0 ? artifact : artifact.substring(0, slash);
  }

  /** What a member of a set is called in that. */
  static String memberOf(String artifact) {
    return artifact.substring(artifact.indexOf('/') + 1);
  }

  /**
   * Reads the file of a folder.
   *
   * @param set name of the folder, for messages
   * @throws RefusedException if what it says is not allowed
   * @throws IOException if it cannot be read
   */
  static SetFile read(Path folder, String set) throws IOException, RefusedException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(folder.resolve(NAME))) {
      bytes = in.readNBytes(LARGEST + 1);
    }
    String file = artifact(set, NAME);
    if (bytes.length > LARGEST) {
      throw new RefusedException(
          "%s is larger than %d KiB, which is the most that is read"
              .formatted(Quoted.of(file), LARGEST >> 10));
    }
    try {
      return parse(file, new String(bytes, StandardCharsets.UTF_8));
    } catch (JsoncException e) {
      throw new RefusedException(String.valueOf(e.getMessage()));
    }
  }

  private static SetFile parse(String file, String text) throws JsoncException {
    SequencedSet<String> artifacts = new LinkedHashSet<>();
    for (Member member : Jsonc.parse(file, text)) {
      switch (member.key()) {
        case "artifacts" -> take(member.setting(), artifacts);
        case "$schema" -> {
          // For editors.
        }
        default -> throw member.unknown(KEYS);
      }
    }
    if (artifacts.isEmpty()) {
      throw new JsoncException(
          file + " names nothing: it needs a list \"artifacts\" with " + ALLOWED);
    }
    return new SetFile(artifacts);
  }

  private static void take(Setting list, Set<String> artifacts) throws JsoncException {
    for (Setting item : list.items("a list, in which each is " + ALLOWED)) {
      String name = item.anyText(ALLOWED);
      if (name.isBlank() || name.indexOf('/') >= 0 || name.startsWith(".")) {
        throw item.refused(ALLOWED);
      }
      if (!artifacts.add(name)) {
        throw item.place().error(item.path() + " is there already");
      }
    }
  }
}
