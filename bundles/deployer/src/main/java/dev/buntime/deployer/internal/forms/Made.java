package dev.buntime.deployer.internal.forms;

import java.util.List;
import java.util.jar.Manifest;

/**
 * A manifest that was made for an archive.
 *
 * @param manifest takes the place of the archive's own one
 * @param warnings for whoever deploys it, in words; names are quoted
 */
public record Made(Manifest manifest, List<String> warnings) {
  /** Copies the list. */
  public Made {
    warnings = List.copyOf(warnings);
  }
}
