package dev.buntime.runtime.dto;

/**
 * What all workers of an app version have used since the version was deployed, those that have
 * ended included, and what those that live have in hand.
 *
 * @param app name of the app
 * @param version semantic version
 * @param workers that live, draining ones included
 * @param requestCount requests that they were given
 * @param errorCount requests that ended with an exception of the app
 * @param timeoutCount requests that the app did not answer in time
 * @param inFlight requests that run
 * @param queued requests that wait for one of those to end
 * @param cpuMillis CPU time of all their threads, up to a second ago
 * @param allocatedBytes bytes of all objects that their threads made, up to a second ago
 * @param threads live platform threads, those included that the app started
 */
public record AppUsageDTO(
    String app,
    String version,
    int workers,
    long requestCount,
    long errorCount,
    long timeoutCount,
    int inFlight,
    int queued,
    long cpuMillis,
    long allocatedBytes,
    int threads) {}
