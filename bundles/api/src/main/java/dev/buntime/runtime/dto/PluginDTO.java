package dev.buntime.runtime.dto;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plugin, as it was when the snapshot was taken.
 *
 * @param name its name, for example {@code plugin-metrics}
 * @param version version of its bundle; null if it is missing
 * @param bundle id of its bundle; -1 if it is missing
 * @param ranking its {@code service.ranking}; 0 if it is missing
 * @param state {@code starting} while {@code onInit} runs; {@code active}: it is in force; {@code
 *     standby}: {@code onInit} has returned, but a newer service of the same name is in force;
 *     {@code failed}; {@code missing}: it is listed or required but there is no such service
 * @param reason why it failed or is missing, in words for a person; else null
 * @param since when it got into this state
 * @param listed whether {@code buntime.jsonc} lists it
 * @param required whether the runner is not ready without it
 * @param configuredBy where its options come from, {@code default} if there are none
 * @param routes paths of its servlets, such as {@code /_/plugin-metrics/prometheus}; empty if none
 * @param requestCount requests that it has seen
 * @param answerCount requests that it answered or refused
 * @param errorCount hooks that threw
 * @param timeoutCount hooks that took longer than the time limit
 * @param stuckThreads threads that are still in a hook after the time limit
 */
public record PluginDTO(
    String name,
    @Nullable String version,
    long bundle,
    int ranking,
    String state,
    @Nullable String reason,
    Instant since,
    boolean listed,
    boolean required,
    String configuredBy,
    List<String> routes,
    long requestCount,
    long answerCount,
    long errorCount,
    long timeoutCount,
    int stuckThreads) {}
