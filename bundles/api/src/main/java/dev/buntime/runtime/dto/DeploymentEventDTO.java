package dev.buntime.runtime.dto;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change of a deployment.
 *
 * @param artifact path in the apps folder, such as {@code hello.jar} or {@code hello/1.0.0}
 * @param app name of the app, null if the artifact was refused before its name was known
 * @param version semantic version, null like {@code app}
 * @param from the state that it left, one of those of {@link DeploymentDTO}; null if the artifact
 *     is new
 * @param to the state that it is in, {@code gone} if it is not deployed any more; the same as
 *     {@code from} if it is replaced, reconfigured or has other warnings
 * @param at when it changed
 * @param reason why, in words: of a refused one what is wrong, of a live one that stays live {@code
 *     replaced} or {@code reconfigured}; null if there is nothing to say
 * @param warnings those that it has now; a snapshot
 * @param sha256 SHA-256 in lower-case hex of the artifact that this is about, empty if it could not
 *     be read
 */
public record DeploymentEventDTO(
    String artifact,
    @Nullable String app,
    @Nullable String version,
    @Nullable String from,
    String to,
    Instant at,
    @Nullable String reason,
    List<String> warnings,
    String sha256) {}
