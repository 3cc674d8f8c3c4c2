package dev.buntime.repositories.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the repositories. */
@ObjectClassDefinition(
    name = "Buntime repositories",
    description = "Where bundles come from that apps with autoInstall need and do not bring.")
@interface RepositoriesConfig {

  /** PID of the configuration. */
  String PID = "dev.buntime.repositories";

  /** Where they are, in the order in which they are asked. */
  @AttributeDefinition(
      name = "Locations",
      description =
          "Folders, addresses of an index.xml, and objects of JSON as the key repositories of"
              + " buntime.jsonc has them, in the order in which they are asked.")
  String[] locations() default {};

  /** Where the values come from. */
  @AttributeDefinition(
      name = "Origin",
      description = "Where each value comes from. Written by the runner; a change has no effect.")
  String[] buntime_origin() default {};
}
