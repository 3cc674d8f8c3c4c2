package dev.buntime.plugin.authn.internal.login;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Binds logins that are under way to the browser in which they began: each has a cookie of its own,
 * so that several tabs can log in at once. Only so many of them are kept. Thread-safe.
 */
final class LoginCookies {
  /** So many logins may be under way in one browser; the oldest one makes room. */
  static final int MOST = 10;

  /** So much they may have together, in characters: the header of a request is limited, too. */
  static final int ROOM = 4000;

  private static final Pattern STATE = Pattern.compile("[A-Za-z0-9_-]{43}");

  private final CookieSeal seal;
  private final InstantSource clock;

  LoginCookies(CookieSeal seal, InstantSource clock) {
    this.seal = seal;
    this.clock = clock;
  }

  /** The fields with which a login begins. */
  List<String> begin(CookieJar cookies, PendingLogin attempt) {
    String name = cookies.login(attempt.state());
    List<String> fields = new ArrayList<>();
    fields.add(
        cookies.set(name, seal.seal(name, attempt.encoded()), PendingLogin.LONGEST.toSeconds()));
    surplus(cookies).forEach(each -> fields.add(cookies.clear(each)));
    return fields;
  }

  private List<String> surplus(CookieJar cookies) {
    List<String> newestFirst =
        cookies.logins().stream()
            .sorted(Comparator.comparing((String name) -> ends(cookies, name)).reversed())
            .toList();
    int kept = 0;
    int room = ROOM;
    while (kept < Math.min(MOST - 1, newestFirst.size())) {
      room -= cookies.values(newestFirst.get(kept)).getFirst().length();
      if (room < 0) {
        break;
      }
      kept++;
    }
    return newestFirst.subList(kept, newestFirst.size());
  }

  private Instant ends(CookieJar cookies, String name) {
    return open(cookies, name).map(PendingLogin::ends).orElse(Instant.MIN);
  }

  /** The login that has this state, if it began in this browser and it is not too late. */
  Optional<PendingLogin> find(CookieJar cookies, String state) {
    if (!STATE.matcher(state).matches()) {
      return Optional.empty();
    }
    return open(cookies, cookies.login(state))
        .filter(attempt -> isSame(attempt.state(), state))
        .filter(attempt -> clock.instant().isBefore(attempt.ends()));
  }

  private Optional<PendingLogin> open(CookieJar cookies, String name) {
    return cookies.values(name).stream()
        .findFirst()
        .flatMap(value -> seal.open(name, value))
        .flatMap(PendingLogin::decoded);
  }

  private static boolean isSame(String left, String right) {
    return MessageDigest.isEqual(
        left.getBytes(StandardCharsets.US_ASCII), right.getBytes(StandardCharsets.US_ASCII));
  }
}
