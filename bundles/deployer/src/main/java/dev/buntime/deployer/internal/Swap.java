package dev.buntime.deployer.internal;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An artifact that takes the place of another one in the apps folder, until it is known whether it
 * is deployed. It has a hidden folder with what was there before, so that this is not lost, even if
 * the runner ends meanwhile.
 *
 * @param folder the hidden one
 * @param artifact name of what came
 * @param replaced name of what it replaces; may be the same
 */
record Swap(Path folder, String artifact, String replaced) {
  private static final String NAMES = "names";
  private static final String PREVIOUS = "previous";

  /** Makes the folder, with the names, durably. */
  static Swap begin(Path folder, String artifact, String replaced) throws IOException {
    Files.createDirectory(folder);
    DurableFiles.write(folder.resolve(NAMES), encode(artifact) + "\n" + encode(replaced) + "\n");
    return new Swap(folder, artifact, replaced);
  }

  /**
   * Reads what an earlier run has left.
   *
   * @throws IOException if it was not written to its end
   */
  static Swap read(Path folder) throws IOException {
    List<String> names = Files.readAllLines(folder.resolve(NAMES));
    if (names.size() != 2) {
      throw new IOException(folder + " has no two names");
    }
    return new Swap(folder, decode(names.getFirst()), decode(names.getLast()));
  }

  private static String encode(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }

  private static String decode(String name) {
    return URLDecoder.decode(name, StandardCharsets.UTF_8);
  }

  /** Where what was there before is kept. */
  Path previous() {
    return folder.resolve(PREVIOUS);
  }

  /** Whether the artifact has the name of what it replaces. */
  boolean isInPlace() {
    return artifact.equals(replaced);
  }
}
