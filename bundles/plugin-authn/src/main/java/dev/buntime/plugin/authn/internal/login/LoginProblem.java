package dev.buntime.plugin.authn.internal.login;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.PluginRequest;

/** Why a login comes to nothing, and what a person is told. */
enum LoginProblem {
  /** The query cannot be understood. */
  MALFORMED(
      400,
      "The address is malformed",
      "It lacks what a login needs, or has something twice. Begin again from the app."),
  /** No cookie belongs to the state, or it was used before. */
  NOT_BEGUN(
      400,
      "This login is not under way",
      "It was not begun in this browser, is complete already, or took longer than 10 minutes."
          + " If it happens again, look whether cookies are switched off."),
  /** The parameter {@code redirect} is no path of this server. */
  BAD_TARGET(
      400,
      "The address is malformed",
      "After the login the browser can only go to a path of this server, such as /hello-api/."),
  /** Nobody has said that browsers reach the runner under this name. */
  UNKNOWN_ORIGIN(
      400,
      "There is no login at this address",
      "Whoever runs this server has to name the address under which browsers reach it: option"
          + " login.publicUrl of plugin-authn. Without it, there is a login at localhost only."),
  /** Another provider has answered than the one that was asked (RFC 9207). */
  OTHER_PROVIDER(
      400,
      "The answer is of another provider",
      "Somebody may have tried to misdirect this login. It was given up; nothing is lost."),
  /** The person, or a rule of the provider, has said no. */
  DENIED(403, "The login was declined", "The provider did not let you in, or you cancelled."),
  /** The provider will not say who it is. */
  REFUSED(
      502,
      "The provider refuses the login",
      "It may not know this server, or not in this way. The log of the server has the reason."),
  /** What the provider says does not hold. */
  INVALID(
      502,
      "The answer of the provider does not hold",
      "Its tokens were checked and refused. The log of the server has the reason."),
  /** The provider does not answer. */
  UNAVAILABLE(
      503, "The provider does not answer", "Nobody can log in before it does. Try again later."),
  /** As many logins are being completed as may be at once. */
  BUSY(
      503,
      "Too many logins are under way",
      "The provider is not asked for more of them at once. Try again in a moment."),
  /** The provider takes too long. */
  SLOW(504, "The provider takes too long", "Nobody can log in before it answers sooner.");

  private final int status;
  private final String title;
  private final String detail;

  LoginProblem(int status, String title, String detail) {
    this.status = status;
    this.title = title;
    this.detail = detail;
  }

  /**
   * The page that tells it.
   *
   * @param target where the browser wanted to go
   * @param said in the words of the provider; empty if it said nothing
   */
  Decision.Answer page(PluginRequest request, LocalPath target, String said) {
    return LoginPage.of(
        status, title, detail, said, Redirects.loginFor(target), request.requestId());
  }
}
