package dev.buntime.runtime.dto;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One move of a plugin.
 *
 * @param name its name, for example {@code plugin-metrics}
 * @param version version of its bundle; null if it is missing
 * @param bundle id of its bundle; -1 if it is missing
 * @param from the state that it left, one of those of {@link PluginDTO}; null if it is new
 * @param to the state that it is in, {@code gone} if it is not there any more
 * @param at when it moved
 * @param reason why, in words; null if there is nothing to say
 */
public record PluginEventDTO(
    String name,
    @Nullable String version,
    long bundle,
    @Nullable String from,
    String to,
    Instant at,
    @Nullable String reason) {}
