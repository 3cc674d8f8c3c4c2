package dev.buntime.plugin.authn.internal.login;

import dev.buntime.plugin.Identity;
import dev.buntime.plugin.authn.internal.token.Failures;
import dev.buntime.plugin.authn.internal.token.InvalidTokenException;
import dev.buntime.plugin.authn.internal.token.ProviderUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the tokens of sessions shortly before they end, so that the provider goes on having a say.
 *
 * <p>All requests of a session that come meanwhile wait for the same renewal: a provider may take
 * the second use of a refresh token for a theft. None waits longer than the limit; the renewal goes
 * on. If the provider refuses, the session ends; if it does not answer, the session goes on as it
 * is, and for a while nobody asks again. So it does while {@link #MOST} others are being renewed.
 * Thread-safe.
 */
final class Renewals {
  /**
   * So long before the tokens end they are renewed, or after half of their time if that is later.
   */
  static final Duration AHEAD = Duration.ofSeconds(30);

  /** So long tokens count of which nobody says how long they do. */
  static final Duration UNSAID = Duration.ofMinutes(5);

  /** So long a provider that does not answer is left alone. */
  static final Duration QUIET = Duration.ofSeconds(10);

  /** How many renewals are under way at most; logins are not among them. */
  static final int MOST = 64;

  private static final Logger log = LoggerFactory.getLogger(Renewals.class);

  private final Map<String, CompletableFuture<Optional<Session>>> underWay =
      new ConcurrentHashMap<>();
  private final Permits permits = new Permits(MOST);
  private final TokenEndpoint endpoint;
  private final LoginTokens tokens;
  private final KeptSessions kept;
  private final InstantSource clock;
  private final Duration longestWait;
  private volatile Instant quietUntil = Instant.MIN;

  Renewals(
      TokenEndpoint endpoint,
      LoginTokens tokens,
      KeptSessions kept,
      InstantSource clock,
      Duration longestWait) {
    this.endpoint = endpoint;
    this.tokens = tokens;
    this.kept = kept;
    this.clock = clock;
    this.longestWait = longestWait;
  }

  /**
   * Until when the word of the provider counts: with a refresh token until it is time to renew.
   *
   * @param expires when the ID token ends
   */
  static Instant fresh(
      Instant now, TokenAnswer.Granted tokens, String refreshToken, Instant expires) {
    Duration said = tokens.seconds().map(Duration::ofSeconds).orElseGet(() -> left(now, expires));
    Duration holds = said.isPositive() ? said : UNSAID;
    if (refreshToken.isEmpty()) {
      return now.plus(holds);
    }
    Duration early = holds.minus(AHEAD);
    Duration half = holds.dividedBy(2);
    return now.plus(early.compareTo(half) > 0 ? early : half);
  }

  private static Duration left(Instant now, Instant expires) {
    return expires.isAfter(now) ? Duration.between(now, expires) : Duration.ZERO;
  }

  /** The session to go on with; empty if it has ended. */
  CompletionStage<Optional<Session>> renew(Session session) {
    Instant now = clock.instant();
    if (now.isBefore(session.fresh())) {
      return CompletableFuture.completedFuture(Optional.of(session));
    }
    if (session.refreshToken().isEmpty()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    if (now.isBefore(quietUntil)) {
      return CompletableFuture.completedFuture(Optional.of(session));
    }
    return shared(session)
        .copy()
        .completeOnTimeout(Optional.of(session), longestWait.toMillis(), TimeUnit.MILLISECONDS);
  }

  private CompletableFuture<Optional<Session>> shared(Session session) {
    CompletableFuture<Optional<Session>> own = new CompletableFuture<>();
    CompletableFuture<Optional<Session>> running = underWay.putIfAbsent(session.id(), own);
    if (running != null) {
      return running;
    }
    var _ =
        CompletableFuture.completedFuture(session)
            .thenCompose(this::start)
            .whenComplete((result, failure) -> {
              underWay.remove(session.id(), own);
              if (failure == null) {
                own.complete(result);
              } else {
                own.completeExceptionally(failure);
              }
            });
    return own;
  }

  /** Another renewal may have ended between the look at the session and now. */
  private CompletionStage<Optional<Session>> start(Session session) {
    Optional<Session> newest = kept.newest(session);
    return newest.isEmpty() || newest.get().generation() > session.generation()
        ? CompletableFuture.completedFuture(newest)
        : permits
            .run(() -> endpoint.refresh(session.refreshToken()))
            .map(refresh -> refresh.thenCompose(answer -> renewed(session, answer)))
            .orElseGet(() -> CompletableFuture.completedFuture(Optional.of(session)));
  }

  private CompletionStage<Optional<Session>> renewed(Session session, TokenAnswer answer) {
    return switch (answer) {
      case TokenAnswer.Granted granted -> renewed(session, granted);
      case TokenAnswer.Refused refused ->
          CompletableFuture.completedFuture(end(session, refused.error()));
      case TokenAnswer.Unavailable unavailable ->
          CompletableFuture.completedFuture(goOn(session, unavailable.why()));
    };
  }

  private Optional<Session> end(Session session, String error) {
    kept.end(session);
    String shown = LoginPage.shown(error);
    if (error.equals("invalid_grant")) {
      log.debug("a session ends: the provider does not renew it ({})", shown);
    } else {
      log.warn("a session ends: the provider does not renew it ({}); look at its client", shown);
    }
    return Optional.empty();
  }

  private CompletionStage<Optional<Session>> renewed(Session session, TokenAnswer.Granted granted) {
    if (granted.idToken().isEmpty()) {
      // Who it is has been said; a new ID token is optional.
      return CompletableFuture.completedFuture(
          Optional.of(keep(session, session.identity(), granted, Instant.MIN)));
    }
    return tokens
        .person(granted, Optional.empty(), Optional.of(session.identity().sub()))
        .thenApply(
            person -> Optional.of(keep(session, person.identity(), granted, person.expires())))
        .exceptionally(failure -> withoutPerson(session, granted, failure));
  }

  private Session keep(
      Session session, Identity who, TokenAnswer.Granted granted, Instant expires) {
    Instant now = clock.instant();
    String refreshToken =
        granted.refreshToken().isEmpty() ? session.refreshToken() : granted.refreshToken();
    Instant fresh = fresh(now, granted, refreshToken, expires);
    return keep(session.renewed(who, fresh, refreshToken, granted.idToken()));
  }

  private Session keep(Session session) {
    Session used = session.seenAt(clock.instant());
    kept.keep(used);
    return used;
  }

  private Optional<Session> withoutPerson(
      Session session, TokenAnswer.Granted granted, Throwable failure) {
    return switch (Failures.cause(failure)) {
      case InvalidTokenException invalid -> {
        log.warn("a session ends: its new tokens do not hold. {}", invalid.getMessage());
        kept.end(session);
        yield Optional.empty();
      }
      // The old refresh token may be worth nothing any more, so the new one has to be kept.
      case ProviderUnavailableException unavailable ->
          goOn(
              keep(
                  session.renewed(session.identity(), session.fresh(), granted.refreshToken(), "")),
              String.valueOf(unavailable.getMessage()));
      default -> throw new CompletionException(Failures.cause(failure));
    };
  }

  private Optional<Session> goOn(Session session, String why) {
    quietUntil = clock.instant().plus(QUIET);
    log.warn(
        "tokens are not renewed, and sessions go on as they are for {} s: {}",
        QUIET.toSeconds(),
        why);
    return Optional.of(session);
  }
}
