package dev.buntime.plugin.authn.internal.login;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.plugin.PluginResponse;
import dev.buntime.plugin.authn.internal.token.Failures;
import dev.buntime.plugin.authn.internal.token.ProviderMetadata;
import dev.buntime.plugin.authn.internal.token.ProviderUnavailableException;
import dev.buntime.runtime.ErrorCode;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The login of browsers at a provider, and the sessions that begin with it.
 *
 * <pre>
 * browser             runner                                       provider
 *   GET /app       →  {@link #wantsLogin}: {@link #redirectToLogin}
 *   GET /login     →  cookie of this login, redirect            →  a person logs in
 *   GET /callback  ←                                            ←  redirect with a code
 *                  →  code for tokens, session into a cookie    →  token endpoint
 *   GET /app       →  {@link #check}: who it is; renews tokens  →  token endpoint
 * </pre>
 *
 * <p>No thread waits for the provider. Thread-safe.
 */
public final class BrowserLogin {
  /** Where a login begins; {@code redirect} says where it ends. */
  static final String LOGIN = "/_/plugin-authn/login";

  private static final String CALLBACK = "/_/plugin-authn/callback";
  private static final String LOGOUT = "/_/plugin-authn/logout";
  private static final String SESSION = "/_/plugin-authn/session";

  /** In the query of a path of the runner: whoever asks has a local password. */
  private static final String LOCAL = "login=local";

  /** A login waits for tokens and, if they are signed with a new key, for keys. */
  private static final Duration LONGER = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(BrowserLogin.class);

  private final SecureRandom random = new SecureRandom();
  private final LoginProvider provider;
  private final String scope;
  private final InstantSource clock;
  private final SessionLimits limits;
  private final PublicOrigins origins;
  private final SessionCookies sessions;
  private final LoginCookies logins;
  private final AnswerCookies answers;
  private final Renewals renewals;
  private final LoginCallback callback;
  private final Logout logout;

  /**
   * @param keyFile where the key of the cookies is, or will be, if none is configured
   * @param longestWait how long a request waits for new tokens before it goes on with the old ones
   */
  public BrowserLogin(
      LoginOptions options,
      LoginProvider provider,
      Path keyFile,
      Duration longestWait,
      InstantSource clock) {
    this.provider = provider;
    this.clock = clock;
    scope = String.join(" ", options.scopes());
    limits = options.limits();
    origins = new PublicOrigins(options.publicUrls());
    CookieSeal seal =
        new CookieSeal(
            secrets(options, keyFile),
            provider.openId().issuer() + "\n" + provider.openId().clientId());
    KeptSessions kept = new KeptSessions(clock, limits);
    sessions = new SessionCookies(seal, kept, limits, clock);
    logins = new LoginCookies(seal, clock);
    answers = new AnswerCookies(kept);
    TokenEndpoint endpoint = new TokenEndpoint(provider);
    LoginTokens tokens = new LoginTokens(provider);
    renewals = new Renewals(endpoint, tokens, kept, clock, longestWait);
    callback =
        new LoginCallback(
            provider, endpoint, tokens, logins, sessions, kept, clock, longestWait.plus(LONGER));
    logout = new Logout(provider, sessions, kept, options.afterLogout());
  }

  private static List<String> secrets(LoginOptions options, Path keyFile) {
    List<String> secrets = new ArrayList<>();
    secrets.add(options.cookieSecret().orElseGet(() -> new CookieKeyFile(keyFile).read()));
    secrets.addAll(options.previousSecrets());
    return secrets;
  }

  /** The answer, if the request is for one of the login's own paths. */
  public Optional<Decision> answer(PluginRequest request) {
    return switch (request.path()) {
      case LOGIN -> Optional.of(at(request, "GET", this::begin));
      case CALLBACK -> Optional.of(at(request, "GET", this::end));
      case LOGOUT -> Optional.of(at(request, "POST", this::logout));
      case SESSION -> Optional.of(at(request, "GET", this::show));
      default -> Optional.empty();
    };
  }

  /** One of the login's own pages. */
  @FunctionalInterface
  private interface Page {
    CompletionStage<? extends Decision> answer(PluginRequest request, PublicOrigin origin);
  }

  private Decision at(PluginRequest request, String method, Page page) {
    if (!request.method().equals(method)) {
      return Decision.answer(405).withHeader("Allow", method);
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
    return check(request)
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
    return check(request)
        .thenApply(visitor ->
            visitor
                .identity()
                .<Decision>map(
                    who -> with(shown(visitor, SessionText.identity(who)), visitor.cookies()))
                .orElseGet(() -> noSession(visitor)));
  }

  private static Decision.Answer shown(Visitor visitor, Map<String, Object> members) {
    members.put("expires", visitor.expires().toString());
    return Decision.answer(200)
        .withBody("application/json", SessionText.json(members))
        .withHeader("Cache-Control", "no-store");
  }

  private static Decision noSession(Visitor visitor) {
    Decision.Refuse refusal =
        Decision.refuse(
            ErrorCode.UNAUTHENTICATED, "There is no session. Log in at " + LOGIN + " first.");
    return visitor.cookies().isEmpty()
        ? refusal
        : refusal.withHeader("Set-Cookie", visitor.cookies().toArray(String[]::new));
  }

  private static Decision.Answer with(Decision.Answer answer, List<String> cookies) {
    return cookies.isEmpty()
        ? answer
        : answer.withHeader("Set-Cookie", cookies.toArray(String[]::new));
  }

  /**
   * Who makes a request. Waits for the provider only if tokens are to be renewed, and then not for
   * long.
   */
  public CompletionStage<Visitor> check(PluginRequest request) {
    Optional<PublicOrigin> origin =
        CookieJar.areIn(request) ? origins.of(request) : Optional.empty();
    if (origin.isEmpty()) {
      return CompletableFuture.completedFuture(Visitor.NONE);
    }
    CookieJar cookies = CookieJar.of(request, origin.get());
    return sessions
        .read(cookies)
        .map(found -> check(cookies, found))
        .orElseGet(
            () -> CompletableFuture.completedFuture(Visitor.without(sessions.clear(cookies))));
  }

  private CompletionStage<Visitor> check(CookieJar cookies, SessionCookies.Found found) {
    return renewals
        .renew(found.session())
        .thenApply(session ->
            session
                .map(each -> known(cookies, found, each))
                .orElseGet(() -> Visitor.without(sessions.clear(cookies))));
  }

  private Visitor known(CookieJar cookies, SessionCookies.Found found, Session session) {
    boolean isNew = found.isStale() || session.generation() > found.session().generation();
    return new Visitor(
        session.id(),
        Optional.of(session.identity()),
        session.ends(limits),
        isNew ? List.of(sessions.write(cookies, session.seenAt(clock.instant()))) : List.of());
  }

  /** Whether a request that is refused for want of an identity had better be sent to the login. */
  public boolean wantsLogin(PluginRequest request) {
    return request.method().equals("GET")
        && request.header("Authorization").isEmpty()
        && Browsers.navigates(request);
  }

  /** Sends a browser to the login, and from there back to what it has asked for. */
  public Decision.Answer redirectToLogin(PluginRequest request, Visitor visitor) {
    return with(Redirects.to(Redirects.loginFor(Redirects.target(request))), visitor.cookies());
  }

  /** A request goes on: what comes after sees nothing of the login's cookies. */
  public Decision.Pass pass(Decision.Pass pass, PluginRequest request, Visitor visitor) {
    return answers.pass(pass, request, visitor);
  }

  /** An answer gets the cookies that its request has brought about. */
  public void complete(PluginResponse response) {
    answers.complete(response);
  }

  /**
   * Where the runner itself has refused a person for want of an identity, the browser is sent to
   * the login. With {@value #LOCAL} in the query it asks for a password instead, as it does where
   * there is no provider.
   */
  public void offerLogin(PluginResponse response) {
    PluginRequest request = response.request();
    boolean isRefused = response.status() == 401 && request.identity().isEmpty();
    boolean isLocal = request.query().filter(query -> query.contains(LOCAL)).isPresent();
    if (isRefused && !isLocal && !isOwn(request) && wantsLogin(request)) {
      response.setStatus(302);
      response.setHeader("Location", Redirects.loginFor(Redirects.target(request)));
      response.setHeader("Cache-Control", "no-store");
      response.removeHeader("WWW-Authenticate");
    }
  }

  private static boolean isOwn(PluginRequest request) {
    return List.of(LOGIN, CALLBACK, LOGOUT, SESSION).contains(request.path());
  }
}
