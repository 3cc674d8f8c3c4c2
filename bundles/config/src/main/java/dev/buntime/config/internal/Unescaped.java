package dev.buntime.config.internal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

/**
 * A text without the escapes of JSON, HTML or addresses, which knows where its characters were.
 *
 * <p>Backslashes are left out, and a line end is the letter that JSON writes for it: so a text is
 * the same whether it was written in JSON or not, or in JSON in a text of JSON. A plus is the blank
 * that it may be in an address.
 */
final class Unescaped implements CharSequence {
  /** What else than backslashes may stand for characters. */
  enum Escapes {
    NONE,
    /** Names and numbers of HTML, and numbers of JSON (RFC 8259, section 7). */
    NAMES,
    /** Those, and numbers of addresses (RFC 3986, section 2.1). */
    NAMES_AND_PERCENT
  }

  private static final Map<String, Character> ENTITIES =
      Map.of("lt", '<', "gt", '>', "amp", '&', "quot", '"', "apos", '\'', "nbsp", ' ');

  /** How long a character of HTML may be; there may be zeros before its number. */
  private static final int LONGEST_ENTITY = 16;

  /** Of UTF-8, for one character. */
  private static final int MOST_BYTES = 4;

  private final String text;
  private final Escapes escapes;
  private final char[] characters;

  /** Where each begins, with the backslashes before it, and so where the one before ends. */
  private final int[] begins;

  private int length;

  /** How far the text was read. */
  private int at;

  private Unescaped(String text, Escapes escapes) {
    this.text = text;
    this.escapes = escapes;
    this.characters = new char[text.length()];
    this.begins = new int[text.length() + 1];
  }

  /** The text without those escapes. */
  static Unescaped of(String text, Escapes escapes) {
    Unescaped unescaped = new Unescaped(text, escapes);
    unescaped.read();
    return unescaped;
  }

  private void read() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (escapes == Escapes.NONE || !readEscape(c)) {
        at++;
        add(c);
      }
    }
  }

  private void add(char c) {
    if (c != '\\') {
      characters[length++] = plain(c);
      begins[length] = at;
    }
  }

  private void add(String several) {
    several.chars().forEach(c -> add((char) c));
  }

  private static char plain(char c) {
    return switch (c) {
      case '\n' -> 'n';
      case '\r' -> 'r';
      case '\t' -> 't';
      case '\b' -> 'b';
      case '\f' -> 'f';
      case '\u00a0', '+' -> ' ';
      default -> c;
    };
  }

  private boolean readEscape(char c) {
    return switch (c) {
      case 'u' -> at > begins[length] && text.charAt(at - 1) == '\\' && readUnicode();
      case '&' -> readEntity();
      case '%' -> escapes == Escapes.NAMES_AND_PERCENT && readPercent();
      default -> false;
    };
  }

  private boolean readUnicode() {
    if (!isHex(at + 1, at + 5)) {
      return false;
    }
    char c = (char) HexFormat.fromHexDigits(text, at + 1, at + 5);
    at += 5;
    add(c);
    return true;
  }

  private boolean readEntity() {
    int end = text.indexOf(';', at, Math.min(text.length(), at + LONGEST_ENTITY));
    if (end < 0) {
      return false;
    }
    String name = text.substring(at + 1, end);
    int character = ENTITIES.containsKey(name) ? ENTITIES.get(name) : number(name);
    if (!Character.isValidCodePoint(character)) {
      return false;
    }
    at = end + 1;
    add(Character.toString(character));
    return true;
  }

  /** Less than 0 if the name is none. */
  private static int number(String name) {
    if (!name.startsWith("#")) {
      return -1;
    }
    boolean isHex = name.startsWith("#x") || name.startsWith("#X");
    try {
      return Integer.parseInt(name.substring(isHex ? 2 : 1), isHex ? 16 : 10);
    } catch (NumberFormatException _) {
      return -1;
    }
  }

  /** Bytes of a character in UTF-8, or one byte that is a character. */
  private boolean readPercent() {
    byte[] bytes = new byte[MOST_BYTES];
    int count = 0;
    for (int from = at; count < MOST_BYTES && isPercent(from); from += 3) {
      bytes[count++] = (byte) HexFormat.fromHexDigits(text, from + 1, from + 3);
    }
    if (count == 0) {
      return false;
    }
    int width = Math.min(count, width(bytes[0]));
    String character = utf8(Arrays.copyOf(bytes, width));
    at += character.isEmpty() ? 3 : 3 * width;
    add(character.isEmpty() ? Character.toString(bytes[0] & 0xff) : character);
    return true;
  }

  private boolean isPercent(int from) {
    return from < text.length() && text.charAt(from) == '%' && isHex(from + 1, from + 3);
  }

  /** How many bytes a character has that begins with that one. */
  private static int width(byte first) {
    int ones = Integer.numberOfLeadingZeros(~(first << 24));
    return ones >= 2 && ones <= MOST_BYTES ? ones : 1;
  }

  /** Empty if it is none. */
  private static String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      return "";
    }
  }

  private boolean isHex(int begin, int end) {
    if (end > text.length()) {
      return false;
    }
    for (int i = begin; i < end; i++) {
      if (!HexFormat.isHexDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Where a character begins in the text that was given; for the length, where the last one ends.
   */
  int begin(int index) {
    return begins[index];
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public char charAt(int index) {
    return characters[index];
  }

  @Override
  public CharSequence subSequence(int begin, int end) {
    return new String(characters, begin, end - begin);
  }

  @Override
  public String toString() {
    return new String(characters, 0, length);
  }
}
