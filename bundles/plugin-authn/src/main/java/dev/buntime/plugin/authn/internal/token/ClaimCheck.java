package dev.buntime.plugin.authn.internal.token;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Whether the claims of a token are what the rules ask for (RFC 7519, section 4.1). Immutable. */
final class ClaimCheck {
  /** The last second of the year 9999, behind which numbers are something else than times. */
  private static final long LAST_SECOND = 253_402_300_799L;

  private static final int LONGEST_SUBJECT = 255;

  private final TokenRules rules;
  private final InstantSource clock;

  ClaimCheck(TokenRules rules, InstantSource clock) {
    this.rules = rules;
    this.clock = clock;
  }

  /**
   * Checks the claims of a token whose signature holds.
   *
   * @throws InvalidTokenException if one is not as it has to be
   */
  VerifiedToken check(Map<String, Object> claims) throws InvalidTokenException {
    try {
      return checked(claims);
    } catch (InvalidTokenException e) {
      throw e.ofSigned();
    }
  }

  /**
   * Checks from whom and for whom a token says that it is.
   *
   * @throws InvalidTokenException if that is somebody else
   */
  static void checkAddressee(TokenRules rules, Map<String, Object> claims)
      throws InvalidTokenException {
    checkIssuer(rules, claims);
    checkAudience(rules, claims);
  }

  private VerifiedToken checked(Map<String, Object> claims) throws InvalidTokenException {
    checkIssuer(rules, claims);
    checkTimes(claims);
    checkAudience(rules, claims);
    checkRequired(claims);
    if (claims.containsKey("events")) {
      throw new InvalidTokenException("the token tells of an event, and lets nobody in (events)");
    }
    return new VerifiedToken(subject(claims), claims);
  }

  private static void checkIssuer(TokenRules rules, Map<String, Object> claims)
      throws InvalidTokenException {
    if (!rules.issuer().isEmpty() && !rules.issuer().equals(claims.get("iss"))) {
      throw new InvalidTokenException("the token is not from the issuer that is configured (iss)");
    }
  }

  /** A token ends; it is over at the second that it names (RFC 7519, section 4.1.4). */
  private void checkTimes(Map<String, Object> claims) throws InvalidTokenException {
    Instant now = clock.instant();
    if (!claims.containsKey("exp")) {
      throw new InvalidTokenException("the token does not say when it expires (exp)");
    }
    if (!now.isBefore(time(claims, "exp").plus(rules.clockSkew()))) {
      throw new InvalidTokenException("the token has expired (exp)");
    }
    if (claims.containsKey("nbf") && now.isBefore(time(claims, "nbf").minus(rules.clockSkew()))) {
      throw new InvalidTokenException("the token is not valid yet (nbf)");
    }
    if (claims.containsKey("iat") && now.isBefore(time(claims, "iat").minus(rules.clockSkew()))) {
      throw new InvalidTokenException("the token was made in the future (iat)");
    }
  }

  private static Instant time(Map<String, Object> claims, String name)
      throws InvalidTokenException {
    if (claims.get(name) instanceof Number number) {
      double seconds = number.doubleValue();
      if (seconds >= 0 && seconds <= LAST_SECOND) {
        return Instant.ofEpochSecond(number.longValue());
      }
    }
    throw new InvalidTokenException(
        "a time of the token is not a number of seconds (" + name + ")");
  }

  private static void checkAudience(TokenRules rules, Map<String, Object> claims)
      throws InvalidTokenException {
    List<String> audience = audience(claims);
    if (rules.audiences().isEmpty() && rules.authorizedParties().isEmpty()) {
      return;
    }
    boolean isMeant = audience.stream().anyMatch(rules.audiences()::contains);
    boolean isOfClient =
        claims.get("azp") instanceof String party && rules.authorizedParties().contains(party);
    if (!isMeant && !isOfClient) {
      throw new InvalidTokenException("the token is for somebody else (aud)");
    }
  }

  private static List<String> audience(Map<String, Object> claims) throws InvalidTokenException {
    Object audience = claims.get("aud");
    List<String> names = new ArrayList<>();
    for (Object each : audience instanceof List<?> list ? list : maybe(audience)) {
      if (!(each instanceof String name)) {
        throw new InvalidTokenException("the token does not name its audience with texts (aud)");
      }
      names.add(name);
    }
    return names;
  }

  private static List<?> maybe(@org.jspecify.annotations.Nullable Object value) {
    return value == null ? List.of() : List.of(value);
  }

  private void checkRequired(Map<String, Object> claims) throws InvalidTokenException {
    for (var required : rules.requiredClaims().entrySet()) {
      Object value = claims.get(required.getKey());
      List<?> values = value instanceof List<?> list ? list : maybe(value);
      if (values.stream().noneMatch(each -> isOneOf(each, required.getValue()))) {
        throw new InvalidTokenException(
            "the token lacks a claim with the value that is required ("
                + Printable.of(required.getKey())
                + ")");
      }
    }
  }

  private static boolean isOneOf(Object value, List<Object> allowed) {
    return allowed.stream().anyMatch(each -> isEqual(each, value));
  }

  /** Numbers are the same whichever type they were read as. */
  private static boolean isEqual(Object one, Object other) {
    if (one instanceof Number number && other instanceof Number another) {
      return Double.compare(number.doubleValue(), another.doubleValue()) == 0;
    }
    return Objects.equals(one, other);
  }

  private static String subject(Map<String, Object> claims) throws InvalidTokenException {
    boolean isPlain =
        claims.get("sub") instanceof String subject
            && !subject.isBlank()
            && subject.length() <= LONGEST_SUBJECT
            && subject.chars().noneMatch(Character::isISOControl);
    if (!isPlain) {
      throw new InvalidTokenException(
          "the token does not name its subject with 1 to %d printable characters (sub)"
              .formatted(LONGEST_SUBJECT));
    }
    return String.valueOf(claims.get("sub"));
  }
}
