package dev.buntime.deployer.internal.web;

import dev.buntime.catalog.WebDescriptor;
import dev.buntime.deployer.internal.archives.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes out how the parts of a web application belong together. */
public final class WebApps {
  private WebApps() {}

  /**
   * A web application and what has no effect in it.
   *
   * @param descriptor what it has
   * @param warnings in words, empty if nothing
   */
  public record Reading(WebDescriptor descriptor, List<String> warnings) {
    /** Copies the warnings. */
    public Reading {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Reads the descriptor and, unless it says that it is complete, the annotations.
   *
   * @throws RefusedWebAppException if they are wrong, or want what the runner does not carry
   */
  public static Reading read(WebContent content) throws RefusedWebAppException {
    refuseOldApi(content);
    WebDraft draft = new WebDraft();
    byte @Nullable [] descriptor = content.descriptor();
    boolean complete = false;
    if (descriptor != null) {
      XmlElement root = XmlTree.parse(descriptor);
      complete = WebXml.isComplete(root);
      new WebXml(draft).read(root);
    }
    if (!complete) {
      new AnnotationReader(draft).read(content.annotations());
    }
    if (draft.welcomeFiles.isEmpty()) {
      draft.welcomeFiles.addAll(List.of("index.html", "index.htm"));
    }
    WebDescriptor finished = draft.finish();
    refusePages(content, finished);
    List<String> warnings = new ArrayList<>(draft.warnings);
    warnings.addAll(content.hints());
    warnings.addAll(errorPagesOfNobody(content, finished));
    return new Reading(finished, warnings);
  }

  private static void refuseOldApi(WebContent content) throws RefusedWebAppException {
    if (!content.oldClasses().isEmpty()) {
      throw new RefusedWebAppException(
          ("%s uses javax.servlet, which the runner does not have: it has jakarta.servlet 6.1."
                  + " Change the packages in its sources, or convert the archive with the Apache Tomcat"
                  + " migration tool for Jakarta EE")
              .formatted(Quoted.of(content.oldClasses().getFirst())));
    }
  }

  /** Nobody compiles pages; and their source is nobody's business. */
  private static void refusePages(WebContent content, WebDescriptor descriptor)
      throws RefusedWebAppException {
    Optional<String> page =
        content.files().stream()
            .filter(each -> isPage(each) && !isServed("/" + each, descriptor))
            .findFirst();
    if (page.isPresent()) {
      throw new RefusedWebAppException(
          ("%s is a JSP page, and there is no compiler for JSP. Compile the pages when the app is"
                  + " built and map their servlets, or take them out")
              .formatted(Quoted.of(page.get())));
    }
  }

  /** An app whose own servlet has all other paths decides for itself. */
  private static List<String> errorPagesOfNobody(WebContent content, WebDescriptor descriptor) {
    return descriptor.errorPages().stream()
        .map(each -> each.location().split("[?]", 2)[0])
        .filter(each -> descriptor.filePatterns().contains("/"))
        .filter(each -> !isServed(each, descriptor))
        .filter(each -> !content.files().contains(each.substring(1)))
        .map(each ->
            "error page %s is neither a file nor the path of a servlet; such errors are answered by the"
                    .formatted(Quoted.of(each))
                + " runner unless a library has the file")
        .distinct()
        .toList();
  }

  private static boolean isPage(String file) {
    String name = file.toLowerCase(Locale.ROOT);
    return name.endsWith(".jsp") || name.endsWith(".jspx");
  }

  private static boolean isServed(String path, WebDescriptor descriptor) {
    return descriptor.servlets().stream()
        .flatMap(each -> each.patterns().stream())
        .anyMatch(pattern -> matches(pattern, path));
  }

  private static boolean matches(String pattern, String path) {
    if (pattern.startsWith("*.")) {
      return path.endsWith(pattern.substring(1));
    }
    return pattern.endsWith("/*")
        ? path.startsWith(pattern.substring(0, pattern.length() - 1))
        : pattern.equals(path);
  }
}
