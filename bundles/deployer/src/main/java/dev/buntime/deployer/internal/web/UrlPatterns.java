package dev.buntime.deployer.internal.web;

import dev.buntime.deployer.internal.archives.Quoted;

/** The patterns of paths that a servlet or filter can have (Jakarta Servlet 6.1, section 12.2). */
final class UrlPatterns {
  private UrlPatterns() {}

  /**
   * Checks a pattern.
   *
   * @param origin where it stands
   * @return the pattern
   * @throws RefusedWebAppException if it is none, or one that the HTTP whiteboard does not take
   */
  static String check(String pattern, String origin) throws RefusedWebAppException {
    if (!isValid(pattern)) {
      throw new RefusedWebAppException(
          ("%s: url-pattern %s is none that can be carried. Write / for all that no other pattern"
                  + " has, an exact path such as /a/b, a path with all below it such as /a/*, an"
                  + " extension such as *.do, or nothing for the root")
              .formatted(origin, Quoted.of(pattern)));
    }
    return pattern;
  }

  private static boolean isValid(String pattern) {
    if (pattern.isEmpty() || pattern.equals("/")) {
      return true;
    }
    if (pattern.indexOf('?') >= 0 || pattern.chars().anyMatch(Character::isISOControl)) {
      return false;
    }
    int star = pattern.indexOf('*');
    if (pattern.startsWith("*.")) {
      return pattern.length() > 2 && pattern.indexOf('/') < 0 && pattern.lastIndexOf('*') == 0;
    }
    return pattern.startsWith("/")
        && !pattern.endsWith("/")
        && (star < 0 || (star == pattern.length() - 1 && pattern.charAt(star - 1) == '/'));
  }
}
