package dev.buntime.plugins;

/**
 * Who still has plugins on the way that are not in force any more.
 *
 * @param requests whose answers are not there yet
 * @param bodies that are under way and are transformed
 */
public record Use(int requests, int bodies) {}
