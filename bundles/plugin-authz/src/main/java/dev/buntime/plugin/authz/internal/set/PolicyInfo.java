package dev.buntime.plugin.authz.internal.set;

/**
 * A policy of a set, for people.
 *
 * @param id of it
 * @param name perhaps empty
 * @param description perhaps empty
 * @param effect {@code permit} or {@code deny}; empty for one of XACML, which may have both
 * @param priority the highest comes first
 */
public record PolicyInfo(String id, String name, String description, String effect, int priority) {}
