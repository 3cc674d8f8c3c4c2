package dev.buntime.plugins.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Configuration of the plugins. */
@ObjectClassDefinition(
    name = "Buntime plugins",
    description = "Which plugins there should be, and what their hooks may take.")
@interface PluginsConfig {

  /** PID of the configuration. */
  String PID = "dev.buntime.plugins";

  /** Plugins that are listed. */
  @AttributeDefinition(
      name = "Listed",
      description = "Names of the plugins that are listed; one that is not there is an error.")
  String[] listed() default {};

  /** Plugins without which no app is reachable. */
  @AttributeDefinition(
      name = "Required",
      description = "Names of the plugins without which no app is reachable.")
  String[] required() default {};

  /** What the runner is used for. */
  @AttributeDefinition(
      name = "Mode",
      description = "What the runner is used for; plugins are told.",
      options = {
        @Option(label = "development", value = "development"),
        @Option(label = "staging", value = "staging"),
        @Option(label = "production", value = "production"),
        @Option(label = "test", value = "test")
      })
  String mode() default "development";

  /** How long a hook may take. */
  @AttributeDefinition(
      name = "Hook time-out",
      description =
          "Milliseconds that a hook of a plugin may take, 10 to 600000; then it is interrupted and"
              + " the request answered 500.",
      min = "10",
      max = "600000")
  long hook_timeout_millis() default 5_000;

  /** How many hooks may run at the same time. */
  @AttributeDefinition(
      name = "Hook threads",
      description = "Hooks of all plugins that may run at the same time, 1 to 10000.",
      min = "1",
      max = "10000")
  int hook_threads() default 64;

  /** Where the values come from. */
  @AttributeDefinition(
      name = "Origin",
      description = "Where each value comes from. Written by the runner; a change has no effect.")
  String[] buntime_origin() default {};
}
