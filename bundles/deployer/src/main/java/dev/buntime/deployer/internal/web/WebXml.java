package dev.buntime.deployer.internal.web;

import dev.buntime.catalog.WebDescriptor.ErrorPage;
import dev.buntime.catalog.WebDescriptor.Listener;
import dev.buntime.deployer.internal.archives.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the elements of a deployment descriptor. What the runner cannot carry is refused by its
 * name and line, so that no app runs without what it relies on.
 */
final class WebXml {
  private static final String JAKARTA = "https://jakarta.ee/xml/ns/jakartaee";

  /** The elements mean the same in all of them; which classes an app uses is another matter. */
  private static final Set<String> NAMESPACES =
      Set.of(
          "",
          JAKARTA,
          "http://xmlns.jcp.org/xml/ns/javaee",
          "http://java.sun.com/xml/ns/javaee",
          "http://java.sun.com/xml/ns/j2ee");

  private static final Set<String> VERSIONS =
      Set.of("2.2", "2.3", "2.4", "2.5", "3.0", "3.1", "4.0", "5.0", "6.0", "6.1");

  private static final Pattern STATUS = Pattern.compile("[1-5]\\d\\d");

  private final WebDraft draft;
  private final Declarations declarations;

  WebXml(WebDraft draft) {
    this.draft = draft;
    this.declarations = new Declarations(draft);
  }

  /** Whether a descriptor says that the annotations of classes do not count. */
  static boolean isComplete(XmlElement root) throws RefusedWebAppException {
    String complete = root.attributes().getOrDefault("metadata-complete", "false");
    return switch (complete) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default ->
          throw root.refused(
              "metadata-complete is %s; allowed are true and false".formatted(Quoted.of(complete)));
    };
  }

  /**
   * Reads all elements into the draft.
   *
   * @throws RefusedWebAppException if an element is malformed, unknown or not carried
   */
  void read(XmlElement root) throws RefusedWebAppException {
    checkRoot(root);
    draft.contextParams.putAll(Params.of(root, "context-param").values());
    for (XmlElement each : root.children()) {
      if (!each.namespace().equals(root.namespace())) {
        throw unknown(each);
      }
      one(each);
    }
  }

  private static void checkRoot(XmlElement root) throws RefusedWebAppException {
    if (!root.name().equals("web-app") || !NAMESPACES.contains(root.namespace())) {
      throw root.refused(
          "the root is <%s> in the namespace %s; it has to be <web-app> in %s, in one of the older"
                  .formatted(Quoted.of(root.name()), Quoted.of(root.namespace()), JAKARTA)
              + " namespaces of web.xml, or in none");
    }
    String version = root.attributes().getOrDefault("version", "6.1");
    if (!VERSIONS.contains(version)) {
      throw root.refused(
          "version is %s; known are 2.2 to 6.1. Write 6.1".formatted(Quoted.of(version)));
    }
  }

  private void one(XmlElement element) throws RefusedWebAppException {
    switch (element.name()) {
      case "context-param" -> {} // read together
      case "servlet" -> declarations.servlet(element);
      case "servlet-mapping" -> declarations.servletMapping(element);
      case "filter" -> declarations.filter(element);
      case "filter-mapping" -> declarations.filterMapping(element);
      case "listener" -> listener(element);
      case "welcome-file-list" -> welcomeFiles(element);
      case "error-page" -> errorPage(element);
      case "mime-mapping" -> mediaType(element);
      case "session-config" -> session(element);
      case "default-context-path" ->
          draft.warnings.add(
              "%s: <default-context-path> has no effect; the app answers at its name"
                  .formatted(element.origin()));
      default -> checkOther(element);
    }
  }

  /**
   * Passes over what only describes.
   *
   * @throws RefusedWebAppException if it is anything else
   */
  static void checkOther(XmlElement element) throws RefusedWebAppException {
    if (Uncarried.isHarmless(element)) {
      return;
    }
    String reason = Uncarried.reason(element);
    throw reason == null
        ? unknown(element)
        : element.refused("<%s> is not carried: %s".formatted(element.name(), reason));
  }

  private static RefusedWebAppException unknown(XmlElement element) {
    return element.refused(
        "<%s> is no element of a deployment descriptor at this place; correct or remove it"
            .formatted(Quoted.of(element.name())));
  }

  private void listener(XmlElement element) throws RefusedWebAppException {
    checkChildren(element, Set.of("listener-class"));
    draft.listeners.add(new Listener(element.required("listener-class"), element.origin()));
  }

  private void welcomeFiles(XmlElement element) throws RefusedWebAppException {
    checkChildren(element, Set.of("welcome-file"));
    for (XmlElement each : element.all("welcome-file")) {
      String file = each.text();
      if (file.isEmpty() || file.startsWith("/") || file.endsWith("/") || file.contains("..")) {
        throw each.refused(
            "<welcome-file> is %s; it has to be a name or a path without a / at its ends and without"
                    .formatted(each.quoted())
                + " ..");
      }
      draft.welcomeFiles.add(file);
    }
  }

  private void errorPage(XmlElement element) throws RefusedWebAppException {
    checkChildren(element, Set.of("error-code", "exception-type", "location"));
    String location = element.required("location");
    if (!location.startsWith("/")) {
      throw element.refused(
          "<location> is %s; it has to begin with a /".formatted(Quoted.of(location)));
    }
    List<String> errors = new ArrayList<>();
    Optional<XmlElement> code = element.optional("error-code");
    if (code.isPresent()) {
      if (!STATUS.matcher(code.get().text()).matches()) {
        throw code.get()
            .refused(
                "<error-code> is %s; it has to be a status such as 404"
                    .formatted(code.get().quoted()));
      }
      errors.add(code.get().text());
    }
    Optional<XmlElement> exception = element.optional("exception-type");
    if (exception.isPresent()) {
      errors.add(element.required("exception-type"));
    }
    if (errors.isEmpty()) {
      errors.addAll(List.of("4xx", "5xx"));
    }
    draft.errorPages.add(new ErrorPage(location, errors));
  }

  private void mediaType(XmlElement element) throws RefusedWebAppException {
    checkChildren(element, Set.of("extension", "mime-type"));
    draft.mediaTypes.put(
        element.required("extension").toLowerCase(Locale.ROOT), element.required("mime-type"));
  }

  private void session(XmlElement element) throws RefusedWebAppException {
    checkChildren(element, Set.of("session-timeout"));
    Optional<XmlElement> minutes = element.optional("session-timeout");
    if (minutes.isPresent()) {
      int value = minutes.get().number();
      if (value > Integer.MAX_VALUE / 60) {
        throw minutes.get().refused("<session-timeout> is more minutes than can be counted");
      }
      draft.sessionMinutes = value;
    }
  }

  /**
   * Refuses children that the element does not have or the runner does not carry.
   *
   * @param carried names of those that are read
   */
  static void checkChildren(XmlElement element, Set<String> carried) throws RefusedWebAppException {
    for (XmlElement each : element.children()) {
      if (!each.namespace().equals(element.namespace())) {
        throw unknown(each);
      }
      if (!carried.contains(each.name())) {
        checkOther(each);
      }
    }
  }
}
