package dev.buntime.worker.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the pool. */
@ObjectClassDefinition(
    name = "Buntime worker pool",
    description = "How many app versions may have a live worker at the same time.")
@interface PoolConfig {

  /** PID of the configuration. */
  String PID = "dev.buntime.worker.pool";

  /** Live workers at the same time. */
  @AttributeDefinition(
      name = "Pool size",
      description =
          "Live workers at the same time, 1 to 100000. For one more, the worker that was idle for"
              + " the longest time is stopped.",
      min = "1",
      max = "100000")
  int pool_size() default 10;

  /** How long a request waits for a worker to become free while all are busy. */
  @AttributeDefinition(
      name = "Queue timeout",
      description =
          "Milliseconds that a request waits for a worker while all workers of the pool are busy,"
              + " 0 to 600000; then it is answered 503.",
      min = "0",
      max = "600000")
  long queue_timeout_millis() default 10_000;

  /** Where the values come from. */
  @AttributeDefinition(
      name = "Origin",
      description = "Where each value comes from. Written by the runner; a change has no effect.")
  String[] buntime_origin() default {};
}
