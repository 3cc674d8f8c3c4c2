package dev.buntime.plugin.authn.internal.token;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A token whose form is right: three parts of Base64url, two of which are JSON objects. Nothing in
 * it is verified. Immutable.
 *
 * <p>The form is checked here and not left to libraries, which take more than RFC 7515 allows.
 */
final class SignedToken {
  /** Longest token that is looked at, in characters. */
  static final int LONGEST = 16 * 1024;

  private static final int LONGEST_KEY_ID = 256;
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_-]*+");

  /** By these a token would bring its own key, or say where it lies. */
  private static final List<String> KEYS = List.of("jwk", "jku", "x5u", "x5c");

  private final String text;
  private final String headerPart;
  private final String signaturePart;
  private final Map<String, Object> header;
  private final Map<String, Object> claims;

  private SignedToken(
      String text, List<String> parts, Map<String, Object> header, Map<String, Object> claims) {
    this.text = text;
    this.headerPart = parts.get(0);
    this.signaturePart = parts.get(2);
    this.header = header;
    this.claims = claims;
  }

  /**
   * Reads a token.
   *
   * @throws InvalidTokenException if its form is not right
   */
  static SignedToken parse(String text) throws InvalidTokenException {
    if (text.length() > LONGEST) {
      throw new InvalidTokenException("the token is longer than " + LONGEST + " characters");
    }
    List<String> parts = List.of(text.split("\\.", -1));
    if (parts.size() == 5) {
      throw new InvalidTokenException("the token is encrypted (JWE), which is not taken");
    }
    if (parts.size() != 3) {
      throw new InvalidTokenException("the token has not three parts with dots between them");
    }
    for (String part : parts) {
      checkPart(part);
    }
    Map<String, Object> header = object("header", parts.get(0));
    checkHeader(header);
    return new SignedToken(text, parts, header, object("payload", parts.get(1)));
  }

  private static void checkPart(String part) throws InvalidTokenException {
    if (part.isEmpty()) {
      throw new InvalidTokenException("a part of the token is empty");
    }
    if (!PART.matcher(part).matches()) {
      throw new InvalidTokenException("a part of the token is not Base64url without padding");
    }
    var _ = decoded(part);
  }

  private static Map<String, Object> object(String name, String part) throws InvalidTokenException {
    byte[] bytes = decoded(part);
    String json;
    try {
      json = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidTokenException("the " + name + " of the token is not UTF-8", e);
    }
    try {
      return StrictJson.object(json);
    } catch (InvalidTokenException e) {
      throw new InvalidTokenException(
          "the " + name + " of the token cannot be read: " + e.getMessage(), e);
    }
  }

  /** What is encoded; one and the same must not have two forms. */
  private static byte[] decoded(String part) throws InvalidTokenException {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(part);
      if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
        return bytes;
      }
      throw new InvalidTokenException("a part of the token has bits behind its end");
    } catch (IllegalArgumentException e) {
      throw new InvalidTokenException("a part of the token is not Base64url", e);
    }
  }

  private static void checkHeader(Map<String, Object> header) throws InvalidTokenException {
    if (!(header.get("alg") instanceof String)) {
      throw new InvalidTokenException("the header of the token names no algorithm (alg)");
    }
    if (header.containsKey("crit")) {
      throw new InvalidTokenException("the header of the token asks for extensions (crit)");
    }
    if (header.containsKey("b64") || header.containsKey("zip") || header.containsKey("enc")) {
      throw new InvalidTokenException("the header of the token has b64, zip or enc");
    }
    if (header.get("cty") instanceof String) {
      throw new InvalidTokenException("the token has another token inside (cty)");
    }
    for (String key : KEYS) {
      if (header.containsKey(key)) {
        throw new InvalidTokenException(
            "the header of the token brings its own key (" + key + "), which is not taken");
      }
    }
    checkKeyId(header);
  }

  private static void checkKeyId(Map<String, Object> header) throws InvalidTokenException {
    if (!header.containsKey("kid")) {
      return;
    }
    boolean isPlain =
        header.get("kid") instanceof String id
            && !id.isEmpty()
            && id.length() <= LONGEST_KEY_ID
            && id.chars().noneMatch(Character::isISOControl);
    if (!isPlain) {
      throw new InvalidTokenException(
          "the key id of the token (kid) is not a text of 1 to %d printable characters"
              .formatted(LONGEST_KEY_ID));
    }
  }

  /** The algorithm as the header names it, whatever it is. */
  String algorithm() {
    return headerText("alg");
  }

  /** The id of the key; empty if the header has none. */
  String keyId() {
    return headerText("kid");
  }

  private String headerText(String name) {
    return header.get(name) instanceof String text ? text : "";
  }

  /**
   * Refuses a token of another type.
   *
   * @param types in lower case, without {@code application/}
   */
  void checkType(Set<String> types) throws InvalidTokenException {
    Object type = header.get("typ");
    if (type == null && !header.containsKey("typ")) {
      return; // most providers name it, not all do, and RFC 7519 does not ask for it
    }
    if (!(type instanceof String name)
        || !types.contains(
            name.toLowerCase(java.util.Locale.ROOT).replaceFirst("^application/", ""))) {
      throw new InvalidTokenException(
          "the type of the token (typ) is none of "
              + String.join(", ", types.stream().sorted().toList()));
    }
  }

  /** The first part. */
  String headerPart() {
    return headerPart;
  }

  /** The last part. */
  String signaturePart() {
    return signaturePart;
  }

  /** What is signed. */
  byte[] signed() {
    return text.substring(0, text.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
  }

  /** All claims. */
  Map<String, Object> claims() {
    return claims;
  }

  /** The token as it came. */
  String text() {
    return text;
  }

  /** Tells nothing of the token. */
  @Override
  public String toString() {
    return "a token that is not verified";
  }
}
