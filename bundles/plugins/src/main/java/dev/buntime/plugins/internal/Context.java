package dev.buntime.plugins.internal;

import dev.buntime.plugin.PluginContext;
import java.util.Map;

/**
 * What a plugin is told when it begins.
 *
 * @param name under which it is in force
 * @param options its options
 * @param mode what the runner is used for
 * @param runnerVersion version of the runner
 */
record Context(String name, Map<String, Object> options, String mode, String runnerVersion)
    implements PluginContext {}
