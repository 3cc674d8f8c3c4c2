package dev.buntime.plugin.metrics.internal;

import org.jspecify.annotations.Nullable;

/**
 * One request of those that a bucket of a histogram counts (OpenMetrics 1.0, exemplars).
 *
 * @param seconds what it took
 * @param requestId its id
 * @param traceId its trace, null if it has none
 * @param atMillis when it ended, since the epoch
 */
record Example(double seconds, String requestId, @Nullable String traceId, long atMillis) {}
