package dev.buntime.catalog;

/** How an app version answers requests. */
public sealed interface EntryPoint {

  /** The HTTP whiteboard services that the bundle registers once it is started. */
  record Whiteboard() implements EntryPoint {}

  /**
   * A servlet of the bundle, made by its no-argument constructor.
   *
   * @param className name of a class that implements {@code jakarta.servlet.Servlet}
   */
  record ServletClass(String className) implements EntryPoint {}

  /**
   * Files of the bundle; what does not exist is answered with the page.
   *
   * @param page path of the page in the bundle without a leading slash, such as {@code
   *     public/index.html}; its folder is the root of what is served
   */
  record StaticPage(String page) implements EntryPoint {}

  /**
   * A web application: servlets, filters and listeners of the bundle by its deployment descriptor,
   * and files of the bundle for all other paths.
   *
   * @param descriptor what it has
   */
  record WebApp(WebDescriptor descriptor) implements EntryPoint {}
}
