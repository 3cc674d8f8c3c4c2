package dev.buntime.plugin.authn.internal;

import dev.buntime.plugin.Identity;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.plugin.authn.internal.token.InvalidTokenException;
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

  /**
   * Why a credential in its form cannot be its own, as far as that can be told without verifying
   * it; nobody is asked for that.
   *
   * @return empty if it may be its own
   */
  default Optional<InvalidTokenException> misfit(String credential) {
    return Optional.empty();
  }

  /** Whether a credential in its form says of itself that it is of this provider. */
  default boolean isNamedBy(String credential) {
    return true;
  }

  /** Whether no other provider gets to see what is in its form. */
  default boolean keepsCredential() {
    return false;
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
