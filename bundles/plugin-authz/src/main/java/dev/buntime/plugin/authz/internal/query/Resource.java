package dev.buntime.plugin.authz.internal.query;

/**
 * What a request is for; what is unknown is empty.
 *
 * @param id the path that was asked for, decoded
 * @param app name of the app
 * @param version of the app
 * @param path inside of the app, decoded
 * @param type {@code app} or {@code runner}, or what whoever asks says
 * @param owner whose it is
 */
public record Resource(
    String id, String app, String version, String path, String type, String owner) {}
