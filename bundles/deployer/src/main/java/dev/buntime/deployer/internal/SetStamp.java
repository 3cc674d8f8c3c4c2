package dev.buntime.deployer.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A whole set as one look shows it.
 *
 * @param stamp equal ones mean: nobody touched any artifact of it, nor its file
 * @param changed when something of it was changed last, by the time that nobody can set; null where
 *     the file system does not tell
 */
record SetStamp(FileStamp stamp, @Nullable Instant changed) {

  /**
   * Sums up what was seen.
   *
   * @param folder of the set
   * @param set its name
   * @param seen the set and its artifacts
   */
  static SetStamp of(Path folder, String set, SortedMap<String, Sighting> seen) {
    MessageDigest digest = Checksum.sha256();
    long size = 0;
    Instant modified = Instant.EPOCH;
    Instant changed = Instant.EPOCH;
    for (var each : seen.entrySet()) {
      Sighting sighting = each.getValue();
      digest.update((each.getKey() + " " + sighting + "\n").getBytes(StandardCharsets.UTF_8));
      size += sighting.stamp().size();
      modified = later(modified, sighting.modified());
      Path file =
          each.getKey().equals(set)
              ? folder.resolve(SetFile.NAME)
              : folder.resolve(SetFile.memberOf(each.getKey()));
      changed = later(changed, changed(file, sighting));
    }
    FileStamp stamp = new FileStamp(size, FileTime.from(modified), Checksum.hex(digest));
    return new SetStamp(stamp, changed);
  }

  private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
    if (one == null || other == null) {
      return null;
    }
    return one.isAfter(other) ? one : other;
  }

  private static @Nullable Instant changed(Path file, Sighting seen) {
    if (seen.kind() == Sighting.Kind.FOLDER) {
      return seen.changed();
    }
    try {
      return Files.getAttribute(file, "unix:ctime") instanceof FileTime time
          ? time.toInstant()
          : null;
    } catch (IOException | UnsupportedOperationException _) {
      return null; // it went while we looked, or nothing here tells
    }
  }
}
