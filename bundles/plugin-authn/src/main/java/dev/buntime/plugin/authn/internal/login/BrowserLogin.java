package dev.buntime.plugin.authn.internal.login;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.plugin.PluginResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

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
  /** In the query of a path of the runner: whoever asks has a local password. */
  private static final String LOCAL = "login=local";

  /** A login waits for tokens and, if they are signed with a new key, for keys. */
  private static final Duration LONGER = Duration.ofSeconds(1);

  private final AnswerCookies answers;
  private final SessionCheck sessions;
  private final LoginPages pages;

  /**
   * @param keyFile where the key of the cookies is, or will be, if none is configured
   * @param longestWait how long a request waits for new tokens before it goes on with the old ones
   * @param unknown refuses who is not known, with what is missing
   */
  public BrowserLogin(
      LoginOptions options,
      LoginProvider provider,
      Path keyFile,
      Duration longestWait,
      Function<String, Decision.Refuse> unknown,
      InstantSource clock) {
    String realm = provider.openId().issuer() + "\n" + provider.openId().clientId();
    CookieSeal seal = new CookieSeal(secrets(options, keyFile), realm);
    SessionLimits limits = options.limits();
    KeptSessions kept = new KeptSessions(clock, limits);
    SessionCookies cookies = new SessionCookies(seal, kept, limits, clock);
    LoginCookies logins = new LoginCookies(seal, clock);
    PublicOrigins origins = new PublicOrigins(options.publicUrls());
    TokenEndpoint endpoint = new TokenEndpoint(provider);
    LoginTokens tokens = new LoginTokens(provider);
    Renewals renewals = new Renewals(endpoint, tokens, kept, clock, longestWait);
    Duration longest = longestWait.plus(LONGER);
    answers = new AnswerCookies(kept);
    sessions = new SessionCheck(origins, cookies, renewals, limits, clock);
    pages =
        new LoginPages(
            provider,
            String.join(" ", options.scopes()),
            origins,
            logins,
            sessions,
            new LoginCallback(provider, endpoint, tokens, logins, cookies, kept, clock, longest),
            new Logout(provider, cookies, kept, options.afterLogout()),
            unknown,
            clock);
  }

  private static List<String> secrets(LoginOptions options, Path keyFile) {
    List<String> secrets = new ArrayList<>();
    secrets.add(options.cookieSecret().orElseGet(() -> new CookieKeyFile(keyFile).read()));
    secrets.addAll(options.previousSecrets());
    return secrets;
  }

  /** The answer, if the request is for one of the login's own pages. */
  public Optional<Decision> answer(PluginRequest request) {
    return pages.answer(request);
  }

  /**
   * Who makes a request. Waits for the provider only if tokens are to be renewed, and then not for
   * long.
   */
  public CompletionStage<Visitor> check(PluginRequest request) {
    return sessions.check(request);
  }

  /** Whether a request that is refused for want of an identity had better be sent to the login. */
  public boolean wantsLogin(PluginRequest request) {
    return request.method().equals("GET")
        && request.header("Authorization").isEmpty()
        && Browsers.navigates(request);
  }

  /** Sends a browser to the login, and from there back to what it has asked for. */
  public Decision.Answer redirectToLogin(PluginRequest request) {
    return Redirects.to(Redirects.loginFor(Redirects.target(request)));
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
    if (isRefused && !isLocal && !LoginPages.areAskedBy(request) && wantsLogin(request)) {
      response.setStatus(302);
      response.setHeader("Location", Redirects.loginFor(Redirects.target(request)));
      response.setHeader("Cache-Control", "no-store");
      response.removeHeader("WWW-Authenticate");
    }
  }
}
