package dev.buntime.deployer.internal.web;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a deployment descriptor may have and the runner does not carry, with what to do instead. */
final class Uncarried {
  private static final Set<String> HARMLESS =
      Set.of("description", "display-name", "icon", "distributable", "module-name");

  private static final String USERS =
      "the runner knows no users of apps, so nothing would be protected. Protect it in a filter of"
          + " the app or before the runner, then take the element out";
  private static final String PAGES =
      "there is no compiler for JSP. Compile the pages when the app is built and declare their"
          + " servlets";
  private static final String NAMES =
      "there is no naming service (JNDI) and no container to look it up in. Have the app make what"
          + " it needs, with a context-param for what differs, then take the element out";
  private static final String FRAGMENTS =
      "fragments of libraries (web-fragment.xml) are not read, so there is nothing to put in order."
          + " Take the element out";
  private static final String ENCODING =
      "set the encoding in a filter or in the servlets, then take the element out";
  private static final String SESSIONS =
      "the cookie of sessions is the runner's, and there is no other way to keep them. Take the"
          + " element out";

  private static final Map<String, String> REASONS = reasons();

  private Uncarried() {}

  private static Map<String, String> reasons() {
    Map<String, String> reasons = new HashMap<>();
    put(
        reasons,
        USERS,
        List.of(
            "security-constraint",
            "login-config",
            "security-role",
            "security-role-ref",
            "run-as",
            "deny-uncovered-http-methods"));
    put(reasons, PAGES, List.of("jsp-file", "jsp-config", "taglib"));
    put(
        reasons,
        NAMES,
        List.of(
            "env-entry",
            "ejb-ref",
            "ejb-local-ref",
            "service-ref",
            "resource-ref",
            "resource-env-ref",
            "message-destination",
            "message-destination-ref",
            "persistence-context-ref",
            "persistence-unit-ref",
            "data-source",
            "jms-connection-factory",
            "jms-destination",
            "mail-session",
            "connection-factory",
            "administered-object",
            "context-service",
            "managed-executor",
            "managed-scheduled-executor",
            "managed-thread-factory",
            "post-construct",
            "pre-destroy"));
    put(reasons, FRAGMENTS, List.of("absolute-ordering", "ordering"));
    put(
        reasons,
        ENCODING,
        List.of(
            "request-character-encoding",
            "response-character-encoding",
            "locale-encoding-mapping-list"));
    put(reasons, SESSIONS, List.of("cookie-config", "tracking-mode"));
    return Map.copyOf(reasons);
  }

  private static void put(Map<String, String> reasons, String reason, List<String> elements) {
    elements.forEach(each -> reasons.put(each, reason));
  }

  /** Whether an element describes and changes nothing. */
  static boolean isHarmless(XmlElement element) {
    return HARMLESS.contains(element.name());
  }

  /**
   * Why an element is not carried, and what to do.
   *
   * @return null if the descriptor has no such element
   */
  static @Nullable String reason(XmlElement element) {
    return REASONS.get(element.name());
  }
}
