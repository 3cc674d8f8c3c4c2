package dev.buntime.plugin.authn.internal.login;

import dev.buntime.plugin.PluginRequest;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds the session of a request, and has it renewed when it is time. Thread-safe. */
final class SessionCheck {
  private final PublicOrigins origins;
  private final SessionCookies sessions;
  private final Renewals renewals;
  private final SessionLimits limits;
  private final InstantSource clock;

  SessionCheck(
      PublicOrigins origins,
      SessionCookies sessions,
      Renewals renewals,
      SessionLimits limits,
      InstantSource clock) {
    this.origins = origins;
    this.sessions = sessions;
    this.renewals = renewals;
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * Who makes a request. A cookie that counts no more stays where it is: by the time of the answer
   * another tab may have replaced it.
   */
  CompletionStage<Visitor> check(PluginRequest request) {
    Optional<PublicOrigin> origin =
        CookieJar.areIn(request) ? origins.of(request) : Optional.empty();
    if (origin.isEmpty()) {
      return CompletableFuture.completedFuture(Visitor.NONE);
    }
    CookieJar cookies = CookieJar.of(request, origin.get());
    return sessions
        .read(cookies)
        .map(found -> check(cookies, found))
        .orElseGet(() -> CompletableFuture.completedFuture(Visitor.NONE));
  }

  private CompletionStage<Visitor> check(CookieJar cookies, SessionCookies.Found found) {
    return renewals
        .renew(found.session())
        .thenApply(
            session -> session.map(each -> known(cookies, found, each)).orElse(Visitor.NONE));
  }

  private Visitor known(CookieJar cookies, SessionCookies.Found found, Session session) {
    boolean isNew = found.isStale() || session.generation() > found.session().generation();
    return new Visitor(
        session.id(),
        Optional.of(session.identity()),
        session.ends(limits),
        isNew ? List.of(sessions.write(cookies, session.seenAt(clock.instant()))) : List.of());
  }
}
