package dev.buntime.deployer.internal.archives;

import java.util.List;
import java.util.Set;

/** Checks that entries are plain files and folders in the two forms that everybody reads. */
final class EntryKinds {
  private static final int ENCRYPTED = 1 | 1 << 6 | 1 << 13;

  /** Levels of deflate, sizes behind the data, names in UTF-8. */
  private static final int KNOWN = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 11;

  private static final int TYPE = 0xf000;
  private static final int LINK = 0xa000;

  /** Pipe, devices, socket. Jars in use have values that mean nothing, too. */
  private static final Set<Integer> SPECIAL = Set.of(0x1000, 0x2000, 0x6000, 0xc000);

  private static final int AES = 99;
  private static final long IN_ZIP64 = 0xffffffffL;

  private EntryKinds() {}

  static void check(List<ArchiveEntry> entries) throws RefusedArchiveException {
    for (ArchiveEntry entry : entries) {
      checkForm(entry);
      checkType(entry);
    }
  }

  private static void checkForm(ArchiveEntry entry) throws RefusedArchiveException {
    if ((entry.flags() & ENCRYPTED) != 0 || entry.method() == AES) {
      throw refused(entry, "is encrypted");
    }
    if ((entry.flags() & ~KNOWN) != 0) {
      throw refused(entry, "has unknown flags, %04x".formatted(entry.flags()));
    }
    if (entry.method() != ArchiveEntry.STORED && entry.method() != ArchiveEntry.DEFLATED) {
      throw refused(
          entry, "is compressed by method %d, which Java does not know".formatted(entry.method()));
    }
    if (entry.size() == IN_ZIP64
        || entry.compressedSize() == IN_ZIP64
        || entry.offset() == IN_ZIP64) {
      throw refused(entry, "has its sizes in a zip64 field, which none needs within the limits");
    }
    if (entry.method() == ArchiveEntry.STORED && entry.size() != entry.compressedSize()) {
      throw refused(entry, "is not compressed, but is said to have two sizes");
    }
  }

  private static void checkType(ArchiveEntry entry) throws RefusedArchiveException {
    int type = entry.mode() & TYPE;
    if (type == LINK) {
      throw refused(entry, "is a symbolic link");
    }
    if (SPECIAL.contains(type)) {
      throw refused(entry, "is neither a file nor a folder, mode %o".formatted(entry.mode()));
    }
    if (entry.isFolder() && entry.size() > 0) {
      throw refused(entry, "is a folder by its name, but has content");
    }
  }

  private static RefusedArchiveException refused(ArchiveEntry entry, String what) {
    return new RefusedArchiveException(
        "entry %s %s; build the archive again with plain files".formatted(entry.quoted(), what));
  }
}
