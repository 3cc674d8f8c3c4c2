package dev.buntime.deployer.internal.archives;

import java.util.List;

/** What an artifact may still hold, with all archives in it. For one thread. */
final class Budget {
  private final ArchiveLimits limits;
  private final long artifactSize;
  private int entries;
  private long size;

  /**
   * @param artifactSize in bytes, of the file with all in it
   */
  Budget(ArchiveLimits limits, long artifactSize) {
    this.limits = limits;
    this.artifactSize = artifactSize;
  }

  /** How many entries there may still be. */
  int entriesLeft() {
    return limits.entries() - entries;
  }

  /**
   * Takes in the entries of an archive by the sizes that they are said to have; the {@link
   * EntryReader} holds them to it.
   */
  void charge(List<ArchiveEntry> more) throws RefusedArchiveException {
    entries += more.size();
    for (ArchiveEntry entry : more) {
      charge(entry);
    }
  }

  private void charge(ArchiveEntry entry) throws RefusedArchiveException {
    if (entry.size() > limits.entrySize()) {
      throw tooMuch(entry, "has %d bytes".formatted(entry.size()), limits.entrySize());
    }
    if (isBomb(entry.size(), entry.compressedSize())) {
      throw bomb(entry, "has %d bytes in %d".formatted(entry.size(), entry.compressedSize()));
    }
    size += entry.size();
    if (size > limits.totalSize()) {
      throw tooMuch(entry, "brings the sum of all to %d bytes".formatted(size), limits.totalSize());
    }
    if (isBomb(size, artifactSize)) {
      throw bomb(entry, "brings the sum to %d bytes in %d".formatted(size, artifactSize));
    }
  }

  private boolean isBomb(long inflated, long compressed) {
    return inflated > limits.freeSize() && inflated / limits.ratio() > compressed;
  }

  private static RefusedArchiveException tooMuch(ArchiveEntry entry, String what, long limit) {
    return new RefusedArchiveException(
        "entry %s %s uncompressed; allowed are %s: leave out what the artifact does not need"
            .formatted(entry.quoted(), what, ArchiveLimits.bytes(limit)));
  }

  private RefusedArchiveException bomb(ArchiveEntry entry, String what) {
    return new RefusedArchiveException(
        ("entry %s %s when compressed; beyond %s it may be %d times as much: store such data in a"
                + " form of its own")
            .formatted(
                entry.quoted(), what, ArchiveLimits.bytes(limits.freeSize()), limits.ratio()));
  }
}
