package dev.buntime.plugin.authn.internal.login;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.plugin.authn.internal.token.Failures;
import dev.buntime.plugin.authn.internal.token.InvalidTokenException;
import dev.buntime.plugin.authn.internal.token.ProviderMetadata;
import dev.buntime.plugin.authn.internal.token.ProviderUnavailableException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a login: the browser comes back from the provider, with a code or with an error (RFC
 * 6749, section 4.1.2). Everything is checked before anything is believed: that this browser has
 * begun this login and it is the first time that it comes back, that the answer is from the right
 * provider (RFC 9207), and what {@link LoginTokens} checks.
 *
 * <p>Anybody can have it ask the provider for tokens, with a code that is made up. So no more than
 * {@link #MOST} such requests are under way at once; renewals are not among them. Thread-safe.
 */
final class LoginCallback {
  /** How many requests for tokens are under way at most. */
  static final int MOST = 64;

  private static final Logger log = LoggerFactory.getLogger(LoginCallback.class);
  private static final int LONGEST_CODE = 4096;
  private static final int ID_BYTES = 16;

  private final LoginProvider provider;
  private final TokenEndpoint endpoint;
  private final LoginTokens tokens;
  private final LoginCookies logins;
  private final SessionCookies sessions;
  private final KeptSessions kept;
  private final InstantSource clock;
  private final Duration longest;
  private final Permits permits = new Permits(MOST);
  private final SparseWarnings warnings;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param longest how long a browser waits; less than the runner waits for a plugin
   */
  LoginCallback(
      LoginProvider provider,
      TokenEndpoint endpoint,
      LoginTokens tokens,
      LoginCookies logins,
      SessionCookies sessions,
      KeptSessions kept,
      InstantSource clock,
      Duration longest) {
    this.provider = provider;
    this.endpoint = endpoint;
    this.tokens = tokens;
    this.logins = logins;
    this.sessions = sessions;
    this.kept = kept;
    this.clock = clock;
    this.longest = longest;
    this.warnings = new SparseWarnings(clock, log::warn);
  }

  /**
   * Where the browser goes now, with a session or with the reason why there is none.
   *
   * @param redirectUri the address of this, as the provider was told
   */
  CompletionStage<Decision.Answer> answer(
      PluginRequest request, CookieJar cookies, String redirectUri) {
    Optional<Parameters> parameters = Parameters.of(request.query());
    if (parameters.isEmpty() || parameters.get().areAmbiguous()) {
      return done(LoginProblem.MALFORMED.page(request, LocalPath.ROOT, ""));
    }
    String state = parameters.get().get("state").orElse("");
    Optional<PendingLogin> attempt = logins.find(cookies, state);
    if (attempt.isEmpty()) {
      return done(LoginProblem.NOT_BEGUN.page(request, LocalPath.ROOT, ""));
    }
    Visit visit = new Visit(request, cookies, attempt.get(), parameters.get(), redirectUri);
    CompletionStage<Decision.Answer> answer =
        kept.isFirst(attempt.get())
            ? complete(visit)
            : done(visit.problem(LoginProblem.NOT_BEGUN, ""));
    String cookie = cookies.clear(cookies.login(state));
    return answer.thenApply(each -> withCookie(each, cookie));
  }

  /** One browser that comes back. */
  private record Visit(
      PluginRequest request,
      CookieJar cookies,
      PendingLogin attempt,
      Parameters parameters,
      String redirectUri) {
    Decision.Answer problem(LoginProblem problem, String said) {
      return problem.page(request, attempt.target(), said);
    }
  }

  private static CompletionStage<Decision.Answer> done(Decision.Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }

  /** Beside those that the answer sets already. */
  private static Decision.Answer withCookie(Decision.Answer answer, String cookie) {
    List<String> before =
        answer.headers().stream()
            .filter(header -> header.name().equals("Set-Cookie"))
            .flatMap(header -> header.values().stream())
            .toList();
    return answer.withHeader(
        "Set-Cookie", Stream.concat(before.stream(), Stream.of(cookie)).toArray(String[]::new));
  }

  private CompletionStage<Decision.Answer> complete(Visit visit) {
    return provider
        .openId()
        .metadata()
        .thenCompose(metadata -> complete(visit, metadata))
        .exceptionallyCompose(failure -> failed(visit, failure))
        .toCompletableFuture()
        .completeOnTimeout(
            visit.problem(LoginProblem.SLOW, ""), longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  private CompletionStage<Decision.Answer> complete(Visit visit, ProviderMetadata metadata) {
    Optional<String> issuer = visit.parameters().get("iss");
    boolean isFromProvider =
        issuer.isPresent() ? issuer.get().equals(metadata.issuer()) : !metadata.responseHasIssuer();
    if (!isFromProvider) {
      warnings.warn(
          "a login is refused: the answer is of another provider than " + metadata.issuer());
      return done(visit.problem(LoginProblem.OTHER_PROVIDER, ""));
    }
    Optional<String> error = visit.parameters().get("error");
    if (error.isPresent()) {
      return done(refused(visit, error.get()));
    }
    Optional<String> code =
        visit.parameters().get("code").filter(each -> each.length() <= LONGEST_CODE);
    return code.isEmpty()
        ? done(visit.problem(LoginProblem.MALFORMED, ""))
        : exchange(visit, code.get());
  }

  private CompletionStage<Decision.Answer> exchange(Visit visit, String code) {
    return permits
        .run(() -> endpoint.exchange(code, visit.attempt().verifier(), visit.redirectUri()))
        .map(exchange -> exchange.thenCompose(answer -> answered(visit, answer)))
        .orElseGet(() -> {
          warnings.warn("a login is put off: %d others are under way".formatted(MOST));
          return done(visit.problem(LoginProblem.BUSY, ""));
        });
  }

  private static Decision.Answer refused(Visit visit, String error) {
    LoginProblem problem =
        switch (error) {
          case "access_denied" -> LoginProblem.DENIED;
          case "server_error", "temporarily_unavailable" -> LoginProblem.UNAVAILABLE;
          default -> LoginProblem.REFUSED;
        };
    String description = visit.parameters().get("error_description").orElse("");
    return visit.problem(problem, description.isEmpty() ? error : error + ": " + description);
  }

  private CompletionStage<Decision.Answer> answered(Visit visit, TokenAnswer answer) {
    return switch (answer) {
      case TokenAnswer.Granted granted ->
          tokens
              .person(granted, Optional.of(visit.attempt().nonce()), Optional.empty())
              .thenApply(person -> loggedIn(visit, granted, person));
      case TokenAnswer.Refused(String error, String description) -> {
        warnings.warn(
            "a login fails: the provider gives no tokens (" + LoginPage.shown(error) + ")");
        yield done(
            visit.problem(
                LoginProblem.REFUSED, description.isEmpty() ? error : error + ": " + description));
      }
      case TokenAnswer.Unavailable(String why) -> {
        warnings.warn("a login fails: " + why);
        yield done(visit.problem(LoginProblem.UNAVAILABLE, ""));
      }
    };
  }

  private Decision.Answer loggedIn(
      Visit visit, TokenAnswer.Granted granted, LoginTokens.Person person) {
    Instant now = clock.instant();
    Session session =
        new Session(
            newId(),
            0,
            person.identity(),
            now,
            now,
            Renewals.fresh(now, granted, granted.refreshToken(), person.expires()),
            granted.refreshToken(),
            granted.idToken());
    endSessionOfAnother(visit, person);
    log.debug("a login is complete");
    return Redirects.to(visit.attempt().target().text())
        .withHeader("Set-Cookie", sessions.write(visit.cookies(), session));
  }

  /** Not of the same person, who may have logged in twice at once: other tabs still use it. */
  private void endSessionOfAnother(Visit visit, LoginTokens.Person person) {
    sessions
        .read(visit.cookies())
        .map(SessionCookies.Found::session)
        .filter(before -> !before.identity().sub().equals(person.identity().sub()))
        .ifPresent(kept::end);
  }

  private String newId() {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
  }

  private CompletionStage<Decision.Answer> failed(Visit visit, Throwable failure) {
    return switch (Failures.cause(failure)) {
      case InvalidTokenException invalid -> {
        warnings.warn("a login is refused: the tokens do not hold. " + invalid.getMessage());
        yield done(visit.problem(LoginProblem.INVALID, ""));
      }
      case ProviderUnavailableException unavailable -> {
        warnings.warn("a login fails: " + unavailable.getMessage());
        yield done(visit.problem(LoginProblem.UNAVAILABLE, ""));
      }
      default -> CompletableFuture.failedFuture(Failures.cause(failure));
    };
  }
}
