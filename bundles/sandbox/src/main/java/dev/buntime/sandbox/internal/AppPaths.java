package dev.buntime.sandbox.internal;

/**
 * Where an app is, inside Felix HTTP and outside. Below both paths lies the same: an app with a
 * servlet context of its own finds it below its path, too.
 *
 * @param inner context path of the app's default servlet context in Felix HTTP
 * @param outer what the app is told instead
 */
record AppPaths(String inner, String outer) {

  /** The outer form of the context path of any of the app's servlet contexts. */
  String outerOf(String contextPath) {
    return below(outer, contextPath);
  }

  /** What the app is told if the client typed another path for it. */
  String below(String base, String contextPath) {
    return contextPath.startsWith(inner) ? base + contextPath.substring(inner.length()) : base;
  }
}
