package dev.buntime.router.internal;

import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import dev.buntime.versions.AppVersion;
import dev.buntime.versions.RangeSyntaxException;
import dev.buntime.versions.SemVer;
import java.util.NavigableSet;
import java.util.stream.Collectors;

/** Why a path leads nowhere, in words for the client. */
final class Refusals {
  private static final int MAX_LISTED = 50; // versions
  private static final int MAX_QUOTED = 100; // characters of what the client typed

  private Refusals() {}

  static InvocationException pathInvalid(String path) {
    return new InvocationException(
        ErrorCode.REQUEST_INVALID,
        "The path " + quoted(path) + " does not begin with exactly one slash.");
  }

  static InvocationException appNotFound(String name) {
    boolean reserved = name.startsWith("_");
    String reason =
        reserved
            ? "Names that begin with _ are reserved for the runner and " + quoted(name) + " is none"
            : "No app named " + quoted(name) + " is deployed";
    return new InvocationException(
        ErrorCode.APP_NOT_FOUND,
        reason
            + ". GET / lists the apps, unless it is configured to serve one; GET /_/deployments"
            + " lists what is deployed and what was refused, with the reason.",
        AppVersion.isName(name) ? name : "",
        "",
        null);
  }

  static InvocationException versionNotFound(
      String app, String range, NavigableSet<SemVer> versions) {
    return new InvocationException(
        ErrorCode.VERSION_NOT_FOUND,
        "No deployed version of %s is in the range %s. There are: %s."
            .formatted(app, quoted(range), listed(versions)),
        app,
        "",
        null);
  }

  static InvocationException rangeInvalid(String app, String range, RangeSyntaxException cause) {
    return new InvocationException(
        ErrorCode.RANGE_INVALID,
        "%s is not a version range, %s.".formatted(quoted(range), cause.getMessage()),
        app,
        "",
        cause);
  }

  /** The same refusal, saying that the shell is what was looked for. */
  static InvocationException ofShell(String segment, InvocationException refusal) {
    return new InvocationException(
        refusal.code(),
        "The app for / is %s (%s, key shell). %s"
            .formatted(segment, RouterConfig.PID, refusal.detail()),
        refusal.app(),
        refusal.version(),
        refusal);
  }

  private static String listed(NavigableSet<SemVer> versions) {
    String highest =
        versions.descendingSet().stream()
            .limit(MAX_LISTED)
            .map(SemVer::toString)
            .collect(Collectors.joining(", "));
    int more = versions.size() - MAX_LISTED;
    return more > 0 ? highest + " and " + more + " more" : highest;
  }

  private static String quoted(String text) {
    return text.length() <= MAX_QUOTED
        ? "'" + text + "'"
        : "'" + text.substring(0, MAX_QUOTED) + "…'";
  }
}
