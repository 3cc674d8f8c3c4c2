package dev.buntime.plugin.authn.internal.login;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.plugin.PluginResponse;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

/**
 * Brings cookies from the moment when a request passes into its answer, and keeps apps away from
 * them: an app neither gets the cookies of the login nor can it set them. Thread-safe.
 */
final class AnswerCookies {
  /** Attribute of the request: a mark, which tells apps nothing. */
  private static final String MARK = "dev.buntime.plugin.authn.cookies";

  private final Map<Object, Visitor> pending = Collections.synchronizedMap(new WeakHashMap<>());
  private final KeptSessions kept;

  AnswerCookies(KeptSessions kept) {
    this.kept = kept;
  }

  /** The request goes on, without the cookies of the login. */
  Decision.Pass pass(Decision.Pass pass, PluginRequest request, Visitor visitor) {
    Decision.Pass next = pass;
    if (CookieJar.areIn(request)) {
      String others = CookieJar.withoutOwn(request);
      next = others.isEmpty() ? next.withoutHeader("Cookie") : next.withHeader("Cookie", others);
    }
    if (!visitor.cookies().isEmpty()) {
      Object mark = new Object();
      pending.put(mark, visitor);
      next = next.withAttribute(MARK, mark);
    }
    return next;
  }

  /** Sets what is to be set, unless somebody has logged out meanwhile. */
  void complete(PluginResponse response) {
    if (response.request().app().isPresent()) {
      takeOut(response);
    }
    Optional<Visitor> visitor =
        response
            .request()
            .attribute(MARK)
            .flatMap(mark -> Optional.ofNullable(pending.remove(mark)));
    visitor
        .filter(each -> !kept.isLoggedOut(each.session()))
        .ifPresent(each -> set(response, each.cookies()));
  }

  /** What an app sets under the names of the login could be somebody else's session. */
  private static void takeOut(PluginResponse response) {
    List<String> all = response.headers("Set-Cookie");
    List<String> others = all.stream().filter(field -> !isOwn(field)).toList();
    if (others.size() < all.size()) {
      response.setHeader("Set-Cookie", others.toArray(String[]::new));
    }
  }

  /** One without a name comes back as its value, which may look like a name and a value. */
  private static boolean isOwn(String field) {
    String name = field.split(";", 2)[0].split("=", 2)[0].strip();
    return name.isEmpty() || CookieJar.isOwn(name);
  }

  /** A cache that shares its answers would share the session as well. */
  private static void set(PluginResponse response, List<String> cookies) {
    cookies.forEach(field -> response.addHeader("Set-Cookie", field));
    response.setHeader("Cache-Control", "no-store");
  }
}
