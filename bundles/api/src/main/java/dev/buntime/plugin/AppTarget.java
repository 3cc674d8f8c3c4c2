package dev.buntime.plugin;

/**
 * The app that a request is for.
 *
 * @param app name of the app
 * @param version semantic version that was selected
 * @param range what the client asked for, as it was typed: {@code ^1.2}; empty if nothing
 * @param path decoded path inside the app: empty, or beginning with {@code /}
 */
public record AppTarget(String app, String version, String range, String path) {}
