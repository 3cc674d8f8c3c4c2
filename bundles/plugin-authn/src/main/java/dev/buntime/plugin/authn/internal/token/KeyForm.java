package dev.buntime.plugin.authn.internal.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The forms in which keys and certificates are handed around. Each is told by much more than chance
 * could bring about in a random secret.
 */
final class KeyForm {
  /** Of RFC 7468, of RFC 4716, and of what is left if the first or the last line is lost. */
  private static final Pattern PEM = Pattern.compile("(?i)-----?[ +]?(?:BEGIN|END)[ +][A-Z0-9]");

  /** A line as in authorized_keys, and how the types of keys begin in Base64. */
  private static final Pattern SSH =
      Pattern.compile(
          "(?i:(?:ssh|ecdsa-sha2|sk-ssh|sk-ecdsa-sha2)-[a-z0-9@.-]{3,60}[\\s+]++AAAA)"
              + "|AAAA[A-Z](?:3NzaC1|2VjZHNhLX|nNrLW|nNrLX)");

  /** The type at the begin of a key on the wire (RFC 4253, section 6.6). */
  private static final Pattern SSH_TYPE =
      Pattern.compile("(?:ssh|ecdsa-sha2|sk-ssh|sk-ecdsa-sha2)-[a-z0-9@.-]{3,60}");

  /** The members that JWKs and sets of them have, in JSON that need not be flawless. */
  private static final Pattern JWK =
      Pattern.compile("[{,][\\s+]*+\\\\*+[\"'](?:kty|keys|jwks)\\\\*+[\"'][\\s+]*+:");

  /** Of XML Signature, and of .NET. */
  private static final Pattern XML =
      Pattern.compile(
          "(?i)<(?:[a-z0-9]{1,16}:)?(?:(?:RSA|DSA|EC)?KeyValue|X509Certificate|Modulus)[\\s>]");

  private static final int LENGTH = Integer.BYTES;

  private KeyForm() {}

  /** What it looks like, for people; empty if it has none of the forms. */
  static Optional<String> of(byte[] content) {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    if (PEM.matcher(text).find()) {
      return Optional.of("a key or a certificate in PEM");
    }
    if (JWK.matcher(text).find()) {
      return Optional.of("a JWK");
    }
    if (SSH.matcher(text).find() || isOnTheWire(content)) {
      return Optional.of("a key of SSH");
    }
    if (XML.matcher(text).find()) {
      return Optional.of("a key in XML");
    }
    return DerKey.isOne(content) ? Optional.of("a key or a certificate in DER") : Optional.empty();
  }

  /** Two fields at least, each behind its length, of which the first is the type. */
  private static boolean isOnTheWire(byte[] content) {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    if (bytes.remaining() < LENGTH) {
      return false;
    }
    int length = bytes.getInt();
    if (length < 0 || length > bytes.remaining() - LENGTH) {
      return false;
    }
    String type = new String(content, LENGTH, length, StandardCharsets.ISO_8859_1);
    int next = bytes.position(bytes.position() + length).getInt();
    return SSH_TYPE.matcher(type).matches() && next >= 0 && next <= bytes.remaining();
  }
}
