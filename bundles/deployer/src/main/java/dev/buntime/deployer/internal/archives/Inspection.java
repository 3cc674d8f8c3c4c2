package dev.buntime.deployer.internal.archives;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.zip.ZipException;

/** One look into an artifact and all archives in it. For one thread. */
final class Inspection {
  private static final String SETTINGS = "worker.jsonc";
  private static final int ARCHIVE_START = 'P' | 'K' << 8;

  private final ArchiveLimits limits;
  private final Budget budget;

  Inspection(ArchiveLimits limits, Budget budget) {
    this.limits = limits;
    this.budget = budget;
  }

  /** Looks into the artifact itself, in which the runner and the framework parse some files. */
  void artifact(Path file) throws IOException, RefusedArchiveException {
    try (ArchiveFile archive = ArchiveFile.open(file);
        EntryReader reader = new EntryReader(archive)) {
      List<PlacedEntry> entries = entries(archive);
      Attributes headers = new Attributes();
      Optional<PlacedEntry> manifest = entries.stream().filter(Inspection::isManifest).findFirst();
      if (manifest.isPresent()) {
        headers = ManifestCheck.check(bytes(reader, manifest.get()));
      }
      XmlCheck xml = new XmlCheck(headers);
      Set<String> classPath = ManifestCheck.classPath(headers);
      for (PlacedEntry each : entries) {
        if (isManifest(each)) {
          continue; // was read
        }
        if (each.entry().name().equals(SETTINGS)) {
          checkParsed(each.entry());
        }
        if (xml.covers(each.entry())) {
          XmlCheck.check(each.entry(), bytes(reader, each));
        } else {
          content(reader, each, file, classPath, 1);
        }
      }
    }
  }

  private static boolean isManifest(PlacedEntry placed) {
    return placed.entry().name().equals(ArchiveEntry.MANIFEST);
  }

  /** All that can be checked without reading data. */
  private List<PlacedEntry> entries(ArchiveFile archive)
      throws IOException, RefusedArchiveException {
    CentralDirectory directory = CentralDirectory.read(archive, budget.entriesLeft());
    new EntryNames(limits).check(directory.entries());
    EntryKinds.check(directory.entries());
    budget.charge(directory.entries());
    return Layout.of(archive, directory);
  }

  private void content(
      EntryReader reader, PlacedEntry placed, Path file, Set<String> classPath, int level)
      throws IOException, RefusedArchiveException {
    ArchiveEntry entry = placed.entry();
    boolean used = classPath.contains(entry.name());
    if (entry.isFolder() || !(used || entry.isNamedAsArchive())) {
      reader.copy(placed, OutputStream.nullOutputStream());
      return;
    }
    Path inner = file.resolveSibling(file.getFileName() + ".inner");
    try {
      try (OutputStream to = Files.newOutputStream(inner)) {
        reader.copy(placed, to);
      }
      if (used || startsAsArchive(inner)) {
        nested(entry, inner, level);
      }
    } finally {
      Files.deleteIfExists(inner);
    }
  }

  /** Files that are called archives and are none are common; nobody takes them for archives. */
  private static boolean startsAsArchive(Path file) throws IOException {
    try (ArchiveFile archive = ArchiveFile.open(file)) {
      return archive.size() >= Short.BYTES
          && archive.read(0, Short.BYTES).getShort() == ARCHIVE_START;
    }
  }

  private void nested(ArchiveEntry entry, Path file, int level)
      throws IOException, RefusedArchiveException {
    if (level > limits.nesting()) {
      throw new RefusedArchiveException(
          "entry %s is an archive in %d archives; allowed are %d: unpack it"
              .formatted(entry.quoted(), level, limits.nesting()));
    }
    try (ArchiveFile archive = ArchiveFile.open(file);
        EntryReader reader = new EntryReader(archive)) {
      for (PlacedEntry each : entries(archive)) {
        content(reader, each, file, Set.of(), level + 1);
      }
    } catch (ZipException e) {
      throw RefusedArchiveException.inside(entry, "it is broken, " + e.getMessage());
    } catch (RefusedArchiveException e) {
      throw RefusedArchiveException.inside(entry, e.reason());
    }
  }

  private byte[] bytes(EntryReader reader, PlacedEntry placed)
      throws IOException, RefusedArchiveException {
    checkParsed(placed.entry());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) placed.entry().size());
    reader.copy(placed, bytes);
    return bytes.toByteArray();
  }

  private void checkParsed(ArchiveEntry entry) throws RefusedArchiveException {
    if (entry.size() > limits.parsedSize()) {
      throw new RefusedArchiveException(
          "entry %s has %d bytes; allowed are %s, as it is parsed: make it shorter"
              .formatted(entry.quoted(), entry.size(), ArchiveLimits.bytes(limits.parsedSize())));
    }
  }
}
