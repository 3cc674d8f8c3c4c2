package dev.buntime.deployer.internal.web;

import dev.buntime.catalog.WebDescriptor.Listener;
import dev.buntime.catalog.WebDescriptor.Multipart;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Adds to a draft what annotations declare. What the descriptor says wins (section 8.2.3): the
 * patterns of a name that it maps, each parameter, and all else that it sets.
 */
final class AnnotationReader {
  private static final Set<String> OF_USERS = Set.of("ServletSecurity");

  private final WebDraft draft;
  private final Set<String> mappedServlets = new HashSet<>();
  private final Set<String> mappedFilters = new HashSet<>();

  AnnotationReader(WebDraft draft) {
    this.draft = draft;
    draft.servletMappings.forEach(each -> mappedServlets.add(each.servlet()));
    draft.filterMappings.forEach(each -> mappedFilters.add(each.filter()));
  }

  /**
   * Adds what classes declare.
   *
   * @param classes in the order in which they count
   * @throws RefusedWebAppException if an annotation is wrong or not carried
   */
  void read(List<Annotated> classes) throws RefusedWebAppException {
    for (Annotated each : classes) {
      if (OF_USERS.contains(each.annotation())) {
        throw refused(
            each,
            "is not carried: the runner knows no users of apps, so nothing would be protected."
                + " Protect it in a filter of the app or before the runner, then take the annotation"
                + " out");
      }
      switch (each.annotation()) {
        case "WebServlet" -> servlet(each);
        case "WebFilter" -> filter(each);
        case "WebListener" -> listener(each);
        default -> {} // says more about one of these, or is for a container's own use
      }
    }
    classes.stream()
        .filter(each -> each.annotation().equals("MultipartConfig"))
        .forEach(this::multipart);
  }

  private void servlet(Annotated type) throws RefusedWebAppException {
    String name = type.text("name").isEmpty() ? type.className() : type.text("name");
    ServletDraft servlet =
        draft.servlets.computeIfAbsent(
            name, absent -> new ServletDraft(absent, type.origin(), new Params()));
    if (servlet.className == null) {
      servlet.className = type.className();
    } else if (!servlet.className.equals(type.className())) {
      throw refused(
          type,
          "gives its servlet the name of the one of class %s; give it another name"
              .formatted(servlet.className));
    }
    if (servlet.loadOnStartup == null) {
      servlet.loadOnStartup = (int) type.number("loadOnStartup", -1);
    }
    if (servlet.async == null) {
      servlet.async = type.truth("asyncSupported");
    }
    addParams(type, servlet.params);
    if (!mappedServlets.contains(name)) {
      for (String pattern : patterns(type)) {
        draft.servletMappings.add(new WebDraft.PathMapping(name, pattern, type.origin()));
      }
    }
  }

  private void filter(Annotated type) throws RefusedWebAppException {
    String name = type.text("filterName").isEmpty() ? type.className() : type.text("filterName");
    FilterDraft filter =
        draft.filters.computeIfAbsent(
            name, absent -> new FilterDraft(absent, type.origin(), new Params()));
    if (filter.className == null) {
      filter.className = type.className();
    } else if (!filter.className.equals(type.className())) {
      throw refused(
          type,
          "gives its filter the name of the one of class %s; give it another name"
              .formatted(filter.className));
    }
    if (filter.async == null) {
      filter.async = type.truth("asyncSupported");
    }
    addParams(type, filter.params);
    List<String> patterns = patterns(type);
    List<String> servlets = type.texts("servletNames");
    if (!mappedFilters.contains(name) && !(patterns.isEmpty() && servlets.isEmpty())) {
      Set<String> dispatchers = new TreeSet<>(type.texts("dispatcherTypes"));
      draft.filterMappings.add(
          new WebDraft.ChainMapping(
              name,
              patterns,
              servlets,
              dispatchers.isEmpty() ? Set.of("REQUEST") : dispatchers,
              type.origin()));
    }
  }

  private void listener(Annotated type) {
    if (draft.listeners.stream().noneMatch(each -> each.className().equals(type.className()))) {
      draft.listeners.add(new Listener(type.className(), type.origin()));
    }
  }

  private void multipart(Annotated type) {
    for (ServletDraft servlet : draft.servlets.values()) {
      if (servlet.multipart == null && type.className().equals(servlet.className)) {
        servlet.multipart =
            new Multipart(
                type.text("location"),
                type.number("maxFileSize", -1),
                type.number("maxRequestSize", -1),
                (int) type.number("fileSizeThreshold", 0));
      }
    }
  }

  private static List<String> patterns(Annotated type) throws RefusedWebAppException {
    List<String> declared =
        type.list("urlPatterns").isEmpty() ? type.texts("value") : type.texts("urlPatterns");
    List<String> patterns = new ArrayList<>();
    for (String each : declared) {
      patterns.add(UrlPatterns.check(each, type.origin()));
    }
    return patterns;
  }

  private static void addParams(Annotated type, Params params) {
    for (Object each : type.list("initParams")) {
      if (each instanceof Map<?, ?> param) {
        params.addIfAbsent(String.valueOf(param.get("name")), String.valueOf(param.get("value")));
      }
    }
  }

  private static RefusedWebAppException refused(Annotated type, String what) {
    return new RefusedWebAppException(
        "%s: annotation @%s %s".formatted(type.origin(), type.annotation(), what));
  }
}
