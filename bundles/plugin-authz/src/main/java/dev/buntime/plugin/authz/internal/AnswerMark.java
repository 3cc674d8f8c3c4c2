package dev.buntime.plugin.authz.internal;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.PluginResponse;
import dev.buntime.plugin.authz.internal.obligation.Duties;
import dev.buntime.plugin.authz.internal.obligation.Redaction;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Brings what is to be done with an answer there, by attributes of the request. Apps see those, so
 * they hold texts and collections of the JDK and no class of the plugin's.
 */
final class AnswerMark {
  private static final String HEADERS = AuthzPlugin.NAME + ".headers";
  private static final String REDACTION = AuthzPlugin.NAME + ".redaction";

  private AnswerMark() {}

  /** The request goes on, with what is to be done. */
  static Decision.Pass set(Duties duties) {
    Decision.Pass pass = Decision.pass();
    if (!duties.headers().isEmpty()) {
      Map<String, Collection<String>> headers = new LinkedHashMap<>();
      duties.headers().forEach(each -> headers.put(each.name(), each.values()));
      pass = pass.withAttribute(HEADERS, headers);
    }
    if (duties.redaction().isPresent()) {
      Redaction redaction = duties.redaction().get();
      pass = redaction.prepare(pass).withAttribute(REDACTION, redaction.toMap());
    }
    return pass;
  }

  /** Does it. */
  static void apply(PluginResponse response) {
    if (response.request().attribute(HEADERS).orElse(null) instanceof Map<?, ?> headers) {
      headers.forEach((name, values) ->
          response.setHeader(
              String.valueOf(name),
              ((Collection<?>) values).stream().map(String::valueOf).toArray(String[]::new)));
    }
    if (response.request().attribute(REDACTION).orElse(null) instanceof Map<?, ?> redaction) {
      Redaction.ofMap(redaction).apply(response);
    }
  }
}
