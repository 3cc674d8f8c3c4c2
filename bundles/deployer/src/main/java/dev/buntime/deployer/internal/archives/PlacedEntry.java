package dev.buntime.deployer.internal.archives;

/**
 * An entry whose data was found.
 *
 * @param entry as the central directory describes it
 * @param start of its compressed data in the archive
 */
record PlacedEntry(ArchiveEntry entry, long start) {}
