package dev.buntime.plugin.authn.internal;

import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Member;
import dev.buntime.jsonc.Setting;
import dev.buntime.jsonc.Value.Items;
import dev.buntime.jsonc.Value.Numeral;
import dev.buntime.jsonc.Value.Text;
import dev.buntime.jsonc.Value.Truth;
import dev.buntime.plugin.authn.internal.token.Algorithms;
import dev.buntime.plugin.authn.internal.token.Endpoints;
import dev.buntime.plugin.authn.internal.token.OpenIdProvider;
import dev.buntime.plugin.authn.internal.token.StaticKeys;
import dev.buntime.plugin.authn.internal.token.TokenRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one provider: each kind has its own keys, and says which. */
final class ProviderReader {
  /** The kinds, each with the keys that it may have. */
  static final Map<String, List<String>> KEYS = keys();

  /** All keys of all kinds. */
  static final Set<String> ALL_KEYS = allKeys();

  private static final Duration MOST_SKEW = Duration.ofMinutes(10);
  private static final Duration LEAST_FRESH = Duration.ofSeconds(10);
  private static final Duration MOST_FRESH = Duration.ofHours(24);
  private static final String AN_OBJECT = "an object with claims";

  private final String kind;
  private final Setting provider;
  private final Map<String, Setting> options;

  private ProviderReader(Setting provider, String kind, Map<String, Setting> options) {
    this.kind = kind;
    this.provider = provider;
    this.options = options;
  }

  private static Map<String, List<String>> keys() {
    List<String> tokens =
        List.of(
            "provider",
            "issuer",
            "audience",
            "algorithm",
            "clockSkew",
            "requiredClaims",
            "headerName",
            "tokenPrefix");
    List<String> openId = with(tokens, "clientId", "clientSecret", "jwksCacheTtl", "allowHttp");
    Map<String, List<String>> keys = new LinkedHashMap<>();
    keys.put("keycloak", with(openId, "realm"));
    keys.put("oidc", openId);
    keys.put("jwt", with(tokens, "secret", "publicKey"));
    keys.put("apiKey", List.of("provider"));
    keys.put("basic", List.of("provider", "users"));
    return keys;
  }

  private static List<String> with(List<String> keys, String... more) {
    List<String> all = new ArrayList<>(keys);
    all.addAll(List.of(more));
    return List.copyOf(all);
  }

  private static Set<String> allKeys() {
    Set<String> all = new HashSet<>();
    KEYS.values().forEach(all::addAll);
    return Set.copyOf(all);
  }

  /**
   * Reads a provider.
   *
   * @param members its options and no others
   * @throws JsoncException if one is missing, unknown or wrong
   */
  static ProviderOptions read(List<Member> members) throws JsoncException {
    Map<String, Setting> options = new HashMap<>();
    for (Member member : members) {
      options.put(member.key(), member.setting());
    }
    Setting provider = options.get("provider");
    if (provider == null) {
      throw new JsoncException(
          "a provider has no option provider; allowed are " + String.join(", ", KEYS.keySet()));
    }
    String kind = provider.oneOf(List.copyOf(KEYS.keySet()));
    List<String> known = KEYS.getOrDefault(kind, List.of());
    for (Member member : members) {
      if (!known.contains(member.key())) {
        throw ALL_KEYS.contains(member.key())
            ? member
                .place()
                .error(
                    "%s is not an option of the provider %s, which has %s"
                        .formatted(member.setting().path(), kind, String.join(", ", known)))
            : member.unknown(known);
      }
    }
    return new ProviderReader(provider, kind, options).read();
  }

  private ProviderOptions read() throws JsoncException {
    return switch (kind) {
      case "keycloak" -> openId(OpenIdProvider.Kind.KEYCLOAK, realmIssuer());
      case "oidc" -> openId(OpenIdProvider.Kind.ANY, issuer(required("issuer")));
      case "jwt" -> jwt();
      case "apiKey" -> new ProviderOptions.ApiKey();
      default -> new ProviderOptions.Basic(UserReader.read(required("users")));
    };
  }

  /** Keycloak's issuer is the address of the realm. */
  private String realmIssuer() throws JsoncException {
    String base = issuer(required("issuer")).replaceAll("/+$", "");
    Setting realm = required("realm");
    String name = realm.text("the name of a realm");
    if (!name.matches("[A-Za-z0-9._~-]{1,255}")) {
      throw realm.refused("the name of a realm of letters, digits, ., _, ~ and -");
    }
    return base + "/realms/" + name;
  }

  private String issuer(Setting setting) throws JsoncException {
    String text = setting.text("the URL of a provider");
    try {
      var uri = Endpoints.check(text, truth("allowHttp", false));
      if (uri.getRawQuery() != null) {
        throw setting.refused("a URL without a query");
      }
      return text;
    } catch (IllegalArgumentException e) {
      throw setting.refused(
          "the URL of a provider, such as https://id.example.com; " + e.getMessage());
    }
  }

  private ProviderOptions openId(OpenIdProvider.Kind openIdKind, String issuer)
      throws JsoncException {
    String clientId = text("clientId", "");
    Set<String> audiences = texts("audience");
    if (audiences.isEmpty() && clientId.isEmpty()) {
      throw provider
          .place()
          .error(
              "%s needs audience or clientId, so that tokens for others do not let anybody in"
                  .formatted(issuer));
    }
    boolean byClient = audiences.isEmpty();
    Set<String> algorithms = algorithms(Set.copyOf(Algorithms.PUBLIC));
    TokenRules rules =
        new TokenRules(
            issuer,
            byClient ? Set.of(clientId) : audiences,
            byClient ? Set.of(clientId) : Set.of(),
            algorithms,
            TokenRules.ACCESS_TYPES,
            skew(),
            requiredClaims());
    return new ProviderOptions.OpenId(
        openIdKind,
        rules,
        carrier(),
        clientId,
        secret("clientSecret"),
        truth("allowHttp", false),
        duration("jwksCacheTtl", Duration.ofHours(1), LEAST_FRESH, MOST_FRESH));
  }

  private ProviderOptions jwt() throws JsoncException {
    Setting secret = options.get("secret");
    Setting publicKey = options.get("publicKey");
    if ((secret == null) == (publicKey == null)) {
      throw provider
          .place()
          .error("the provider jwt needs exactly one of secret (HS256 …) and publicKey (RS256 …)");
    }
    StaticKeys keys = secret == null ? publicKeys(publicKey) : secretKey(secret);
    TokenRules rules =
        new TokenRules(
            text("issuer", ""),
            texts("audience"),
            Set.of(),
            algorithms(keys.algorithms()),
            TokenRules.ACCESS_TYPES,
            skew(),
            requiredClaims());
    return new ProviderOptions.Jwt(rules, carrier(), keys);
  }

  private static StaticKeys secretKey(Setting setting) throws JsoncException {
    try {
      return StaticKeys.secret(Secrets.text(setting));
    } catch (IllegalArgumentException e) {
      throw Secrets.refused(setting, String.valueOf(e.getMessage()));
    }
  }

  private StaticKeys publicKeys(@Nullable Setting setting) throws JsoncException {
    Setting given = setting == null ? required("publicKey") : setting;
    try {
      return StaticKeys.publicKeys(Secrets.text(given));
    } catch (IllegalArgumentException e) {
      throw Secrets.refused(given, String.valueOf(e.getMessage()));
    }
  }

  /** Those of the option, or all that the keys can do. */
  private Set<String> algorithms(Set<String> possible) throws JsoncException {
    Setting setting = options.get("algorithm");
    if (setting == null) {
      return possible;
    }
    List<String> allowed = possible.stream().sorted().toList();
    Set<String> names = new HashSet<>();
    for (Setting each : each(setting)) {
      names.add(each.oneOf(allowed));
    }
    return names;
  }

  private Duration skew() throws JsoncException {
    Setting setting = options.get("clockSkew");
    return setting == null ? Duration.ofMinutes(1) : setting.duration("no difference", MOST_SKEW);
  }

  private Map<String, List<Object>> requiredClaims() throws JsoncException {
    Setting setting = options.get("requiredClaims");
    Map<String, List<Object>> claims = new HashMap<>();
    if (setting != null) {
      for (Member claim : setting.members(AN_OBJECT)) {
        List<Object> values = new ArrayList<>();
        for (Setting value : each(claim.setting())) {
          values.add(value(value));
        }
        claims.put(claim.key(), List.copyOf(values));
      }
    }
    return claims;
  }

  private static Object value(Setting setting) throws JsoncException {
    return switch (setting.value()) {
      case Text(String text) -> text;
      case Truth(boolean isTrue) -> isTrue;
      case Numeral(String digits) -> Double.valueOf(digits);
      default -> throw setting.refused("a text, a number, true or false, or a list of them");
    };
  }

  private TokenCarrier carrier() throws JsoncException {
    Setting header = options.get("headerName");
    Setting prefix = options.get("tokenPrefix");
    String name =
        header == null ? TokenCarrier.BEARER.header() : header.text("the name of a header");
    if (header != null && !name.matches("[A-Za-z0-9-]{1,64}")) {
      throw header.refused("the name of a header of letters, digits and -");
    }
    String word =
        prefix == null
            ? TokenCarrier.BEARER.prefix()
            : prefix.anyText("a word before the token, or an empty text").strip();
    if (prefix != null && !word.matches("[A-Za-z0-9_-]{0,32}")) {
      throw prefix.refused("a word of letters, digits, _ and -, or an empty text");
    }
    return new TokenCarrier(name, word);
  }

  private Setting required(String key) throws JsoncException {
    Setting setting = options.get(key);
    if (setting == null) {
      throw provider.place().error("the provider %s needs the option %s".formatted(kind, key));
    }
    return setting;
  }

  private String text(String key, String otherwise) throws JsoncException {
    Setting setting = options.get(key);
    return setting == null ? otherwise : setting.text("a text");
  }

  private String secret(String key) throws JsoncException {
    Setting setting = options.get(key);
    return setting == null ? "" : Secrets.text(setting);
  }

  private boolean truth(String key, boolean otherwise) throws JsoncException {
    Setting setting = options.get(key);
    return setting == null ? otherwise : setting.truth();
  }

  private Duration duration(String key, Duration otherwise, Duration least, Duration most)
      throws JsoncException {
    Setting setting = options.get(key);
    return setting == null ? otherwise : setting.duration(least, most);
  }

  private Set<String> texts(String key) throws JsoncException {
    Setting setting = options.get(key);
    Set<String> texts = new HashSet<>();
    if (setting != null) {
      for (Setting each : each(setting)) {
        texts.add(each.text("a text, or a list of texts"));
      }
    }
    return texts;
  }

  /** One value, or those of a list. */
  private static List<Setting> each(Setting setting) throws JsoncException {
    if (setting.value() instanceof Items(List<Setting> items)) {
      if (items.isEmpty()) {
        throw setting.refused("a value, or a list of some");
      }
      return items;
    }
    return List.of(setting);
  }
}
