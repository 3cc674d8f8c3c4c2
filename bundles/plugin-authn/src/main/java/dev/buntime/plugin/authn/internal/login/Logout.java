package dev.buntime.plugin.authn.internal.login;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.plugin.authn.internal.token.Failures;
import dev.buntime.plugin.authn.internal.token.ProviderUnavailableException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a session here, and sends the browser to the provider to end it there, too (OpenID Connect
 * RP-Initiated Logout 1.0). Without the provider it ends here all the same. Thread-safe.
 */
final class Logout {
  private static final Logger log = LoggerFactory.getLogger(Logout.class);

  private final LoginProvider provider;
  private final SessionCookies sessions;
  private final KeptSessions kept;
  private final LocalPath afterwards;

  Logout(LoginProvider provider, SessionCookies sessions, KeptSessions kept, LocalPath afterwards) {
    this.provider = provider;
    this.sessions = sessions;
    this.kept = kept;
    this.afterwards = afterwards;
  }

  /**
   * Ends the session of a request, if it has one.
   *
   * @return where the browser has to go; a script is told the address, since it cannot follow
   */
  CompletionStage<Decision.Answer> answer(
      PluginRequest request, CookieJar cookies, PublicOrigin origin) {
    Optional<Session> session = sessions.read(cookies).map(SessionCookies.Found::session);
    session.ifPresent(kept::end);
    CompletionStage<String> address =
        session.isEmpty()
            ? CompletableFuture.completedFuture(afterwards.text())
            : atProvider(session.get(), origin);
    return address.thenApply(
        each -> answer(request, each).withHeader("Set-Cookie", cookies.clear(cookies.session())));
  }

  private CompletionStage<String> atProvider(Session session, PublicOrigin origin) {
    return provider
        .openId()
        .metadata()
        .thenApply(metadata ->
            metadata
                .endSessionEndpoint()
                .map(endpoint ->
                    Authorization.logout(
                        endpoint,
                        provider.openId().clientId(),
                        origin.at(afterwards.text()),
                        session.idToken()))
                .orElse(afterwards.text()))
        .exceptionally(this::here);
  }

  private String here(Throwable failure) {
    if (Failures.cause(failure) instanceof ProviderUnavailableException unavailable) {
      log.warn("a logout is not told to the provider: {}", unavailable.getMessage());
      return afterwards.text();
    }
    throw new CompletionException(Failures.cause(failure));
  }

  private static Decision.Answer answer(PluginRequest request, String address) {
    return Browsers.navigates(request)
        ? Redirects.to(address)
        : Decision.answer(200)
            .withBody("application/json", SessionText.json(Map.of("location", address)))
            .withHeader("Cache-Control", "no-store");
  }
}
