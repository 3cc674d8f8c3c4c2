package dev.buntime.plugin.authn.internal;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.plugin.PluginResponse;
import dev.buntime.plugin.authn.internal.login.BrowserLogin;
import dev.buntime.plugin.authn.internal.login.LoginOptions;
import dev.buntime.plugin.authn.internal.login.LoginProvider;
import dev.buntime.plugin.authn.internal.login.Visitor;
import dev.buntime.plugin.authn.internal.token.HttpFetch;
import dev.buntime.plugin.authn.internal.token.OpenIdProvider;
import dev.buntime.plugin.authn.internal.token.TokenIdentity;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Lets in who has logged in with a browser, if there is a provider where one can. It counts only
 * for requests that show no credential of their own. Thread-safe.
 */
final class SessionDoor {
  private final Optional<BrowserLogin> login;

  private SessionDoor(Optional<BrowserLogin> login) {
    this.login = login;
  }

  /**
   * The door to the first provider that knows the runner as a client.
   *
   * @param folder where the key of the cookies is kept
   */
  static SessionDoor of(
      AuthnOptions options,
      Providers providers,
      Path folder,
      HttpFetch fetch,
      Refusals refusals,
      InstantSource clock) {
    return new SessionDoor(
        providers.openId().stream()
            .filter(each -> !each.provider().clientId().isEmpty())
            .findFirst()
            .map(each ->
                new BrowserLogin(
                    options.login().orElse(LoginOptions.DEFAULT),
                    provider(each, fetch),
                    folder.resolve("login.key"),
                    Providers.PATIENCE,
                    refusals::noSession,
                    clock)));
  }

  private static LoginProvider provider(Providers.OpenIdLogin at, HttpFetch fetch) {
    return new LoginProvider(
        at.provider(),
        Optional.of(at.clientSecret()).filter(secret -> !secret.isEmpty()),
        at.kind() == OpenIdProvider.Kind.KEYCLOAK
            ? LoginProvider.AccessTokens.HAVE_ROLES
            : LoginProvider.AccessTokens.ARE_OPAQUE,
        TokenIdentity::of,
        fetch);
  }

  /** The answer, if the request is for a page of the login. */
  Optional<Decision> page(PluginRequest request) {
    return login.flatMap(each -> each.answer(request));
  }

  /** A request goes on that does not need a session, without the cookies of one. */
  Decision.Pass pass(Decision.Pass pass, PluginRequest request) {
    return login.map(each -> each.pass(pass, request, Visitor.NONE)).orElse(pass);
  }

  /** A request for a path of the runner that shows no credential: goes on in any case. */
  Decision known(PluginRequest request) {
    return login
        .map(each -> decide(each.check(request).thenApply(visitor -> pass(each, request, visitor))))
        .orElse(Decision.pass());
  }

  /**
   * A request for an app that shows no credential.
   *
   * @param isOpen whether it goes on without a session, too
   * @param refusal the answer if it does not
   */
  Decision known(PluginRequest request, boolean isOpen, Decision.Refuse refusal) {
    return login
        .map(each ->
            decide(
                each.check(request)
                    .thenApply(visitor ->
                        isOpen || visitor.identity().isPresent()
                            ? pass(each, request, visitor)
                            : refused(each, request, refusal))))
        .orElse(isOpen ? Decision.pass() : refusal);
  }

  private static Decision pass(BrowserLogin login, PluginRequest request, Visitor visitor) {
    Decision.Pass pass =
        visitor.identity().map(Decision.pass()::withIdentity).orElse(Decision.pass());
    return login.pass(pass, request, visitor);
  }

  private static Decision refused(
      BrowserLogin login, PluginRequest request, Decision.Refuse refusal) {
    return login.wantsLogin(request) ? login.redirectToLogin(request) : refusal;
  }

  private static Decision decide(CompletionStage<? extends Decision> stage) {
    return AuthnPlugin.decide(stage);
  }

  /** Completes an answer: cookies of the session, and the way to the login. */
  void complete(PluginResponse response, boolean isOfRunner) {
    login.ifPresent(each -> {
      each.complete(response);
      if (isOfRunner) {
        each.offerLogin(response);
      }
    });
  }
}
