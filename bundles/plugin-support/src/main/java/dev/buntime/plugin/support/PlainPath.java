package dev.buntime.plugin.support;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * The path of a request, decoded once.
 *
 * <p>It is plain if nobody can read it in two ways: no empty segments, dot segments, parameters,
 * encoded slashes, backslashes or control characters. Only of a plain one may be concluded that it
 * needs no login.
 *
 * @param decoded the path; empty if it is not plain
 * @param isPlain whether it is
 */
public record PlainPath(String decoded, boolean isPlain) {
  private static final Pattern ENCODED = Pattern.compile("(%[0-9A-Fa-f]{2})+");
  private static final Pattern UNCLEAR =
      Pattern.compile("%(?![0-9A-Fa-f]{2})|%2[fF]|%5[cC]|[;\\\\]");
  private static final Pattern PARAMETERS = Pattern.compile(";[^/]*");
  private static final PlainPath NOT = new PlainPath("", false);

  /**
   * The path.
   *
   * @param encoded as the client sent it
   */
  public static PlainPath of(String encoded) {
    if (!encoded.startsWith("/") || UNCLEAR.matcher(encoded).find()) {
      return NOT;
    }
    String decoded;
    try {
      decoded = decode(encoded);
    } catch (CharacterCodingException _) {
      return NOT;
    }
    return isClear(decoded) ? new PlainPath(decoded, true) : NOT;
  }

  /**
   * The path without the parameters of its segments, which the runner does not look at either when
   * it decides who answers.
   *
   * @param encoded as the client sent it
   */
  public static PlainPath withoutParameters(String encoded) {
    return of(PARAMETERS.matcher(encoded).replaceAll(""));
  }

  private static boolean isClear(String decoded) {
    String[] segments = decoded.substring(1).split("/", -1);
    boolean hasUnclear =
        Arrays.stream(segments)
            .limit(segments.length - 1L)
            .anyMatch(segment -> segment.isEmpty() || isDots(segment));
    return !hasUnclear
        && !isDots(segments[segments.length - 1])
        && decoded.indexOf('%') < 0
        && decoded.indexOf(';') < 0
        && decoded.chars().noneMatch(Character::isISOControl);
  }

  private static boolean isDots(String segment) {
    return segment.equals(".") || segment.equals("..");
  }

  private static String decode(String encoded) throws CharacterCodingException {
    StringBuilder decoded = new StringBuilder();
    var runs = ENCODED.matcher(encoded);
    int from = 0;
    while (runs.find()) {
      decoded.append(encoded, from, runs.start()).append(utf8(runs.group()));
      from = runs.end();
    }
    return decoded.append(encoded, from, encoded.length()).toString();
  }

  private static String utf8(String run) throws CharacterCodingException {
    ByteBuffer bytes = ByteBuffer.allocate(run.length() / 3);
    for (int i = 0; i < run.length(); i += 3) {
      bytes.put((byte) Integer.parseInt(run, i + 1, i + 3, 16));
    }
    return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
  }

  /** Whether it begins with this text. */
  public boolean isBelow(String prefix) {
    return isPlain && decoded.startsWith(prefix);
  }
}
