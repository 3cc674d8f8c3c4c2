package dev.buntime.plugin.authn.internal;

import java.util.Optional;

/**
 * Where a token is in a request.
 *
 * @param header name of the field
 * @param prefix word before the token, in any case; empty if there is none
 */
record TokenCarrier(String header, String prefix) {
  /** As RFC 6750 has it. */
  static final TokenCarrier BEARER = new TokenCarrier("Authorization", "Bearer");

  /** The token in a value of the field; empty if the value is something else, or nothing. */
  Optional<String> token(String value) {
    if (prefix.isEmpty()) {
      return Optional.of(value.strip()).filter(token -> !token.isEmpty());
    }
    boolean isPrefixed =
        value.length() > prefix.length()
            && value.regionMatches(true, 0, prefix, 0, prefix.length())
            && value.charAt(prefix.length()) == ' ';
    return isPrefixed ? Optional.of(value.substring(prefix.length()).strip()) : Optional.empty();
  }
}
