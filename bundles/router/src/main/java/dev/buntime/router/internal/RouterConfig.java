package dev.buntime.router.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the router. */
@ObjectClassDefinition(name = "Buntime router", description = "Which app version answers a path.")
@interface RouterConfig {

  /** PID of the configuration. */
  String PID = "dev.buntime.router";

  /** The app that answers at {@code /}; empty for the start page. */
  @AttributeDefinition(
      name = "Shell",
      description =
          "The app that answers at / alone: an app name, or an app name, @ and a version range, such"
              + " as portal or portal@^2. Empty: the start page that lists the apps.")
  String shell() default "";

  /** Where the values come from. */
  @AttributeDefinition(
      name = "Origin",
      description = "Where each value comes from. Written by the runner; a change has no effect.")
  String[] buntime_origin() default {};
}
