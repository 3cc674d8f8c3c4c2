package dev.buntime.plugin.authz.internal;

import dev.buntime.plugin.AppTarget;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.plugin.authz.internal.query.Resource;
import dev.buntime.plugin.authz.internal.query.Situation;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells of requests what policies may look at. The address is that of the client as the runner
 * knows it, behind proxies that it trusts and no others; what a client says of itself counts for
 * nothing but the user agent. Thread-safe.
 *
 * @param owners whose resources are
 * @param clock for the time
 */
record Requests(Owners owners, InstantSource clock) {

  /**
   * One that an app answers, or nobody.
   *
   * @param path of it, decoded
   */
  Situation toApp(PluginRequest request, String path) {
    return situation(
        request, request.app().map(this::resource).orElseGet(() -> Resource.ofRunner(path)));
  }

  /**
   * One that the runner answers.
   *
   * @param path of it, decoded
   */
  Situation toRunner(PluginRequest request, String path) {
    return situation(request, Resource.ofRunner(path));
  }

  private Resource resource(AppTarget app) {
    String path = app.path().isEmpty() ? "/" : app.path();
    return Resource.ofApp(app.app(), app.version(), path, owners.of(app.app(), path));
  }

  private Situation situation(PluginRequest request, Resource resource) {
    String method = request.method().toUpperCase(Locale.ROOT);
    return new Situation(
        request.identity(),
        resource,
        method,
        Situation.operationOf(method),
        request
            .remoteAddress()
            .map(address -> Optional.ofNullable(address.getAddress()))
            .flatMap(address -> address.map(each -> each.getHostAddress()))
            .orElse(""),
        request.header("User-Agent").orElse(""),
        clock.instant());
  }
}
