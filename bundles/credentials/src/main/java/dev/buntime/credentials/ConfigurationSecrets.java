package dev.buntime.credentials;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Keeps what configurations have that nobody may read off the pages of operators. A secret is what
 * its name says is one ({@link SecretNames}), or its description (a password, OSGi Metatype
 * Service); what is in it does not matter, nor how long it is. Thread-safe.
 */
@ProviderType
public interface ConfigurationSecrets {
  /** What stands in place of a secret, however long it is. */
  String MASK = "********";

  /**
   * The value of a property as it may be shown. If it comes back like that, in a form that was
   * saved, what it stands for stays what it is.
   *
   * @param pid of the configuration
   * @param value a text, a number, a truth value or a list of one of them
   */
  Object masked(String pid, String name, Object value);

  /**
   * A text without the secrets that are known from configurations of the runner and of plugins,
   * from properties of the framework and of Java and from the environment, as they are, and as they
   * are written in HTML, in JSON and in JSON in a text of JSON. Not one that is short, or looks
   * like a word: the names of those have to tell.
   */
  String masked(String text);

  /** How many characters one of those that are known may have where it is written, at the most. */
  int longest();
}
