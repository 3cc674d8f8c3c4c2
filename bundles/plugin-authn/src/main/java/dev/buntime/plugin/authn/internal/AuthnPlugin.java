package dev.buntime.plugin.authn.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.buntime.plugin.AppTarget;
import dev.buntime.plugin.Decision;
import dev.buntime.plugin.Identity;
import dev.buntime.plugin.Plugin;
import dev.buntime.plugin.PluginName;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.plugin.PluginResponse;
import dev.buntime.plugin.authn.internal.ProviderChain.Shown;
import dev.buntime.plugin.authn.internal.basic.RefusedLoginException;
import dev.buntime.plugin.authn.internal.keys.ApiKeys;
import dev.buntime.plugin.authn.internal.keys.KeyHolder;
import dev.buntime.plugin.authn.internal.token.Failures;
import dev.buntime.plugin.authn.internal.token.HttpFetch;
import dev.buntime.plugin.support.PlainPath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.propertytypes.ServiceRanking;

/**
 * Finds out who makes a request.
 *
 * <p>An app is reached only with a credential that holds, unless the path is excluded, the route
 * public, or the login optional. On the runner's own paths it only says who it is: what that person
 * may do there, and who else gets in, is for the management plane to decide. Waits for nothing, so
 * it runs on the thread that has the request. Thread-safe.
 */
@Component(
    configurationPid = AuthnPlugin.NAME,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    service = {Plugin.class, KeyHolder.class, Introspection.class},
    property = Plugin.BLOCKING + ":Boolean=false")
@PluginName(AuthnPlugin.NAME)
@ServiceRanking(800)
public final class AuthnPlugin implements Plugin, KeyHolder, Introspection {
  static final String NAME = "plugin-authn";

  private static final String OWN = "/_/";
  private static final String WELL_KNOWN = OWN + NAME + "/well-known";
  private static final String AUTHORIZATION = "Authorization";
  private static final String API_KEY = "X-API-Key";
  private static final long USES_SECONDS = 60;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final AuthnOptions options;
  private final HttpFetch fetch;
  private final Providers providers;
  private final ProviderChain chain;
  private final Refusals refusals;
  private final SessionDoor sessions;
  private final ScheduledExecutorService uses =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("plugin-authn-keys").factory());

  /**
   * Made by Declarative Services.
   *
   * @throws IllegalArgumentException if an option cannot be taken; the message says which
   */
  @Activate
  public AuthnPlugin(BundleContext context, Map<String, Object> properties) {
    this(AuthnOptions.of(properties), folder(context), InstantSource.system());
  }

  AuthnPlugin(AuthnOptions options, Path folder, InstantSource clock) {
    this.options = options;
    fetch = new HttpFetch(Providers.PATIENCE);
    providers = Providers.of(options.providers(), folder, fetch, clock);
    chain = providers.chain();
    refusals = new Refusals(chain.providers().stream().map(Provider::challenge).toList());
    sessions = SessionDoor.of(options, providers, folder, fetch, refusals, clock);
    providers
        .apiKeys()
        .ifPresent(keys -> {
          var _ =
              uses.scheduleWithFixedDelay(
                  keys::writeUses, USES_SECONDS, USES_SECONDS, TimeUnit.SECONDS);
        });
  }

  private static Path folder(BundleContext context) {
    String data =
        Objects.requireNonNull(
            context.getProperty("buntime.data"), "the framework property buntime.data is not set");
    return Path.of(data, NAME);
  }

  @Deactivate
  void stop() {
    uses.shutdownNow();
    chain.close();
    fetch.close();
  }

  @Override
  public Optional<ApiKeys> apiKeys() {
    return providers.apiKeys();
  }

  @Override
  public Decision onRequest(PluginRequest request) {
    if (isOfRunner(request)) {
      return own(request);
    }
    PlainPath path = PlainPath.of(request.path());
    Optional<AppTarget> app = request.app();
    if (options.excluded().has(path)) {
      return sessions.pass(excluded(request), request);
    }
    boolean isPublic =
        path.isPlain()
            && app.filter(
                    each -> options.publicRoutes().has(each.app(), request.method(), each.path()))
                .isPresent();
    return switch (chain.shown(request)) {
      case Shown.Nothing() ->
          sessions.known(request, isPublic || options.optional(), refusals.missing());
      case Shown.Unknown() -> refusals.unknown();
      case Shown.Several() -> refusals.several();
      case Shown.One one ->
          decide(
              chain
                  .verify(one)
                  .handle((accepted, failure) ->
                      failure == null
                          ? sessions.pass(passed(accepted), request)
                          : refusals.of(failure)));
    };
  }

  /** What is not clearly a path of the runner needs a login, as an app does. */
  private static boolean isOfRunner(PluginRequest request) {
    return request.app().isEmpty() && PlainPath.withoutParameters(request.path()).isBelow(OWN);
  }

  /** Passes nearly always: what is not known here may be known to the management plane. */
  private Decision own(PluginRequest request) {
    if (PlainPath.of(request.path()).decoded().equals(WELL_KNOWN)) {
      return wellKnown(request);
    }
    return sessions.page(request).orElseGet(() -> known(request));
  }

  private Decision known(PluginRequest request) {
    return switch (chain.shown(request)) {
      case Shown.One one when one.fits() ->
          decide(
              chain
                  .verify(one)
                  .handle((accepted, failure) ->
                      failure == null
                          ? Decision.pass().withIdentity(accepted.identity())
                          : notKnown(failure)));
      case Shown.Nothing() when request.header(AUTHORIZATION).isEmpty() -> sessions.known(request);
      case Shown _ -> Decision.pass();
    };
  }

  /** A password that was not looked at may be right: the management plane must not count it. */
  private Decision notKnown(Throwable failure) {
    return Failures.cause(failure) instanceof RefusedLoginException refused && !refused.isChecked()
        ? refusals.of(failure)
        : Decision.pass();
  }

  @Override
  public void onResponse(PluginResponse response) {
    sessions.complete(response, isOfRunner(response.request()));
  }

  /** Nothing is verified, but what lets somebody in is still for the runner. */
  private Decision.Pass excluded(PluginRequest request) {
    Decision.Pass pass = Decision.pass();
    for (String header : chain.secretHeaders(request)) {
      pass = pass.withoutHeader(header);
    }
    return pass;
  }

  /** Passwords and API keys are for the runner: an app could use them somewhere else. */
  private static Decision.Pass passed(Verdict.Accepted accepted) {
    Decision.Pass pass = Decision.pass().withIdentity(accepted.identity());
    return accepted.provider().hidesCredential()
        ? pass.withoutHeader(AUTHORIZATION).withoutHeader(API_KEY)
        : pass;
  }

  /** Most decisions are there at once. */
  static Decision decide(CompletionStage<? extends Decision> stage) {
    CompletableFuture<? extends Decision> future = stage.toCompletableFuture();
    return future.state() == java.util.concurrent.Future.State.SUCCESS
        ? future.resultNow()
        : Decision.later(future);
  }

  private Decision wellKnown(PluginRequest request) {
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      return Decision.answer(405).withHeader("Allow", "GET, HEAD");
    }
    List<Map<String, String>> all = chain.providers().stream().map(Provider::description).toList();
    Map<String, Object> members = new LinkedHashMap<>(all.getFirst());
    members.put("providers", all);
    try {
      byte[] body = JSON.writeValueAsString(members).getBytes(StandardCharsets.UTF_8);
      return Decision.answer(200)
          .withBody("application/json", body)
          .withHeader("Cache-Control", "no-store");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts are always JSON", e);
    }
  }

  @Override
  public CompletionStage<Map<String, Object>> introspect(String token) {
    return chain
        .verify(token)
        .<CompletionStage<Map<String, Object>>>map(stage ->
            stage.handle((accepted, failure) ->
                failure == null ? active(accepted.identity()) : Map.of("active", false)))
        .orElseGet(() -> CompletableFuture.completedFuture(Map.of("active", false)));
  }

  private static Map<String, Object> active(Identity identity) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("active", true);
    for (String claim : List.of("iss", "aud", "exp", "nbf", "iat", "jti", "client_id", "scope")) {
      Object value = identity.claims().get(claim);
      if (value != null) {
        members.put(claim, value);
      }
    }
    members.put("sub", identity.sub());
    members.put("username", identity.name());
    members.put("email", identity.email());
    members.put("roles", identity.roles().stream().sorted().toList());
    members.put("groups", identity.groups().stream().sorted().toList());
    return members;
  }
}
