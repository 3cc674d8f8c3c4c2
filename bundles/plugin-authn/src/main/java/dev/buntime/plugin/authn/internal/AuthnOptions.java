package dev.buntime.plugin.authn.internal;

import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Member;
import dev.buntime.jsonc.Setting;
import dev.buntime.plugin.authn.internal.login.LoginOptions;
import dev.buntime.plugin.support.ExcludedPaths;
import dev.buntime.plugin.support.OptionTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The options of the plugin. Immutable.
 *
 * @param providers in the order in which they are tried
 * @param optional whether requests without credentials pass
 * @param excluded paths that nobody looks at
 * @param publicRoutes of apps, which need no credential
 * @param login of browsers, if it is configured
 */
record AuthnOptions(
    List<ProviderOptions> providers,
    boolean optional,
    ExcludedPaths excluded,
    PublicRoutes publicRoutes,
    Optional<LoginOptions> login) {
  private static final List<String> COMMON =
      List.of("providers", "optional", "excludePaths", "publicRoutes", "login");

  private static final Set<String> LISTS_OF_OBJECTS = Set.of("providers", "users");

  /** Kinds of which one provider is enough. */
  private static final Set<String> ONCE = Set.of("apiKey", "basic");

  /** Copies the list. */
  AuthnOptions {
    providers = List.copyOf(providers);
  }

  /**
   * Reads the options.
   *
   * @param properties of the component
   * @throws IllegalArgumentException if one cannot be taken; the message says which, and what is
   *     allowed
   */
  static AuthnOptions of(Map<String, Object> properties) {
    try {
      return read(OptionTree.of(AuthnPlugin.NAME, properties, LISTS_OF_OBJECTS));
    } catch (JsoncException e) {
      throw new IllegalArgumentException(
          "plugins in buntime.jsonc, options of plugin-authn: " + e.problem() + ".");
    }
  }

  private static AuthnOptions read(List<Member> members) throws JsoncException {
    List<Member> single = new ArrayList<>();
    List<ProviderOptions> providers = new ArrayList<>();
    boolean optional = false;
    ExcludedPaths excluded = ExcludedPaths.NONE;
    PublicRoutes routes = PublicRoutes.NONE;
    Optional<LoginOptions> login = Optional.empty();
    for (Member member : members) {
      switch (member.key()) {
        case "providers" -> providers.addAll(list(member.setting()));
        case "optional" -> optional = member.setting().truth();
        case "excludePaths" -> excluded = ExcludedPaths.read(member.setting());
        case "publicRoutes" -> routes = PublicRoutes.read(member.setting());
        case "login" -> login = Optional.of(LoginOptions.read(member.setting()));
        default -> single.add(known(member));
      }
    }
    if (providers.isEmpty() == single.isEmpty()) {
      throw new JsoncException(
          "there must be either the options of one provider (provider, …) or a list providers");
    }
    if (!single.isEmpty()) {
      providers.add(ProviderReader.read(single));
    }
    requireDistinct(providers);
    if (login.isPresent() && providers.stream().noneMatch(AuthnOptions::hasLogin)) {
      throw new JsoncException(
          "login needs a provider keycloak or oidc with a clientId, at which browsers log in");
    }
    return new AuthnOptions(providers, optional, excluded, routes, login);
  }

  /** Whether browsers can log in there. */
  static boolean hasLogin(ProviderOptions provider) {
    return provider instanceof ProviderOptions.OpenId openId && !openId.clientId().isEmpty();
  }

  private static Member known(Member member) throws JsoncException {
    if (!ProviderReader.ALL_KEYS.contains(member.key())) {
      List<String> all = new ArrayList<>(COMMON);
      all.addAll(ProviderReader.ALL_KEYS.stream().sorted().toList());
      throw member.unknown(all);
    }
    return member;
  }

  private static List<ProviderOptions> list(Setting setting) throws JsoncException {
    List<ProviderOptions> providers = new ArrayList<>();
    for (Setting each : setting.items("a list of providers, each an object")) {
      providers.add(ProviderReader.read(each.members("an object with the options of a provider")));
    }
    return providers;
  }

  private static void requireDistinct(List<ProviderOptions> providers) throws JsoncException {
    Set<String> kinds = new HashSet<>();
    for (ProviderOptions each : providers) {
      if (ONCE.contains(each.provider()) && !kinds.add(each.provider())) {
        throw new JsoncException("the provider %s is there twice".formatted(each.provider()));
      }
    }
  }
}
