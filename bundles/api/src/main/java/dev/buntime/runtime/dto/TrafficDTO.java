package dev.buntime.runtime.dto;

/**
 * The requests of this runner, as they were when the snapshot was taken: all that it answered,
 * whoever they were for, refused ones included. A request ends when its answer is sent or its
 * connection is lost; a WebSocket's ends with the handshake.
 *
 * @param totalRequests requests that have ended since the start
 * @param inFlight requests that have begun and not ended
 * @param requestsPerSecond requests that ended in the last full minute, or since the start if that
 *     is less, divided by its seconds
 * @param avgResponseTimeMillis mean time from the head of the request to the end of its answer, of
 *     the same requests; 0 if there were none
 */
public record TrafficDTO(
    long totalRequests, long inFlight, double requestsPerSecond, double avgResponseTimeMillis) {}
