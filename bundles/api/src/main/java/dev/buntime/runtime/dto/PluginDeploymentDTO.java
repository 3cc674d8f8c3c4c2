package dev.buntime.runtime.dto;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An artifact of the plugins folder and what became of it.
 *
 * @param artifact file name in the plugins folder
 * @param name symbolic name of its bundle, null if it is not installed
 * @param version version of its bundle, null like {@code name}
 * @param state {@code live}, {@code refused}, or {@code starting}
 * @param reason why it was refused, in words for a person; else null
 * @param warnings what keeps a live one from being what its file holds now, or its plugins from
 *     being in force; empty if nothing
 * @param plugins names of the plugins that its bundle offers; none if it is a library for others
 * @param bundle id of its OSGi bundle, −1 if it is not installed
 * @param size size of the artifact in bytes
 * @param sha256 SHA-256 of the artifact in lower-case hex, empty if it could not be read
 * @param since when the artifact got into this state
 */
public record PluginDeploymentDTO(
    String artifact,
    @Nullable String name,
    @Nullable String version,
    String state,
    @Nullable String reason,
    List<String> warnings,
    List<String> plugins,
    long bundle,
    long size,
    String sha256,
    Instant since) {}
