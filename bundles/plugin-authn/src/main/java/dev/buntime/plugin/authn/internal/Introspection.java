package dev.buntime.plugin.authn.internal;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Tells of tokens (RFC 7662). */
interface Introspection {

  /**
   * What is to be known of a token.
   *
   * @return completes with the members of the answer, of which {@code active} is one; never
   *     exceptionally
   */
  CompletionStage<Map<String, Object>> introspect(String token);
}
