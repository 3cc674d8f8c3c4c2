package dev.buntime.plugin.authz.internal.obligation;

import dev.buntime.plugin.Identity;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How somebody has to be logged in: by one of some classes of authentication, and not too long ago
 * (RFC 9470).
 *
 * @param classes one of which the claim {@code acr} must have; none for any
 * @param most how long ago the login may have been, by the claim {@code auth_time}; empty for any
 */
public record StepUp(List<String> classes, Optional<Duration> most) {
  private static final String CLASSES = "acr";
  private static final String MOST = "maxAge";

  /** What may stand in a quoted list of a challenge. */
  private static final Pattern CLASS = Pattern.compile("[!#-\\[\\]-~]{1,100}");

  private static final int LONGEST = 1_000_000_000;

  /** By which the clock of a provider may be ahead. */
  private static final int SKEW_SECONDS = 60;

  /** Copies the list. */
  public StepUp {
    classes = List.copyOf(classes);
  }

  static StepUp of(Arguments arguments) throws ObligationException {
    arguments.allow(List.of(CLASSES, MOST));
    List<String> classes = arguments.values(CLASSES);
    Optional<String> seconds = arguments.one(MOST);
    if (classes.isEmpty() && seconds.isEmpty()) {
      throw arguments.refused("needs acr, maxAge (in seconds) or both");
    }
    if (!classes.stream().allMatch(each -> CLASS.matcher(each).matches())) {
      throw arguments.refused("has an acr with blanks, quotes or characters that are not ASCII");
    }
    Optional<Duration> most = Optional.empty();
    if (seconds.isPresent()) {
      most = Optional.of(duration(arguments, seconds.get()));
    }
    return new StepUp(classes, most);
  }

  /** Numbers of the short form are doubles, 300 is 300.0 then. */
  private static Duration duration(Arguments arguments, String seconds) throws ObligationException {
    try {
      int whole = new BigDecimal(seconds).intValueExact();
      if (whole >= 0 && whole <= LONGEST) {
        return Duration.ofSeconds(whole);
      }
    } catch (NumberFormatException | ArithmeticException _) {
      // No whole number, as below.
    }
    throw arguments.refused(
        "has the maxAge %s; write seconds, at most %d".formatted(seconds, LONGEST));
  }

  /** Whether somebody is logged in that way; who is not logged in is not. */
  public boolean isMet(Optional<Identity> identity, Instant now) {
    return identity.filter(each -> isClass(each) && isFresh(each, now)).isPresent();
  }

  private boolean isClass(Identity identity) {
    return classes.isEmpty()
        || switch (identity.claims().get(CLASSES)) {
          case Collection<?> several -> several.stream().anyMatch(classes::contains);
          case null -> false;
          case Object one -> classes.contains(one.toString());
        };
  }

  private boolean isFresh(Identity identity, Instant now) {
    if (most.isEmpty()) {
      return true;
    }
    if (!(identity.claims().get("auth_time") instanceof Number seconds)) {
      return false;
    }
    double age = now.getEpochSecond() - seconds.doubleValue();
    return age <= most.get().toSeconds() && age >= -SKEW_SECONDS;
  }

  /** The challenge of RFC 9470, section 3. */
  public String challenge() {
    List<String> parts = new ArrayList<>();
    parts.add("Bearer error=\"insufficient_user_authentication\"");
    parts.add("error_description=\"another login is needed\"");
    if (!classes.isEmpty()) {
      parts.add("acr_values=\"%s\"".formatted(String.join(" ", classes)));
    }
    most.ifPresent(each -> parts.add("max_age=\"%d\"".formatted(each.toSeconds())));
    return String.join(", ", parts);
  }
}
