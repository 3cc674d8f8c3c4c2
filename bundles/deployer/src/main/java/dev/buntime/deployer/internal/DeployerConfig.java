package dev.buntime.deployer.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Configuration of the deployments. */
@ObjectClassDefinition(name = "Buntime deployer", description = "How apps are deployed.")
@interface DeployerConfig {

  /** PID of the configuration. */
  String PID = "dev.buntime.deployer";

  /** How changes of the apps folder are noticed: {@code auto}, {@code events}, {@code polling}. */
  @AttributeDefinition(
      name = "Watch",
      description =
          "How changes of the apps folder are noticed: by events of the system, or by a look every"
              + " 0.3 s where there are none. auto finds out.",
      options = {
        @Option(label = "auto", value = "auto"),
        @Option(label = "events", value = "events"),
        @Option(label = "polling", value = "polling")
      })
  String watch() default "auto";

  /** Whether only the HTTP API deploys. */
  @AttributeDefinition(
      name = "Locked",
      description =
          "Whether only the HTTP API deploys: what changes in the apps folder is not deployed until"
              + " the next start.")
  boolean locked() default false;

  /** Whether a file beside each artifact says what became of it. */
  @AttributeDefinition(
      name = "Markers",
      description =
          "Whether a file beside each artifact says what became of it: <artifact>.deployed or"
              + " <artifact>.failed, with the reason.")
  boolean markers() default false;

  /** Where the values come from. */
  @AttributeDefinition(
      name = "Origin",
      description = "Where each value comes from. Written by the runner; a change has no effect.")
  String[] buntime_origin() default {};
}
