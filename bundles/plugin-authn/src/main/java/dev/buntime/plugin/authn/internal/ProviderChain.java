package dev.buntime.plugin.authn.internal;

import dev.buntime.plugin.PluginRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The providers in their order. What a request shows is tried at those in whose form it is; a
 * password at one only. Thread-safe.
 */
final class ProviderChain implements AutoCloseable {
  private static final String AUTHORIZATION = "Authorization";

  private final List<Provider> providers;
  private final Duration patience;

  /**
   * @param patience how long a credential is verified at most
   */
  ProviderChain(List<? extends Provider> providers, Duration patience) {
    this.providers = List.copyOf(providers);
    this.patience = patience;
  }

  /** The providers. */
  List<Provider> providers() {
    return providers;
  }

  /** What a request shows. */
  Shown shown(PluginRequest request) {
    Set<String> secrets = new HashSet<>();
    List<Provider> fitting = new ArrayList<>();
    for (Provider provider : providers) {
      List<String> found = provider.credentials(request);
      secrets.addAll(found);
      if (!found.isEmpty()) {
        fitting.add(provider);
      }
    }
    int lines = knowsAuthorization() ? request.headers(AUTHORIZATION).size() : 0;
    if (secrets.size() > 1 || lines > 1) {
      return new Shown.Several();
    }
    if (secrets.isEmpty()) {
      return lines == 0 ? new Shown.Nothing() : new Shown.Unknown();
    }
    String secret = secrets.iterator().next();
    List<Provider> trusted =
        fitting.stream()
            .filter(Provider::keepsCredential)
            .findFirst()
            .map(List::of)
            .orElse(fitting);
    return new Shown.One(trusted, new Credential(secret, address(request)));
  }

  /** Names of the fields with a credential that apps are not to see, whether it holds or not. */
  Set<String> secretHeaders(PluginRequest request) {
    Set<String> names = new HashSet<>();
    for (Provider provider : providers) {
      for (String header : provider.headers()) {
        boolean isSecret =
            request.headers(header).stream()
                .flatMap(value -> provider.credential(header, value).stream())
                .anyMatch(provider::isSecret);
        if (isSecret) {
          names.add(header);
        }
      }
    }
    return names;
  }

  /** If no provider looks into the field, it is the apps' own. */
  private boolean knowsAuthorization() {
    return providers.stream()
        .flatMap(provider -> provider.headers().stream())
        .anyMatch(AUTHORIZATION::equalsIgnoreCase);
  }

  private static String address(PluginRequest request) {
    return request
        .remoteAddress()
        .map(address -> Optional.ofNullable(address.getAddress()))
        .flatMap(address -> address.map(each -> each.getHostAddress()))
        .orElse("");
  }

  /**
   * Verifies what is shown.
   *
   * @return completes exceptionally with an exception that {@link Refusals} knows
   */
  CompletionStage<Verdict.Accepted> verify(Shown.One shown) {
    return new Trial(shown.providers(), shown.credential(), patience).run();
  }

  /**
   * Verifies a text that came without a header around it.
   *
   * @return completes exceptionally with an exception that {@link Refusals} knows; empty if no
   *     provider has credentials of this kind
   */
  Optional<CompletionStage<Verdict.Accepted>> verify(String token) {
    List<Provider> fitting = providers.stream().filter(each -> each.introspects(token)).toList();
    return fitting.isEmpty()
        ? Optional.empty()
        : Optional.of(verify(new Shown.One(fitting, new Credential(token, ""))));
  }

  @Override
  public void close() {
    providers.forEach(Provider::close);
  }

  /** What a request shows to get in. */
  sealed interface Shown {
    /** Nothing. */
    record Nothing() implements Shown {}

    /** Something that no provider knows. */
    record Unknown() implements Shown {}

    /** More than one credential. */
    record Several() implements Shown {}

    /**
     * A credential.
     *
     * @param providers in whose form it is, in their order
     */
    record One(List<Provider> providers, Credential credential) implements Shown {
      /** Copies the list. */
      public One {
        providers = List.copyOf(providers);
      }

      /** Whether it may be of one of the providers. */
      boolean fits() {
        return providers.stream()
            .anyMatch(provider -> provider.misfit(credential.secret()).isEmpty());
      }
    }
  }
}
