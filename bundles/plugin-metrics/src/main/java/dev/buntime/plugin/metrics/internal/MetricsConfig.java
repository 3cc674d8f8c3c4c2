package dev.buntime.plugin.metrics.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Options of the plugin. */
@ObjectClassDefinition(
    name = "plugin-metrics",
    description = "Meters for Prometheus at /_/plugin-metrics/prometheus.")
@interface MetricsConfig {

  /** PID of the configuration. */
  String PID = MetricsPlugin.NAME;

  /** How many app versions have meters of their own. */
  @AttributeDefinition(
      name = "App versions",
      description =
          "App versions that have series of their own, 1 to 10000. All others share those of the"
              + " app (other), so that a runner with very many apps does not flood whoever scrapes.",
      min = "1",
      max = "10000")
  int maxVersions() default 500;
}
