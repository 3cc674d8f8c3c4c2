package dev.buntime.pipeline.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the way of a request. */
@ObjectClassDefinition(
    name = "Buntime pipeline",
    description = "What a request may be on its way through the runner.")
@interface PipelineConfig {

  /** PID of the configuration. */
  String PID = "dev.buntime.pipeline";

  /** Longest body of a request. */
  @AttributeDefinition(
      name = "Body limit",
      description =
          "Bytes that the body of any request may have, 0 to 1099511627776; beyond, the answer is"
              + " 413. 0: only the limit of the app counts.",
      min = "0",
      max = "1099511627776")
  long limits_body() default 0;

  /** Where the values come from. */
  @AttributeDefinition(
      name = "Origin",
      description = "Where each value comes from. Written by the runner; a change has no effect.")
  String[] buntime_origin() default {};
}
