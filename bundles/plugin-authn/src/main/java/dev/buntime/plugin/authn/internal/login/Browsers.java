package dev.buntime.plugin.authn.internal.login;

import dev.buntime.plugin.PluginRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What browsers tell of themselves (W3C Fetch Metadata; RFC 6454, section 7). */
final class Browsers {
  private static final Set<String> OWN = Set.of("same-origin", "none");

  private Browsers() {}

  /**
   * Whether a person has gone to this address and waits for a page: neither a script, which could
   * do nothing with a login page, nor a picture, nor a socket, nor a guess of the browser.
   */
  static boolean navigates(PluginRequest request) {
    boolean isScript =
        request.header("X-Requested-With").isPresent()
            || request
                .header("Sec-Fetch-Mode")
                .filter(mode -> !mode.equals("navigate"))
                .isPresent();
    boolean isGuess = request.header("Sec-Purpose").or(() -> request.header("Purpose")).isPresent();
    return !request.isUpgrade() && !isScript && !isGuess && wantsPage(request);
  }

  /** They name HTML, and JSON not before it. */
  private static boolean wantsPage(PluginRequest request) {
    List<String> types = new ArrayList<>();
    for (String line : request.headers("Accept")) {
      for (String type : line.toLowerCase(Locale.ROOT).split(",")) {
        types.add(type.split(";", 2)[0].strip());
      }
    }
    int html = types.indexOf("text/html");
    return html >= 0 && types.subList(0, html).stream().noneMatch(type -> type.contains("json"));
  }

  /**
   * Whether a page of another site has the browser send this (cross-site request forgery). The
   * browser says where it comes from, which the page cannot forge; other clients say nothing.
   */
  static boolean isForged(PluginRequest request, PublicOrigin own) {
    Optional<String> site = request.header("Sec-Fetch-Site");
    if (site.isPresent()) {
      return !OWN.contains(site.get());
    }
    return request.header("Origin").filter(origin -> !origin.equals(own.toString())).isPresent();
  }
}
