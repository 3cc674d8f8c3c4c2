package dev.buntime.deployer.internal.web;

import dev.buntime.catalog.WebDescriptor;
import dev.buntime.catalog.WebDescriptor.ErrorPage;
import dev.buntime.catalog.WebDescriptor.Filter;
import dev.buntime.catalog.WebDescriptor.FilterMapping;
import dev.buntime.catalog.WebDescriptor.Listener;
import dev.buntime.catalog.WebDescriptor.Servlet;
import dev.buntime.deployer.internal.archives.Quoted;
import dev.buntime.jsonc.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A web application while its descriptor is put together. For one thread. */
final class WebDraft {
  /** The name by which descriptors for usual containers refer to the servlet that serves files. */
  private static final String FILES = "default";

  private static final String ALL_SERVLETS = "*";

  final Map<String, String> contextParams = new TreeMap<>();
  final List<Listener> listeners = new ArrayList<>();
  final Map<String, FilterDraft> filters = new LinkedHashMap<>();
  final Map<String, ServletDraft> servlets = new LinkedHashMap<>();
  final List<PathMapping> servletMappings = new ArrayList<>();
  final List<ChainMapping> filterMappings = new ArrayList<>();
  final List<String> welcomeFiles = new ArrayList<>();
  final List<ErrorPage> errorPages = new ArrayList<>();
  final Map<String, String> mediaTypes = new TreeMap<>();
  final List<String> warnings = new ArrayList<>();
  @Nullable Integer sessionMinutes;

  /**
   * A pattern of a servlet.
   *
   * @param servlet its name
   * @param origin where it stands
   */
  record PathMapping(String servlet, String pattern, String origin) {}

  /**
   * A mapping of a filter.
   *
   * @param filter its name
   * @param origin where it stands
   */
  record ChainMapping(
      String filter,
      List<String> patterns,
      List<String> servlets,
      Set<String> dispatchers,
      String origin) {}

  /**
   * Puts it together.
   *
   * @throws RefusedWebAppException if a name is nowhere declared, a class is missing, or two
   *     servlets have one pattern
   */
  WebDescriptor finish() throws RefusedWebAppException {
    List<String> filePatterns = mapServlets();
    List<FilterMapping> chain = chain();
    return new WebDescriptor(
        contextParams,
        listeners,
        filters(chain),
        chain,
        finishedServlets(),
        filePatterns,
        welcomeFiles,
        errorPages,
        mediaTypes,
        sessionMinutes);
  }

  /** Gives servlets their patterns, and returns those that files have. */
  private List<String> mapServlets() throws RefusedWebAppException {
    Map<String, String> owners = new HashMap<>();
    List<String> files = new ArrayList<>();
    for (PathMapping each : servletMappings) {
      ServletDraft servlet = servlets.get(each.servlet());
      if (servlet == null && !each.servlet().equals(FILES)) {
        throw unknown("servlet", each.servlet(), servlets.keySet(), each.origin());
      }
      if (servlet != null && !servlet.enabled) {
        continue;
      }
      String owner = owners.putIfAbsent(each.pattern(), each.servlet());
      if (owner == null) {
        (servlet == null ? files : servlet.patterns).add(each.pattern());
      } else if (!owner.equals(each.servlet())) {
        throw new RefusedWebAppException(
            "%s: servlets %s and %s both have the url-pattern %s; leave it to one"
                .formatted(
                    each.origin(),
                    Quoted.of(owner),
                    Quoted.of(each.servlet()),
                    Quoted.of(each.pattern())));
      }
    }
    if (!owners.containsKey("/")) {
      files.add("/");
    }
    return files;
  }

  private List<Servlet> finishedServlets() throws RefusedWebAppException {
    List<Servlet> finished = new ArrayList<>();
    for (ServletDraft each :
        servlets.values().stream()
            .filter(servlet -> servlet.enabled)
            .sorted(Comparator.comparingInt(ServletDraft::order))
            .toList()) {
      finished.add(each.finish(type("servlet", each.name, each.className, each.origin)));
    }
    return finished;
  }

  /** Mappings by paths come before those by servlets (section 6.2.4). */
  private List<FilterMapping> chain() throws RefusedWebAppException {
    List<FilterMapping> byPath = new ArrayList<>();
    List<FilterMapping> byServlet = new ArrayList<>();
    for (ChainMapping each : filterMappings) {
      if (!filters.containsKey(each.filter())) {
        throw unknown("filter", each.filter(), filters.keySet(), each.origin());
      }
      if (!each.patterns().isEmpty()) {
        byPath.add(
            new FilterMapping(each.filter(), each.patterns(), List.of(), each.dispatchers()));
      }
      if (each.servlets().contains(ALL_SERVLETS)) {
        byServlet.add(
            new FilterMapping(each.filter(), List.of("/*"), List.of(), each.dispatchers()));
      } else if (!each.servlets().isEmpty()) {
        for (String servlet : each.servlets()) {
          if (!servlets.containsKey(servlet) && !servlet.equals(FILES)) {
            throw unknown("servlet", servlet, servlets.keySet(), each.origin());
          }
        }
        byServlet.add(
            new FilterMapping(each.filter(), List.of(), each.servlets(), each.dispatchers()));
      }
    }
    return Stream.concat(byPath.stream(), byServlet.stream()).toList();
  }

  private List<Filter> filters(List<FilterMapping> chain) throws RefusedWebAppException {
    Set<String> mapped =
        chain.stream().map(FilterMapping::filter).collect(Collectors.toUnmodifiableSet());
    List<Filter> finished = new ArrayList<>();
    for (FilterDraft each : filters.values()) {
      if (mapped.contains(each.name)) {
        finished.add(each.finish(type("filter", each.name, each.className, each.origin)));
      } else {
        warnings.add(
            "%s: filter %s has no filter-mapping, so it is not made"
                .formatted(each.origin, Quoted.of(each.name)));
      }
    }
    return finished;
  }

  private static String type(String kind, String name, @Nullable String type, String origin)
      throws RefusedWebAppException {
    if (type == null) {
      throw new RefusedWebAppException(
          "%s: %s %s has no %s-class; name the class"
              .formatted(origin, kind, Quoted.of(name), kind));
    }
    return type;
  }

  private static RefusedWebAppException unknown(
      String kind, String name, Collection<String> known, String origin) {
    Function<String, String> hint = " (the nearest is %s)"::formatted;
    return new RefusedWebAppException(
        "%s: there is no %s %s%s; declare it or correct the name"
            .formatted(
                origin,
                kind,
                Quoted.of(name),
                Nearest.to(name, known).map(Quoted::of).map(hint).orElse("")));
  }
}
