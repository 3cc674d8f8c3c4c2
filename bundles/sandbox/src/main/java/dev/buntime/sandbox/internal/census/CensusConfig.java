package dev.buntime.sandbox.internal.census;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** When the census asks the garbage collector. */
@ObjectClassDefinition(
    name = "Buntime census",
    description = "Finds class loaders of workers that have ended and are not collected.")
@interface CensusConfig {

  /** PID of the configuration. */
  String PID = "dev.buntime.sandbox.census";

  /** How long a class loader may stay before the garbage collector is asked. */
  @AttributeDefinition(
      name = "Age",
      description =
          "Seconds, 0 to 86400: a class loader that is not collected this long after its worker has"
              + " ended makes the census ask for full garbage collections.",
      min = "0",
      max = "86400")
  long gc_age_seconds() default 30;

  /** How often it is asked. */
  @AttributeDefinition(
      name = "Interval",
      description =
          "Seconds between two such collections at least, 0 to 86400; 0: never ask, and find a leak"
              + " only after collections that happen by themselves.",
      min = "0",
      max = "86400")
  long gc_interval_seconds() default 60;

  /** Where the values come from. */
  @AttributeDefinition(
      name = "Origin",
      description = "Where each value comes from. Written by the runner; a change has no effect.")
  String[] buntime_origin() default {};
}
