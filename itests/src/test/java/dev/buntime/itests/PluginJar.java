package dev.buntime.itests;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A plugin of the distribution, in a plugins folder of a test. */
final class PluginJar {
  private PluginJar() {}

  /**
   * Puts a plugin into place in one step, for each update with other bytes.
   *
   * @param name of the plugin
   * @param made where it may be made, on the same file system
   */
  static void put(String name, int update, Path made, Path place) throws IOException {
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(
            RunnerProcess.DISTRIBUTION.resolve("plugins"), name + "-[0-9]*.jar")) {
      Files.copy(jars.iterator().next(), made);
    }
    try (FileSystem jar = FileSystems.newFileSystem(made)) {
      Files.writeString(jar.getPath("update.txt"), String.valueOf(update));
    }
    Files.move(made, place, StandardCopyOption.REPLACE_EXISTING);
  }
}
