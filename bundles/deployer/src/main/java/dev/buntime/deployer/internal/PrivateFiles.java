package dev.buntime.deployer.internal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes away files of the deployer's own; what cannot go now goes at the next start. */
final class PrivateFiles {
  private static final Logger log = LoggerFactory.getLogger(PrivateFiles.class);

  private PrivateFiles() {}

  /** Deletes what an earlier run left in a folder. */
  static void clean(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
      left.forEach(PrivateFiles::delete);
    } catch (IOException e) {
      log.warn("cannot clean {}; delete what is in it when the runner is down", folder, e);
    }
  }

  /** Deletes a file, if it is there. */
  static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.debug("{} is left until the next start", file, e);
    }
  }
}
