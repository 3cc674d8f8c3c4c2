package dev.buntime.repositories;

import java.nio.file.Path;
import java.util.List;
import org.osgi.framework.Version;

/**
 * What has to be installed for an app.
 *
 * @param bundles in the order of their names
 * @param notes what is odd about it, such as a repository that was not available, in words
 */
public record Plan(List<Provided> bundles, List<String> notes) {

  /** Copies the lists. */
  public Plan {
    bundles = List.copyOf(bundles);
    notes = List.copyOf(notes);
  }

  /**
   * A bundle that was fetched.
   *
   * @param name its symbolic name, as the repository says
   * @param version its version, as the repository says
   * @param repository where it comes from, in words
   * @param file where it is now; others may use it, too, and it was not looked into
   * @param sha256 of the content, in lower-case hex
   */
  public record Provided(
      String name, Version version, String repository, Path file, String sha256) {}
}
