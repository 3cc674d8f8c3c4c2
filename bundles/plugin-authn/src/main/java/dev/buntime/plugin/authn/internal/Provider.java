package dev.buntime.plugin.authn.internal;

import dev.buntime.plugin.Identity;
import dev.buntime.plugin.PluginRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** One way to find out who asks. Thread-safe. */
interface Provider {

  /** Header fields in which its credentials may be. */
  List<String> headers();

  /**
   * The credential in a field.
   *
   * @param header one of its fields
   * @param value of the field
   * @return empty if what is there is for another provider
   */
  Optional<String> credential(String header, String value);

  /** Whether a credential in its form is its own and not that of another one with the same form. */
  default boolean owns(String credential) {
    return true;
  }

  /**
   * Whether a credential in its form is one with which somebody gets in here, as far as that can be
   * told without verifying it. Apps are not to see it even where nobody asks for one.
   */
  default boolean isSecret(String credential) {
    return false;
  }

  /**
   * Verifies a credential.
   *
   * @return completes exceptionally with an exception that {@link Refusals} knows
   */
  CompletionStage<Identity> verify(Credential credential);

  /** Whether a text alone, without a header around it, may be a credential of its kind. */
  boolean introspects(String token);

  /** How a client is told to log in, for {@code WWW-Authenticate}. */
  String challenge();

  /** Whether apps are not to see what it verifies. */
  default boolean hidesCredential() {
    return true;
  }

  /** What anybody may know of it. */
  Map<String, String> description();

  /** Ends what it has under way. */
  default void close() {
    // Most have nothing.
  }

  /** All credentials of a request that are for this provider. */
  default List<String> credentials(PluginRequest request) {
    return headers().stream()
        .flatMap(header ->
            request.headers(header).stream().flatMap(value -> credential(header, value).stream()))
        .toList();
  }
}
