package dev.buntime.deployer.internal;

import dev.buntime.catalog.EntryPoint;
import dev.buntime.deployer.internal.forms.Forms;
import dev.buntime.deployer.internal.web.RefusedWebAppException;
import dev.buntime.deployer.internal.web.WebApps;
import dev.buntime.deployer.internal.web.WebContent;
import dev.buntime.jsonc.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.osgi.framework.Constants;

/** Finds out how an app answers requests. */
final class EntryPoints {
  private static final String HTML = ".html";
  private static final List<String> PAGES = List.of("public/index.html", "index.html");
  private static final Pattern CLASS_NAME =
      Pattern.compile(
          "\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*"
              + "(\\.\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*)*");

  private EntryPoints() {}

  /**
   * An entry point and what is odd about the file that names it.
   *
   * @param entryPoint how the app answers
   * @param warnings in words, empty if nothing
   */
  record Choice(EntryPoint entryPoint, List<String> warnings) {}

  /**
   * Decides.
   *
   * @throws RefusedException if the settings name what is not there
   */
  static Choice choose(WorkerFile settings, JarContent jar) throws RefusedException {
    String entrypoint = settings.entrypoint();
    if (entrypoint.equals(WorkerFile.AUTO)) {
      return automatic(settings, jar);
    }
    if (entrypoint.endsWith(HTML)) {
      return new Choice(page(settings, jar), settings.warnings());
    }
    return servlet(settings, jar);
  }

  private static Choice automatic(WorkerFile settings, JarContent jar) throws RefusedException {
    WebContent web = jar.web();
    if (web != null && (web.hasDescriptor() || !hasCode(jar))) {
      return webApp(settings, web);
    }
    return new Choice(pageOrWhiteboard(jar), settings.warnings());
  }

  /** A page is served only by a bundle that has nothing to register services with. */
  private static EntryPoint pageOrWhiteboard(JarContent jar) throws RefusedException {
    Optional<String> page = PAGES.stream().filter(jar.entries()::contains).findFirst();
    boolean made = jar.headers().getValue(Forms.HEADER) != null;
    if (made && !hasCode(jar) && page.isEmpty()) {
      throw new RefusedException(
          "nothing in it answers requests: it has %d classes, but neither index.html nor"
                  .formatted(classes(jar).size())
              + " public/index.html. Name a servlet class or a page as entrypoint in worker.jsonc,"
              + " or build an OSGi bundle with components");
    }
    return hasCode(jar) || page.isEmpty()
        ? new EntryPoint.Whiteboard()
        : new EntryPoint.StaticPage(page.get());
  }

  private static Choice webApp(WorkerFile settings, WebContent web) throws RefusedException {
    try {
      WebApps.Reading reading = WebApps.read(web);
      List<String> warnings = new ArrayList<>(settings.warnings());
      warnings.addAll(reading.warnings());
      return new Choice(new EntryPoint.WebApp(reading.descriptor()), warnings);
    } catch (RefusedWebAppException e) {
      throw new RefusedException(e.reason());
    }
  }

  /** Whether the bundle has something to register services with. */
  private static boolean hasCode(JarContent jar) {
    return Stream.of("Service-Component", Constants.BUNDLE_ACTIVATOR)
        .anyMatch(header -> jar.headers().getValue(header) != null);
  }

  private static EntryPoint page(WorkerFile settings, JarContent jar) throws RefusedException {
    String page = settings.entrypoint();
    if (page.startsWith("/") || page.contains("\\") || hasDots(page)) {
      throw new RefusedException(
          "%s: entrypoint '%s' has to be a path inside the jar without a leading /, \\ or .."
              .formatted(settings.name(), page));
    }
    if (!jar.entries().contains(page)) {
      List<String> pages = jar.entries().stream().filter(each -> each.endsWith(HTML)).toList();
      throw new RefusedException(
          "%s: entrypoint '%s' is not in the jar%s. Add the file or correct the entry point"
              .formatted(settings.name(), page, nearest(page, pages)));
    }
    return new EntryPoint.StaticPage(page);
  }

  private static boolean hasDots(String path) {
    return Arrays.stream(path.split("/", -1))
        .anyMatch(part -> part.equals("..") || part.equals("."));
  }

  private static Choice servlet(WorkerFile settings, JarContent jar) throws RefusedException {
    String name = settings.entrypoint();
    if (!CLASS_NAME.matcher(name).matches()) {
      throw new RefusedException(
          ("%s: entrypoint '%s' is neither a path that ends with .html nor the name of a class"
                  + " nor auto")
              .formatted(settings.name(), name));
    }
    List<String> warnings = new ArrayList<>(settings.warnings());
    boolean inside = jar.entries().contains(name.replace('.', '/') + ".class");
    if (!inside && !mayBeElsewhere(name, jar.headers())) {
      warnings.add(
          "%s: entrypoint %s is not in the jar%s"
              .formatted(settings.name(), name, nearest(name, classes(jar))));
    }
    return new Choice(new EntryPoint.ServletClass(name), warnings);
  }

  /** Whether the headers leave it open that a class comes from somewhere else than the root. */
  private static boolean mayBeElsewhere(String className, Attributes headers) {
    String inPackage = className.substring(0, Math.max(0, className.lastIndexOf('.')));
    String imports = headers.getValue(Constants.IMPORT_PACKAGE);
    return (imports != null && imports.contains(inPackage))
        || Stream.of(
                Constants.BUNDLE_CLASSPATH,
                Constants.REQUIRE_BUNDLE,
                Constants.DYNAMICIMPORT_PACKAGE)
            .anyMatch(header -> headers.getValue(header) != null);
  }

  private static List<String> classes(JarContent jar) {
    return jar.entries().stream()
        .filter(each -> each.endsWith(".class"))
        .map(each -> each.substring(0, each.length() - ".class".length()).replace('/', '.'))
        .toList();
  }

  private static String nearest(String name, List<String> candidates) {
    return Nearest.to(name, candidates).map(each -> " (the nearest is " + each + ")").orElse("");
  }
}
