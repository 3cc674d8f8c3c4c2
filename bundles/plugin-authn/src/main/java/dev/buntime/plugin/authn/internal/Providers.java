package dev.buntime.plugin.authn.internal;

import dev.buntime.credentials.LoginThrottle;
import dev.buntime.plugin.authn.internal.basic.LocalUsers;
import dev.buntime.plugin.authn.internal.keys.ApiKeys;
import dev.buntime.plugin.authn.internal.token.HttpFetch;
import dev.buntime.plugin.authn.internal.token.JwsVerifier;
import dev.buntime.plugin.authn.internal.token.OpenIdProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes of options what works.
 *
 * @param chain the providers in their order
 * @param openId those with a login of their own, in their order
 * @param apiKeys empty if they are not switched on
 */
record Providers(ProviderChain chain, List<OpenIdLogin> openId, Optional<ApiKeys> apiKeys) {
  /** How long anybody waits for a provider. */
  static final Duration PATIENCE = Duration.ofSeconds(3);

  /** Copies the list. */
  Providers {
    openId = List.copyOf(openId);
  }

  /**
   * Makes the providers.
   *
   * @param folder for what they keep
   * @throws UncheckedIOException if that cannot be read
   */
  static Providers of(
      List<ProviderOptions> options, Path folder, HttpFetch fetch, InstantSource clock) {
    List<Provider> all = new ArrayList<>();
    List<OpenIdLogin> openId = new ArrayList<>();
    Optional<ApiKeys> keys = Optional.empty();
    for (ProviderOptions each : options) {
      switch (each) {
        case ProviderOptions.OpenId option -> {
          OpenIdProvider provider = openId(option, fetch, clock);
          openId.add(new OpenIdLogin(provider, option.kind(), option.clientSecret()));
          all.add(
              new TokenProvider(
                  option.provider(), option.rules(), option.carrier(), provider.accessTokens()));
        }
        case ProviderOptions.Jwt option ->
            all.add(
                new TokenProvider(
                    option.provider(),
                    option.rules(),
                    option.carrier(),
                    JwsVerifier.of(option.keys(), option.rules(), clock)));
        case ProviderOptions.ApiKey _ -> {
          ApiKeys made = keys(folder, clock);
          keys = Optional.of(made);
          all.add(new KeyProvider(made));
        }
        case ProviderOptions.Basic option ->
            all.add(new BasicProvider(new LocalUsers(option.users(), new LoginThrottle())));
      }
    }
    return new Providers(new ProviderChain(all, PATIENCE), openId, keys);
  }

  private static OpenIdProvider openId(
      ProviderOptions.OpenId option, HttpFetch fetch, InstantSource clock) {
    return new OpenIdProvider(
        option.kind(),
        option.rules(),
        option.clientId(),
        option.allowHttp(),
        option.keysFresh(),
        PATIENCE,
        fetch,
        clock);
  }

  private static ApiKeys keys(Path folder, InstantSource clock) {
    try {
      return new ApiKeys(folder.resolve("keys.json"), clock);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /**
   * A provider at which browsers can log in.
   *
   * @param provider the provider
   * @param kind of the provider
   * @param clientSecret of the client that the runner is there; empty if it has none
   */
  record OpenIdLogin(OpenIdProvider provider, OpenIdProvider.Kind kind, String clientSecret) {
    /** Without the secret. */
    @Override
    public String toString() {
      return provider.issuer();
    }
  }
}
