package dev.buntime.sandbox.internal.census;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** When the census asks the garbage collector. */
@ObjectClassDefinition(
    name = "Buntime census",
    description = "Finds class loaders of workers that have ended and are not collected.")
@interface CensusConfig {

  @AttributeDefinition(
      name = "Age",
      description =
          "Seconds, 0 or more: a class loader that is not collected this long after its worker has"
              + " ended makes the census ask for full garbage collections.")
  long gc_age_seconds() default 30;

  @AttributeDefinition(
      name = "Interval",
      description =
          "Seconds between two such collections at least; 0: never ask, and find a leak only after"
              + " collections that happen by themselves.")
  long gc_interval_seconds() default 60;
}
