package dev.buntime.plugin.authn.internal.login;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.plugin.authn.internal.token.Failures;
import dev.buntime.plugin.authn.internal.token.ProviderMetadata;
import dev.buntime.plugin.authn.internal.token.ProviderUnavailableException;
import dev.buntime.runtime.ErrorCode;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pages of the login: where it begins and ends, the session, the logout. Thread-safe. */
final class LoginPages {
  /** Where a login begins; {@code redirect} says where it ends. */
  static final String LOGIN = "/_/plugin-authn/login";

  private static final String CALLBACK = "/_/plugin-authn/callback";
  private static final String LOGOUT = "/_/plugin-authn/logout";
  private static final String SESSION = "/_/plugin-authn/session";

  /** A callback is not among what is only read: it uses up the code of a login. */
  private static final List<String> READ = List.of("GET", "HEAD");

  private static final Logger log = LoggerFactory.getLogger(LoginPages.class);

  private final SecureRandom random = new SecureRandom();
  private final LoginProvider provider;
  private final String scope;
  private final PublicOrigins origins;
  private final LoginCookies logins;
  private final SessionCheck sessions;
  private final LoginCallback callback;
  private final Logout logout;
  private final Function<String, Decision.Refuse> unknown;
  private final InstantSource clock;

  LoginPages(
      LoginProvider provider,
      String scope,
      PublicOrigins origins,
      LoginCookies logins,
      SessionCheck sessions,
      LoginCallback callback,
      Logout logout,
      Function<String, Decision.Refuse> unknown,
      InstantSource clock) {
    this.provider = provider;
    this.scope = scope;
    this.origins = origins;
    this.logins = logins;
    this.sessions = sessions;
    this.callback = callback;
    this.logout = logout;
    this.unknown = unknown;
    this.clock = clock;
  }

  /** Whether a request is for one of them. */
  static boolean areAskedBy(PluginRequest request) {
    return List.of(LOGIN, CALLBACK, LOGOUT, SESSION).contains(request.path());
  }

  /** The answer, if the request is for one of the login's own paths. */
  Optional<Decision> answer(PluginRequest request) {
    return switch (request.path()) {
      case LOGIN -> Optional.of(at(request, READ, this::begin));
      case CALLBACK -> Optional.of(at(request, List.of("GET"), this::end));
      case LOGOUT -> Optional.of(at(request, List.of("POST"), this::logout));
      case SESSION -> Optional.of(at(request, READ, this::show));
      default -> Optional.empty();
    };
  }

  /** One of the login's own pages. */
  @FunctionalInterface
  private interface Page {
    CompletionStage<? extends Decision> answer(PluginRequest request, PublicOrigin origin);
  }

  private Decision at(PluginRequest request, List<String> methods, Page page) {
    if (!methods.contains(request.method())) {
      return Decision.answer(405).withHeader("Allow", String.join(", ", methods));
    }
    Optional<PublicOrigin> origin = origins.of(request);
    return origin.isEmpty()
        ? LoginProblem.UNKNOWN_ORIGIN.page(request, LocalPath.ROOT, "")
        : Decision.later(page.answer(request, origin.get()));
  }

  private CompletionStage<Decision> begin(PluginRequest request, PublicOrigin origin) {
    Optional<Parameters> parameters =
        Parameters.of(request.query()).filter(each -> !each.areAmbiguous());
    Optional<LocalPath> target =
        parameters.flatMap(each -> LocalPath.of(each.get("redirect").orElse("/")));
    if (target.isEmpty()) {
      return CompletableFuture.completedFuture(
          LoginProblem.BAD_TARGET.page(request, LocalPath.ROOT, ""));
    }
    return sessions
        .check(request)
        .thenCompose(visitor ->
            visitor.identity().isPresent()
                ? CompletableFuture.completedFuture(
                    with(Redirects.to(target.get().text()), visitor.cookies()))
                : toProvider(request, origin, target.get()));
  }

  private CompletionStage<Decision> toProvider(
      PluginRequest request, PublicOrigin origin, LocalPath target) {
    return provider
        .openId()
        .metadata()
        .<Decision>thenApply(metadata -> toProvider(request, origin, target, metadata))
        .exceptionallyCompose(failure -> unavailable(request, target, failure));
  }

  private Decision.Answer toProvider(
      PluginRequest request, PublicOrigin origin, LocalPath target, ProviderMetadata metadata) {
    Optional<URI> endpoint = metadata.authorizationEndpoint();
    if (endpoint.isEmpty()) {
      log.warn("nobody can log in: {} names no authorization endpoint", metadata.issuer());
      return LoginProblem.UNAVAILABLE.page(request, target, "");
    }
    PendingLogin attempt = PendingLogin.begin(random, clock.instant(), target);
    String address =
        Authorization.login(
            endpoint.get(), provider.openId().clientId(), scope, origin.at(CALLBACK), attempt);
    return with(Redirects.to(address), logins.begin(CookieJar.of(request, origin), attempt));
  }

  private static CompletionStage<Decision> unavailable(
      PluginRequest request, LocalPath target, Throwable failure) {
    if (Failures.cause(failure) instanceof ProviderUnavailableException unavailable) {
      log.debug("nobody can log in: {}", unavailable.getMessage()); // the discovery has warned
      return CompletableFuture.completedFuture(LoginProblem.UNAVAILABLE.page(request, target, ""));
    }
    return CompletableFuture.failedFuture(Failures.cause(failure));
  }

  private CompletionStage<Decision.Answer> end(PluginRequest request, PublicOrigin origin) {
    return callback.answer(request, CookieJar.of(request, origin), origin.at(CALLBACK));
  }

  private CompletionStage<? extends Decision> logout(PluginRequest request, PublicOrigin origin) {
    return Browsers.isForged(request, origin)
        ? CompletableFuture.completedFuture(
            Decision.refuse(
                ErrorCode.FORBIDDEN,
                "A page of another site has asked for the logout; only pages of this server may."))
        : logout.answer(request, CookieJar.of(request, origin), origin);
  }

  private CompletionStage<Decision> show(PluginRequest request, PublicOrigin origin) {
    return sessions
        .check(request)
        .thenApply(visitor ->
            visitor
                .identity()
                .<Decision>map(
                    who -> with(shown(visitor, SessionText.identity(who)), visitor.cookies()))
                .orElseGet(
                    () -> unknown.apply("There is no session. Log in at " + LOGIN + " first.")));
  }

  private static Decision.Answer shown(Visitor visitor, Map<String, Object> members) {
    members.put("expires", visitor.expires().toString());
    return Decision.answer(200)
        .withBody("application/json", SessionText.json(members))
        .withHeader("Cache-Control", "no-store");
  }

  /** The answer, with these cookies to be set if there are any. */
  private static Decision.Answer with(Decision.Answer answer, List<String> cookies) {
    return cookies.isEmpty()
        ? answer
        : answer.withHeader("Set-Cookie", cookies.toArray(String[]::new));
  }
}
