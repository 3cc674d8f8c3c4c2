package dev.buntime.plugin.authn.internal.login;

import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Member;
import dev.buntime.jsonc.Setting;
import dev.buntime.jsonc.Value.Items;
import dev.buntime.jsonc.Value.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The options of the browser login, the object {@code login} of the plugin's. Immutable.
 *
 * @param publicUrls under which browsers reach the runner; empty if from this machine only
 * @param cookieSecret with which cookies are encrypted; empty for a random one
 * @param previousSecrets with which cookies may have been encrypted before
 * @param scopes that are asked for
 * @param limits of sessions
 * @param afterLogout where a browser goes when it has logged out
 */
public record LoginOptions(
    List<PublicOrigin> publicUrls,
    Optional<String> cookieSecret,
    List<String> previousSecrets,
    List<String> scopes,
    SessionLimits limits,
    LocalPath afterLogout) {
  /** What holds where nothing is said. */
  public static final LoginOptions DEFAULT =
      new LoginOptions(
          List.of(),
          Optional.empty(),
          List.of(),
          List.of("openid", "profile", "email"),
          new SessionLimits(Duration.ofHours(8), Duration.ofHours(1)),
          LocalPath.ROOT);

  private static final List<String> KEYS =
      List.of(
          "publicUrl",
          "cookieSecret",
          "previousCookieSecrets",
          "scopes",
          "sessionMaxAge",
          "sessionIdleTimeout",
          "afterLogout");

  private static final int SHORTEST_SECRET = 32;
  private static final int MOST_SECRETS = 5;
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(30);
  private static final String URLS =
      "the address under which browsers reach the runner, such as"
          + " \"https://apps.example.org\", or a list of them";

  /** Copies the lists. */
  public LoginOptions {
    publicUrls = List.copyOf(publicUrls);
    previousSecrets = List.copyOf(previousSecrets);
    scopes = List.copyOf(scopes);
  }

  /**
   * Reads the options.
   *
   * @throws JsoncException if one is unknown or wrong; the message repeats no secret
   */
  public static LoginOptions read(Setting login) throws JsoncException {
    LoginOptions options = DEFAULT;
    for (Member member : login.members("an object with options of the browser login")) {
      options = options.with(member);
    }
    if (options.limits.idle().compareTo(options.limits.longest()) > 0) {
      throw login.place().error("login.sessionIdleTimeout is longer than login.sessionMaxAge");
    }
    return options;
  }

  private LoginOptions with(Member member) throws JsoncException {
    Setting setting = member.setting();
    return switch (member.key()) {
      case "publicUrl" -> withPublicUrls(origins(setting));
      case "cookieSecret" -> withSecrets(Optional.of(secret(setting)), previousSecrets);
      case "previousCookieSecrets" -> withSecrets(cookieSecret, secrets(setting));
      case "scopes" -> withScopes(scopes(setting));
      case "sessionMaxAge" ->
          withLimits(new SessionLimits(setting.duration(SHORTEST, LONGEST), limits.idle()));
      case "sessionIdleTimeout" ->
          withLimits(new SessionLimits(limits.longest(), setting.duration(SHORTEST, LONGEST)));
      case "afterLogout" -> withAfterLogout(path(setting));
      default -> throw member.unknown(KEYS);
    };
  }

  private LoginOptions withPublicUrls(List<PublicOrigin> next) {
    return new LoginOptions(next, cookieSecret, previousSecrets, scopes, limits, afterLogout);
  }

  private LoginOptions withSecrets(Optional<String> current, List<String> previous) {
    return new LoginOptions(publicUrls, current, previous, scopes, limits, afterLogout);
  }

  private LoginOptions withScopes(List<String> next) {
    return new LoginOptions(publicUrls, cookieSecret, previousSecrets, next, limits, afterLogout);
  }

  private LoginOptions withLimits(SessionLimits next) {
    return new LoginOptions(publicUrls, cookieSecret, previousSecrets, scopes, next, afterLogout);
  }

  private LoginOptions withAfterLogout(LocalPath next) {
    return new LoginOptions(publicUrls, cookieSecret, previousSecrets, scopes, limits, next);
  }

  private static List<PublicOrigin> origins(Setting setting) throws JsoncException {
    List<PublicOrigin> origins = new ArrayList<>();
    for (Setting each : each(setting, URLS)) {
      PublicOrigin origin =
          PublicOrigin.parse(each.text(URLS)).orElseThrow(() -> each.refused(URLS));
      if (!origin.isSecure() && !origin.isLoopback()) {
        throw each.refused("an address with https, but for localhost: cookies would be readable");
      }
      origins.add(origin);
    }
    return origins;
  }

  private static List<String> secrets(Setting setting) throws JsoncException {
    List<String> secrets = new ArrayList<>();
    for (Setting each : each(setting, "a list of secrets")) {
      secrets.add(secret(each));
    }
    if (secrets.size() > MOST_SECRETS) {
      throw setting
          .place()
          .error("%s has more than %d secrets".formatted(setting.path(), MOST_SECRETS));
    }
    return secrets;
  }

  private static String secret(Setting setting) throws JsoncException {
    if (setting.value() instanceof Text(String text) && text.strip().length() >= SHORTEST_SECRET) {
      return text.strip();
    }
    throw setting
        .place()
        .error(
            ("%s is not a secret; allowed is a text of at least %d random characters, such as"
                    + " 'openssl rand -base64 32' makes")
                .formatted(setting.path(), SHORTEST_SECRET));
  }

  private static List<String> scopes(Setting setting) throws JsoncException {
    String allowed = "a list of scopes, such as \"profile\"";
    Set<String> scopes = new LinkedHashSet<>();
    scopes.add("openid");
    for (Setting each : each(setting, allowed)) {
      String scope = each.text(allowed);
      // RFC 6749, section 3.3
      if (!scope.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\')) {
        throw each.refused("a scope of printable ASCII without spaces, quotes and backslashes");
      }
      scopes.add(scope);
    }
    return List.copyOf(scopes);
  }

  private static LocalPath path(Setting setting) throws JsoncException {
    String allowed = "a path of this server, such as \"/\" or \"/hello-api/\"";
    return LocalPath.of(setting.text(allowed)).orElseThrow(() -> setting.refused(allowed));
  }

  /** One value, or those of a list. */
  private static List<Setting> each(Setting setting, String allowed) throws JsoncException {
    if (setting.value() instanceof Items(List<Setting> items)) {
      if (items.isEmpty()) {
        throw setting.refused(allowed);
      }
      return items;
    }
    return List.of(setting);
  }

  /** Tells no secret. */
  @Override
  public String toString() {
    return "login at " + publicUrls;
  }
}
