package dev.buntime.plugin.authz.internal.attributes;

/**
 * An attribute of requests; its values are a bag, which may be empty.
 *
 * @param category of it
 * @param id a URI
 * @param type of each value
 */
public record Attribute(Category category, String id, Type type) {}
