package dev.buntime.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request that was answered. Nothing in it is escaped.
 *
 * @param time when it began
 * @param client address that it came from
 * @param method HTTP method
 * @param path as the client sent it, without the query: that may have secrets in it
 * @param protocol such as {@code HTTP/1.1}
 * @param status of the answer
 * @param bytes of the body of the answer
 * @param millis from its begin to its end
 * @param referer where the client came from, without the query; null if it does not say
 * @param agent what the client says it is, null if nothing
 * @param requestId its id, null if it has none
 * @param traceId the trace that it is part of, null if it is part of none
 * @param app name of the app that answered, null if none did
 * @param version version of the app that answered, null if none did
 */
public record AccessEntry(
    Instant time,
    String client,
    String method,
    String path,
    String protocol,
    int status,
    long bytes,
    long millis,
    @Nullable String referer,
    @Nullable String agent,
    @Nullable String requestId,
    @Nullable String traceId,
    @Nullable String app,
    @Nullable String version) {}
