package dev.buntime.deployer.internal.web;

import dev.buntime.catalog.WebDescriptor.Multipart;
import dev.buntime.deployer.internal.archives.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the elements that declare servlets and filters and map them to requests. */
final class Declarations {
  private static final Set<String> DISPATCHERS =
      Set.of("REQUEST", "FORWARD", "INCLUDE", "ERROR", "ASYNC");

  private final WebDraft draft;

  Declarations(WebDraft draft) {
    this.draft = draft;
  }

  void servlet(XmlElement element) throws RefusedWebAppException {
    WebXml.checkChildren(
        element,
        Set.of(
            "servlet-name",
            "servlet-class",
            "init-param",
            "load-on-startup",
            "enabled",
            "async-supported",
            "multipart-config"));
    String name = element.required("servlet-name");
    var servlet = new ServletDraft(name, element.origin(), Params.of(element, "init-param"));
    servlet.className = text(element, "servlet-class");
    servlet.async = truth(element, "async-supported");
    servlet.enabled = !Boolean.FALSE.equals(truth(element, "enabled"));
    Optional<XmlElement> load = element.optional("load-on-startup");
    if (load.isPresent()) {
      servlet.loadOnStartup = load.get().text().isEmpty() ? 0 : load.get().number();
    }
    Optional<XmlElement> multipart = element.optional("multipart-config");
    if (multipart.isPresent()) {
      servlet.multipart = multipart(multipart.get());
    }
    if (draft.servlets.putIfAbsent(name, servlet) != null) {
      throw isTwice(element, "servlet", name);
    }
  }

  private static Multipart multipart(XmlElement element) throws RefusedWebAppException {
    WebXml.checkChildren(
        element, Set.of("location", "max-file-size", "max-request-size", "file-size-threshold"));
    Optional<XmlElement> threshold = element.optional("file-size-threshold");
    return new Multipart(
        element.optional("location").map(XmlElement::text).orElse(""),
        size(element, "max-file-size"),
        size(element, "max-request-size"),
        threshold.isPresent() ? threshold.get().number() : 0);
  }

  private static long size(XmlElement parent, String name) throws RefusedWebAppException {
    Optional<XmlElement> element = parent.optional(name);
    if (element.isEmpty()) {
      return -1;
    }
    try {
      return Long.parseLong(element.get().text());
    } catch (NumberFormatException _) {
      throw element
          .get()
          .refused(
              "<%s> is %s, which is not a number of bytes".formatted(name, element.get().quoted()));
    }
  }

  void servletMapping(XmlElement element) throws RefusedWebAppException {
    WebXml.checkChildren(element, Set.of("servlet-name", "url-pattern"));
    String servlet = element.required("servlet-name");
    for (String pattern : patterns(element)) {
      draft.servletMappings.add(new WebDraft.PathMapping(servlet, pattern, element.origin()));
    }
  }

  void filter(XmlElement element) throws RefusedWebAppException {
    WebXml.checkChildren(
        element, Set.of("filter-name", "filter-class", "init-param", "async-supported"));
    String name = element.required("filter-name");
    var filter = new FilterDraft(name, element.origin(), Params.of(element, "init-param"));
    filter.className = text(element, "filter-class");
    filter.async = truth(element, "async-supported");
    if (draft.filters.putIfAbsent(name, filter) != null) {
      throw isTwice(element, "filter", name);
    }
  }

  void filterMapping(XmlElement element) throws RefusedWebAppException {
    WebXml.checkChildren(
        element, Set.of("filter-name", "url-pattern", "servlet-name", "dispatcher"));
    List<String> patterns = patterns(element);
    List<String> servlets = element.all("servlet-name").stream().map(XmlElement::text).toList();
    if (patterns.isEmpty() && servlets.isEmpty()) {
      throw element.refused("<filter-mapping> needs a <url-pattern> or a <servlet-name>");
    }
    draft.filterMappings.add(
        new WebDraft.ChainMapping(
            element.required("filter-name"),
            patterns,
            servlets,
            dispatchers(element),
            element.origin()));
  }

  private static Set<String> dispatchers(XmlElement element) throws RefusedWebAppException {
    Set<String> dispatchers = new TreeSet<>();
    for (XmlElement each : element.all("dispatcher")) {
      if (!DISPATCHERS.contains(each.text())) {
        throw each.refused(
            "<dispatcher> is %s; allowed are %s"
                .formatted(each.quoted(), String.join(", ", new TreeSet<>(DISPATCHERS))));
      }
      dispatchers.add(each.text());
    }
    return dispatchers.isEmpty() ? Set.of("REQUEST") : dispatchers;
  }

  private static List<String> patterns(XmlElement element) throws RefusedWebAppException {
    List<String> patterns = new ArrayList<>();
    for (XmlElement each : element.all("url-pattern")) {
      patterns.add(UrlPatterns.check(each.text(), each.origin()));
    }
    return patterns;
  }

  private static @Nullable String text(XmlElement parent, String child)
      throws RefusedWebAppException {
    return parent.optional(child).isEmpty() ? null : parent.required(child);
  }

  private static @Nullable Boolean truth(XmlElement parent, String child)
      throws RefusedWebAppException {
    Optional<XmlElement> element = parent.optional(child);
    return element.isEmpty() ? null : element.get().truth();
  }

  private static RefusedWebAppException isTwice(XmlElement element, String kind, String name) {
    return element.refused(
        "%s %s is declared twice; rename or remove one".formatted(kind, Quoted.of(name)));
  }
}
