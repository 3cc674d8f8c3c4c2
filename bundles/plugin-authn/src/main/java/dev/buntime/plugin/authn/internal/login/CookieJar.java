package dev.buntime.plugin.authn.internal.login;

import dev.buntime.plugin.PluginRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The cookies of the browser login as a request has them, and the fields that set them.
 *
 * <p>Over TLS their names begin with {@code __Host-}: browsers take such a cookie only from this
 * very host, over TLS and for all paths, so that no neighbour under the same domain can put one
 * there. Only the names of the origin that the browser uses count. No app gets to see any of them.
 *
 * @param secure whether the browser uses TLS
 * @param all name and value of each cookie that was sent, in their order
 */
record CookieJar(boolean secure, List<Pair> all) {
  private static final String HOST = "__Host-";
  private static final String PLAIN = "buntime-";

  /** The cookie of the session. */
  private static final String SESSION = PLAIN + "session";

  /** With the beginning of the state: the cookie of one login that is under way. */
  private static final String LOGIN = PLAIN + "login-";

  /** A cookie as it was sent. */
  record Pair(String name, String value) {}

  /** Copies the list. */
  CookieJar {
    all = List.copyOf(all);
  }

  /** The cookies of a request. */
  static CookieJar of(PluginRequest request, PublicOrigin origin) {
    return new CookieJar(origin.isSecure(), pairs(request));
  }

  private static List<Pair> pairs(PluginRequest request) {
    List<Pair> pairs = new ArrayList<>();
    for (String line : request.headers("Cookie")) {
      for (String field : line.split(";")) {
        int equals = field.indexOf('=');
        if (equals > 0) {
          pairs.add(
              new Pair(field.substring(0, equals).strip(), field.substring(equals + 1).strip()));
        }
      }
    }
    return pairs;
  }

  /** Whether a request has any of the login's cookies. */
  static boolean areIn(PluginRequest request) {
    return request.headers("Cookie").stream().anyMatch(line -> line.contains(PLAIN))
        && pairs(request).stream().anyMatch(pair -> isOwn(pair.name()));
  }

  /** What is left for apps; empty if nothing is. */
  static String withoutOwn(PluginRequest request) {
    return request.headers("Cookie").stream()
        .flatMap(line -> Stream.of(line.split(";")))
        .map(String::strip)
        .filter(field -> !field.isEmpty() && !isOwn(field.split("=", 2)[0].strip()))
        .collect(Collectors.joining("; "));
  }

  /** Whether it is the login's name for a cookie, with TLS or without. */
  static boolean isOwn(String name) {
    String plain = name.startsWith(HOST) ? name.substring(HOST.length()) : name;
    return plain.equals(SESSION) || plain.startsWith(LOGIN);
  }

  /** Name of the cookie of the session. */
  String session() {
    return prefix() + SESSION;
  }

  /** Name of the cookie of the login that has this state. */
  String login(String state) {
    return prefix() + LOGIN + state.substring(0, Math.min(16, state.length()));
  }

  private String prefix() {
    return secure ? HOST : "";
  }

  /** Names of the cookies of all logins that are under way. */
  Set<String> logins() {
    return all.stream()
        .map(Pair::name)
        .filter(name -> name.startsWith(prefix() + LOGIN))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Values of all cookies of this name. */
  List<String> values(String name) {
    return all.stream().filter(pair -> pair.name().equals(name)).map(Pair::value).toList();
  }

  /**
   * The field that sets a cookie.
   *
   * @param maxAge in seconds; negative if it ends with the browser
   */
  String set(String name, String value, long maxAge) {
    return name
        + "="
        + value
        + "; Path=/"
        + (maxAge < 0 ? "" : "; Max-Age=" + maxAge)
        + "; HttpOnly; SameSite=Lax"
        + (secure ? "; Secure" : "");
  }

  /** The field that takes a cookie away. */
  String clear(String name) {
    return set(name, "", 0);
  }

  /** Tells no value. */
  @Override
  public String toString() {
    return all.size() + " cookies";
  }
}
