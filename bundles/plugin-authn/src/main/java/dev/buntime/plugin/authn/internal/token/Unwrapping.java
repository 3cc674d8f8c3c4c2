package dev.buntime.plugin.authn.internal.token;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a text may be an encoding of. */
final class Unwrapping {
  private static final String QUOTES = "\"'`";
  private static final Pattern ESCAPED = Pattern.compile("\\\\(?:u00([0-9a-fA-F]{2})|(.))");
  private static final Pattern PERCENT = Pattern.compile("%([0-9a-fA-F]{2})");
  private static final Pattern PREFIX =
      Pattern.compile("(?i)(?:data:[^,]{0,100},|(?:base64|base64url|b64|hex|der)[:,]|0x)");
  private static final Pattern BETWEEN_HEX = Pattern.compile("[:\\s-]++|\\\\[nr]");
  private static final Pattern HEX = Pattern.compile("(?:[0-9a-fA-F]{2})++");
  private static final Pattern BETWEEN_BASE64 = Pattern.compile("\\s++|\\\\[nr]");
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]++=*+");

  private Unwrapping() {}

  /** All that it may be one encoding of; none is longer. */
  static List<byte[]> of(byte[] content) {
    String text = new String(content, StandardCharsets.ISO_8859_1).strip(); // keeps all bytes
    List<byte[]> inside = new ArrayList<>();
    if (isQuoted(text)) {
      inside.add(bytes(unescaped(text.substring(1, text.length() - 1))));
    }
    if (PERCENT.matcher(text).find()) {
      inside.add(bytes(percentDecoded(text)));
    }
    Matcher prefix = PREFIX.matcher(text);
    if (prefix.lookingAt()) {
      inside.add(bytes(text.substring(prefix.end())));
    }
    String hex = BETWEEN_HEX.matcher(text).replaceAll("");
    if (HEX.matcher(hex).matches()) {
      inside.add(HexFormat.of().parseHex(hex));
    }
    String base64 = BETWEEN_BASE64.matcher(text).replaceAll("").replace('-', '+').replace('_', '/');
    if (BASE64.matcher(base64).matches()) {
      base64Decoded(base64).ifPresent(inside::add);
    }
    return inside;
  }

  private static boolean isQuoted(String text) {
    return text.length() >= 2
        && QUOTES.indexOf(text.charAt(0)) >= 0
        && text.charAt(0) == text.charAt(text.length() - 1);
  }

  /** As in JSON and in most languages; what is no escape of those loses its backslash. */
  private static String unescaped(String text) {
    return ESCAPED
        .matcher(text)
        .replaceAll(escape ->
            Matcher.quoteReplacement(
                escape.group(1) != null ? character(escape.group(1)) : meaning(escape.group(2))));
  }

  private static String meaning(String letter) {
    return switch (letter) {
      case "n" -> "\n";
      case "r" -> "\r";
      case "t" -> "\t";
      default -> letter;
    };
  }

  private static String percentDecoded(String text) {
    return PERCENT
        .matcher(text)
        .replaceAll(escape -> Matcher.quoteReplacement(character(escape.group(1))));
  }

  private static String character(String hex) {
    return String.valueOf((char) Integer.parseInt(hex, 16));
  }

  private static Optional<byte[]> base64Decoded(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text.replace("=", "")));
    } catch (IllegalArgumentException _) {
      return Optional.empty(); // it only looks like Base64
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
