package dev.buntime.management.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the management plane. */
@ObjectClassDefinition(
    name = "Buntime management",
    description = "What operators see below /_. Decided by buntime.jsonc alone.")
public @interface ManagementConfig {

  /** PID of the configuration. */
  String PID = "dev.buntime.management";

  /** Whether there is a web console. */
  @AttributeDefinition(
      name = "Web console",
      description =
          "Whether the web console answers at /_/console. It cannot switch itself off: a change here"
              + " is put back.")
  boolean console() default true;

  /** Whether anybody may scrape the meters. */
  @AttributeDefinition(
      name = "Open metrics",
      description =
          "Whether /_/plugin-metrics/prometheus answers without a login, for a Prometheus in a"
              + " network of its own.")
  boolean openMetrics() default false;

  /** Whose users may do everything. */
  @AttributeDefinition(
      name = "Roles of admins",
      description =
          "Roles of a provider of identities whose users may do everything below /_, this console"
              + " included.")
  String[] roles_admin() default {};

  /** Whose users may deploy. */
  @AttributeDefinition(
      name = "Roles of editors",
      description =
          "Roles of a provider of identities whose users may look, deploy, restart, and start and"
              + " stop versions.")
  String[] roles_editor() default {};

  /** Whose users may look. */
  @AttributeDefinition(
      name = "Roles of viewers",
      description = "Roles of a provider of identities whose users may look.")
  String[] roles_viewer() default {};

  /** The largest artifact that may be uploaded. */
  @AttributeDefinition(
      name = "Largest upload",
      description = "Bytes of the largest artifact that the HTTP API takes, 1024 to 536870912.",
      min = "1024",
      max = "536870912")
  long maxUpload() default 536_870_912;

  /** Where the values come from. */
  @AttributeDefinition(
      name = "Origin",
      description = "Where each value comes from. Written by the runner; a change has no effect.")
  String[] buntime_origin() default {};
}
