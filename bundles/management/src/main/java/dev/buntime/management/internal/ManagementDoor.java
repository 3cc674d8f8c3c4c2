package dev.buntime.management.internal;

import dev.buntime.credentials.LoginFailure;
import dev.buntime.credentials.LoginRefusal;
import dev.buntime.log.AuditEntry.Event;
import dev.buntime.runtime.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one door of all that is below {@code /_}: the API, the routes of plugins and the web console.
 * Who comes in is the admin by name and password, or somebody whom a plugin has identified and who
 * has a role for it; and changes nothing for a page of another site. Thread-safe.
 *
 * <p>What a plugin has found out comes first. A name and a password are looked at only if that is
 * not enough, so nobody who is in can try passwords without being noticed.
 */
@Component(service = ManagementDoor.class, configurationPid = ManagementConfig.PID)
public final class ManagementDoor {
  private static final Logger log = LoggerFactory.getLogger(ManagementDoor.class);

  private final AdminLogin admin;
  private final AuditTrail audit;
  private volatile RoleMapping roles;

  /** Made by Declarative Services. */
  @Activate
  public ManagementDoor(
      @Reference AdminLogin admin, @Reference AuditTrail audit, ManagementConfig config) {
    this.admin = admin;
    this.audit = audit;
    this.roles = RoleMapping.of(config);
  }

  /** Takes another mapping of roles. */
  @Modified
  void modified(ManagementConfig config) {
    roles = RoleMapping.of(config);
  }

  /**
   * Who makes a request; null if it may not go on and has been answered.
   *
   * @throws IOException if the answer cannot be sent
   */
  @Nullable Login admit(HttpServletRequest request, HttpServletResponse response, Permission needed)
      throws IOException {
    Login known = roles.login(request).orElse(null);
    if (known != null && known.may(needed)) {
      return unforged(request, response, known);
    }
    if (known != null && !admin.isNamed(request)) {
      return forbid(
          request, response, known, lacks(known, needed)); // whose password it was is known
    }
    return switch (admin.check(request)) {
      case AdminLogin.Outcome.Right() -> unforged(request, response, Login.ADMIN);
      case AdminLogin.Outcome.Wrong(LoginFailure failure) -> {
        failed(request, failure);
        yield challenge(response);
      }
      case AdminLogin.Outcome.Delayed(LoginRefusal refusal) -> delay(request, response, refusal);
      case AdminLogin.Outcome.None() when known != null ->
          forbid(request, response, known, lacks(known, needed));
      case AdminLogin.Outcome.None() -> challenge(response);
    };
  }

  private @Nullable Login unforged(
      HttpServletRequest request, HttpServletResponse response, Login login) throws IOException {
    if (CrossSite.isForged(request)) {
      return forbid(
          request,
          response,
          login,
          "The request was sent by a page of another site. Send it from the runner's own pages, or"
              + " with a client that is no browser.");
    }
    login.setOn(request);
    return login;
  }

  private static String lacks(Login login, Permission needed) {
    String who = "You are logged in as '%s' by %s".formatted(login.user(), login.provider());
    String has =
        login.rights().isEmpty()
            ? " and have no role here"
            : " with " + String.join(", ", login.rights());
    String enough =
        switch (needed) {
          case ADMIN -> "the role admin";
          case READ -> "the role viewer, editor or admin, or the permission read";
          case DEPLOY, RESTART, TRAFFIC ->
              "the role editor or admin, or the permission " + needed.word();
        };
    return "%s%s; this needs %s. management.roles in buntime.jsonc says which roles of a provider"
            .formatted(who, has, enough)
        + " stand for these.";
  }

  private @Nullable Login forbid(
      HttpServletRequest request, HttpServletResponse response, Login login, String detail)
      throws IOException {
    ErrorCode code = ErrorCode.FORBIDDEN;
    audit.add(Event.FORBIDDEN, request, login, code.status(), code.name());
    response.sendError(code.status(), detail);
    return null;
  }

  private void failed(HttpServletRequest request, LoginFailure failure) {
    ErrorCode code = ErrorCode.UNAUTHENTICATED;
    audit.add(Event.LOGIN_FAILED, request, null, code.status(), code.name());
    log.warn(
        "login failed for {} {} from {}: {} from there, {} refused since the one before, the next"
            + " has to wait {} ms",
        request.getMethod(),
        request.getRequestURI(),
        request.getRemoteAddr(),
        failure.failures(),
        failure.refused(),
        failure.delay().toMillis());
  }

  private static @Nullable Login challenge(HttpServletResponse response) throws IOException {
    response.setHeader("WWW-Authenticate", "Basic realm=\"Buntime\", charset=\"UTF-8\"");
    response.sendError(
        ErrorCode.UNAUTHENTICATED.status(),
        "Log in as 'admin'. The password was printed when the runner first started; "
            + "'bin/buntime passwd' sets another one.");
    return null;
  }

  private @Nullable Login delay(
      HttpServletRequest request, HttpServletResponse response, LoginRefusal refusal)
      throws IOException {
    ErrorCode code = ErrorCode.TOO_MANY_REQUESTS;
    if (refusal.first()) {
      audit.add(Event.LOGIN_DELAYED, request, null, code.status(), code.name());
    }
    response.setHeader("Retry-After", Long.toString(refusal.retryAfterSeconds()));
    response.sendError(
        code.status(),
        "Too many logins have failed. Try again in %d s; until then no password is looked at."
            .formatted(refusal.retryAfterSeconds()));
    return null;
  }
}
