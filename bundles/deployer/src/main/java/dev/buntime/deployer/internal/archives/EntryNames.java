package dev.buntime.deployer.internal.archives;

import dev.buntime.jsonc.Printable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Checks what entries are called: a name has to be a path inside the archive on every system, and
 * to look like what it is.
 */
final class EntryNames {
  private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*");
  private static final Pattern DEVICE =
      Pattern.compile("(?i)(CON|PRN|AUX|NUL|(COM|LPT)[0-9\u00b9\u00b2\u00b3])( *\\..*)?");

  private final ArchiveLimits limits;

  EntryNames(ArchiveLimits limits) {
    this.limits = limits;
  }

  /** Checks the names of all entries of an archive, each for itself and all together. */
  void check(List<ArchiveEntry> entries) throws RefusedArchiveException {
    NameCollisions collisions = new NameCollisions();
    for (ArchiveEntry entry : entries) {
      Optional<String> fault = fault(entry);
      if (fault.isPresent()) {
        throw refused(entry, fault.get());
      }
      collisions.add(entry);
    }
  }

  /** Whether a path with / leads somewhere else than into its folder. */
  static boolean leadsOut(String path) {
    return path.indexOf('\\') >= 0
        || DRIVE.matcher(path).matches()
        || segments(path).anyMatch(".."::equals);
  }

  private Optional<String> fault(ArchiveEntry entry) {
    String name = entry.name();
    if (name.isEmpty()) {
      return Optional.of("has no name");
    }
    if (name.length() > limits.nameLength()) {
      return Optional.of("has a name that is too long, allowed are " + limits.nameLength());
    }
    if (!Printable.of(name).equals(name)) {
      return Optional.of("has a character in its name that does not show");
    }
    if (name.startsWith("/") || leadsOut(name)) {
      return Optional.of("has a name that leads out of the archive: /, .., \\ or a drive");
    }
    List<String> segments = segments(entry.path()).toList();
    if (segments.size() > limits.depth()) {
      return Optional.of(
          "is in %d folders, allowed are %d".formatted(segments.size() - 1, limits.depth() - 1));
    }
    return segments.stream().flatMap(each -> fault(each).stream()).findFirst();
  }

  private static Optional<String> fault(String segment) {
    if (segment.isEmpty() || segment.equals(".")) {
      return Optional.of("has an empty part or a . in its name, so that it has two names");
    }
    if (segment.indexOf(':') >= 0 || segment.endsWith(".") || segment.endsWith(" ")) {
      return Optional.of("has a name that Windows takes for another: with :, or . or space last");
    }
    return DEVICE.matcher(segment).matches()
        ? Optional.of("has the name of a device of Windows")
        : Optional.empty();
  }

  private static Stream<String> segments(String path) {
    return Arrays.stream(path.split("/", -1));
  }

  static RefusedArchiveException refused(ArchiveEntry entry, String fault) {
    return new RefusedArchiveException(
        "entry %s %s; rename it and build the archive again".formatted(entry.quoted(), fault));
  }
}
