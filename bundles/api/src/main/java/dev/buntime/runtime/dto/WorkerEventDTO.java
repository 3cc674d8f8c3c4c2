package dev.buntime.runtime.dto;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One move of a worker.
 *
 * @param worker id of the worker, for example {@code hello-api@2.0.0#3}
 * @param app name of the app
 * @param version semantic version
 * @param from the state that it left; null if it was just created
 * @param to one of Creating, Ready, Active, Idle, Draining, Terminated, Failed
 * @param at when it moved
 * @param reason why, in words; null if there is nothing to say
 */
public record WorkerEventDTO(
    String worker,
    String app,
    String version,
    @Nullable String from,
    String to,
    Instant at,
    @Nullable String reason) {}
