package dev.buntime.admin;

import org.jspecify.annotations.Nullable;

/**
 * How an uploaded artifact is to be deployed.
 *
 * @param fileName its name, which tells its form, and name and version where it does not say so
 *     itself; null if there is none
 * @param app the app that it has to be, null if any will do
 * @param version the version that it has to be, null if any will do
 * @param onlyNew whether it is refused if there is such an app version already
 */
public record DeploymentRequest(
    @Nullable String fileName, @Nullable String app, @Nullable String version, boolean onlyNew) {}
