package dev.buntime.runtime.dto;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An artifact of the apps folder and what became of it.
 *
 * @param artifact path in the apps folder, such as {@code hello.jar} or {@code hello/1.0.0}
 * @param app name of the app, null if the artifact was refused before its name was known
 * @param version semantic version, null like {@code app}
 * @param state {@code live}, {@code refused}, {@code stopped} by an operator, or {@code starting}:
 *     it is started before it may take over from other versions of the app
 * @param reason why it was refused, in words for a person; else null
 * @param warnings what was ignored or does not fit together, what is under way although the
 *     artifact is live, and why what it holds now did not replace that; empty if nothing
 * @param bundle id of the OSGi bundle, −1 if it is not live
 * @param size size of the artifact in bytes
 * @param sha256 SHA-256 of the artifact in lower-case hex, empty if it could not be read
 * @param since when the artifact got into this state
 */
public record DeploymentDTO(
    String artifact,
    @Nullable String app,
    @Nullable String version,
    String state,
    @Nullable String reason,
    List<String> warnings,
    long bundle,
    long size,
    String sha256,
    Instant since) {}
