package dev.buntime.catalog;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a web application has and how it is put together: its deployment descriptor (Jakarta Servlet
 * 6.1, chapter 14), checked. All collections are immutable.
 *
 * @param contextParams init parameters of the servlet context
 * @param listeners in the order in which they are told
 * @param filters in the order in which they begin; each has at least one mapping
 * @param filterMappings in the order in which they stand in a chain
 * @param servlets in the order in which they begin
 * @param filePatterns patterns of paths that files of the app answer; perhaps empty
 * @param welcomeFiles what answers for a folder, in this order; without a leading slash
 * @param errorPages what answers instead of an error
 * @param mediaTypes media types by the extension of a file, without a dot, in lower case
 * @param sessionMinutes minutes without a request after which a session ends, 0 or less for never;
 *     null if the descriptor does not say
 */
public record WebDescriptor(
    Map<String, String> contextParams,
    List<Listener> listeners,
    List<Filter> filters,
    List<FilterMapping> filterMappings,
    List<Servlet> servlets,
    List<String> filePatterns,
    List<String> welcomeFiles,
    List<ErrorPage> errorPages,
    Map<String, String> mediaTypes,
    @Nullable Integer sessionMinutes) {

  /** Copies the collections. */
  public WebDescriptor {
    contextParams = Map.copyOf(contextParams);
    listeners = List.copyOf(listeners);
    filters = List.copyOf(filters);
    filterMappings = List.copyOf(filterMappings);
    servlets = List.copyOf(servlets);
    filePatterns = List.copyOf(filePatterns);
    welcomeFiles = List.copyOf(welcomeFiles);
    errorPages = List.copyOf(errorPages);
    mediaTypes = Map.copyOf(mediaTypes);
  }

  /**
   * A listener of the servlet API, of any kinds.
   *
   * @param className its class
   * @param origin where it is declared, for messages
   */
  public record Listener(String className, String origin) {}

  /**
   * A filter.
   *
   * @param name by which mappings refer to it
   * @param className its class
   * @param params its init parameters
   * @param async whether it supports asynchronous requests
   * @param origin where it is declared, for messages
   */
  public record Filter(
      String name, String className, Map<String, String> params, boolean async, String origin) {

    /** Copies the parameters. */
    public Filter {
      params = Map.copyOf(params);
    }
  }

  /**
   * Which requests a filter is asked about.
   *
   * @param filter name of the filter
   * @param patterns of paths; empty if it goes by servlets
   * @param servlets names of servlets; empty if it goes by paths
   * @param dispatchers names of {@code jakarta.servlet.DispatcherType}; never empty
   */
  public record FilterMapping(
      String filter, List<String> patterns, List<String> servlets, Set<String> dispatchers) {

    /** Copies the collections. */
    public FilterMapping {
      patterns = List.copyOf(patterns);
      servlets = List.copyOf(servlets);
      dispatchers = Set.copyOf(dispatchers);
    }
  }

  /**
   * A servlet.
   *
   * @param name by which mappings refer to it
   * @param className its class
   * @param patterns of paths; empty if it can be reached by its name only
   * @param params its init parameters
   * @param async whether it supports asynchronous requests
   * @param multipart how it takes {@code multipart/form-data}; null if it does not
   * @param origin where it is declared, for messages
   */
  public record Servlet(
      String name,
      String className,
      List<String> patterns,
      Map<String, String> params,
      boolean async,
      @Nullable Multipart multipart,
      String origin) {

    /** Copies the collections. */
    public Servlet {
      patterns = List.copyOf(patterns);
      params = Map.copyOf(params);
    }
  }

  /**
   * Limits for {@code multipart/form-data}.
   *
   * @param location folder for parts that are kept on disk; empty for that of the JVM
   * @param maxFileSize bytes of one part; -1 for no limit
   * @param maxRequestSize bytes of all parts; -1 for no limit
   * @param fileSizeThreshold bytes from which a part is kept on disk
   */
  public record Multipart(
      String location, long maxFileSize, long maxRequestSize, int fileSizeThreshold) {}

  /**
   * What answers instead of an error.
   *
   * @param location path inside the app, with a leading slash
   * @param errors status codes, {@code 4xx}, {@code 5xx} and names of exceptions
   */
  public record ErrorPage(String location, List<String> errors) {

    /** Copies the errors. */
    public ErrorPage {
      errors = List.copyOf(errors);
    }
  }
}
