package dev.buntime.plugin.authn.internal.token;

/**
 * What a provider has answered.
 *
 * @param status HTTP status
 * @param contentType as it was sent; empty if it was not
 * @param body decoded as UTF-8
 */
public record Reply(int status, String contentType, String body) {

  /** Tells nothing of the body, in which there may be tokens. */
  @Override
  public String toString() {
    return "answer " + status + " of " + body.length() + " characters";
  }
}
