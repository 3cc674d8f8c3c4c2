package dev.buntime.plugin.authn.internal;

/**
 * What somebody shows to get in.
 *
 * @param secret a token, an API key, or a name and a password in Base64
 * @param address where it comes from; empty if that is not known
 */
record Credential(String secret, String address) {
  /** Tells nothing of it. */
  @Override
  public String toString() {
    return "a credential";
  }
}
