package dev.buntime.launcher.log;

/**
 * How large and how old log files become.
 *
 * @param size bytes after which a new file is begun
 * @param days after which an old file is deleted
 * @param total bytes that the old files may have together
 */
public record FileLimits(long size, int days, long total) {}
