package dev.buntime.deployer.internal.forms;

import java.io.IOException;
import java.util.Optional;

/**
 * A kind of artifact that is no OSGi bundle, and what makes one of it. Thread-safe.
 *
 * <p>The same archive under the same name has to give the same manifest. Nothing in the archive may
 * be executed, or looked up anywhere else.
 */
public interface Form {

  /**
   * The manifest with which the archive is a bundle.
   *
   * @param archive has no {@code Bundle-SymbolicName}
   * @return empty if the archive is of another form
   * @throws UnfitException if it is of this form, but no app
   * @throws IOException if the disk fails
   */
  Optional<Made> manifest(Archive archive, ArtifactName name) throws IOException, UnfitException;
}
