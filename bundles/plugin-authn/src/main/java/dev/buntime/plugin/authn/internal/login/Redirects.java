package dev.buntime.plugin.authn.internal.login;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.PluginRequest;
import java.util.Optional;

/** Sends browsers elsewhere. */
final class Redirects {
  private Redirects() {}

  /** The answer that sends a browser to an address with {@code GET}; nobody keeps it. */
  static Decision.Answer to(String address) {
    return Decision.answer(303)
        .withHeader("Location", address)
        .withHeader("Cache-Control", "no-store")
        .withHeader("Referrer-Policy", "no-referrer");
  }

  /** The address of the login that comes back to this path. */
  static String loginFor(LocalPath target) {
    return LoginPages.LOGIN + "?redirect=" + Authorization.encoded(target.text());
  }

  /** Where the browser comes back to that has asked for this; without its query if that is long. */
  static LocalPath target(PluginRequest request) {
    Optional<String> query = request.query();
    return LocalPath.of(request.path() + query.map(each -> "?" + each).orElse(""))
        .or(() -> LocalPath.of(request.path()))
        .orElse(LocalPath.ROOT);
  }
}
