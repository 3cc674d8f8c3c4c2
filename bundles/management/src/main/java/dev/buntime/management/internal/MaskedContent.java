package dev.buntime.management.internal;

import dev.buntime.credentials.ConfigurationSecrets;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Bytes without the secrets that are in them, whichever way they are packed: an archive is unpacked
 * and packed again, and all else is a text.
 *
 * <p>Pages and data are masked as a whole, so there are no large ones. Of other texts, which have a
 * name and its value in one line, a few lines are in memory at a time.
 */
final class MaskedContent {
  /** Of pages and data, in bytes; what is larger is masked line by line. */
  static final int LARGE = 8_000_000;

  /** Archives in archives in archives. */
  private static final int DEEPEST = 3;

  private static final byte[] ARCHIVE = {'P', 'K', 3, 4};

  private final ConfigurationSecrets secrets;
  private final OutputStream to;

  /** How large a page may be. */
  private final int most;

  /** How much of a text is read at a time; a line that is longer has one mask for all of it. */
  private final int piece;

  /**
   * @param to is not closed
   */
  MaskedContent(ConfigurationSecrets secrets, OutputStream to) {
    this(secrets, to, LARGE);
  }

  /**
   * @param most how many bytes of a page or of data are masked as a whole
   */
  MaskedContent(ConfigurationSecrets secrets, OutputStream to, int most) {
    this.secrets = secrets;
    this.to = to;
    this.most = most;
    this.piece = most / 16;
  }

  /**
   * Writes what is left of some bytes.
   *
   * @throws TooLargeException if there is a large page, or large data; then nothing was written
   */
  void write(InputStream from) throws IOException {
    write(from, 0);
  }

  private void write(InputStream given, int depth) throws IOException {
    InputStream from = new BufferedInputStream(given);
    from.mark(ARCHIVE.length);
    boolean isArchive = Arrays.equals(from.readNBytes(ARCHIVE.length), ARCHIVE);
    from.reset();
    if (!isArchive) {
      writeText(from);
    } else if (depth < DEEPEST) {
      writeArchive(from, depth + 1);
    } else {
      throw new TooLargeException("it is an archive in an archive in an archive");
    }
  }

  private void writeArchive(InputStream archive, int depth) throws IOException {
    ZipInputStream from = new ZipInputStream(archive);
    ZipOutputStream packed = new ZipOutputStream(to);
    MaskedContent entries = new MaskedContent(secrets, packed, most);
    for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
      ZipEntry next = new ZipEntry(entry.getName());
      if (entry.getLastModifiedTime() != null) {
        next.setLastModifiedTime(entry.getLastModifiedTime());
      }
      packed.putNextEntry(next);
      try {
        entries.write(from, depth);
      } catch (TooLargeException e) {
        packed.write(("left out: " + e.getMessage() + "\n").getBytes(StandardCharsets.UTF_8));
      }
      packed.closeEntry();
    }
    packed.finish();
  }

  private void writeText(InputStream from) throws IOException {
    byte[] begin = from.readNBytes(piece + 1);
    if (begin.length > piece) {
      if (!MaskedNames.isJsonOrPage(new String(begin, StandardCharsets.ISO_8859_1))) {
        writeLines(begin, from);
        return;
      }
      begin = joined(begin, from.readNBytes(most + 1 - begin.length), 0);
      if (begin.length > most) {
        throw new TooLargeException("it is larger than %d bytes".formatted(most));
      }
    }
    to.write(changed(begin, text -> MaskedNames.of(secrets.masked(text))));
  }

  /**
   * Known secrets may have several lines, so what is written ends a window before what was read: as
   * long as the longest of them.
   */
  private void writeLines(byte[] begin, InputStream from) throws IOException {
    byte[] rest = begin;
    boolean isLast = false;
    while (!isLast) {
      int window = secrets.longest();
      byte[] more = from.readNBytes(piece + window);
      isLast = more.length < piece + window;
      byte[] all = joined(rest, more, 0);
      int whole = isLast ? all.length : behindCharacter(all);
      byte[] known = changed(Arrays.copyOf(all, whole), secrets::masked);
      int cut = isLast ? known.length : behindLine(known, known.length - window);
      to.write(changed(Arrays.copyOf(known, cut), MaskedNames::of));
      rest = joined(Arrays.copyOfRange(known, cut, known.length), all, whole);
      if (rest.length > piece + window) {
        to.write((ConfigurationSecrets.MASK + "\n").getBytes(StandardCharsets.UTF_8));
        rest = withoutLine(rest, from);
      }
    }
  }

  private static byte[] joined(byte[] one, byte[] other, int begin) {
    byte[] all = Arrays.copyOf(one, one.length + other.length - begin);
    System.arraycopy(other, begin, all, one.length, other.length - begin);
    return all;
  }

  /** Behind the last character of UTF-8 of which all bytes are there. */
  private static int behindCharacter(byte[] text) {
    int at = text.length;
    while (at > 0 && text.length - at < 3 && (text[at - 1] & 0xc0) == 0x80) {
      at--;
    }
    return at > 0 && (text[at - 1] & 0xc0) == 0xc0 ? at - 1 : text.length;
  }

  /** Behind the last line that ends before some place; 0 if none does. */
  private static int behindLine(byte[] text, int place) {
    int at = place;
    while (at > 0 && text[at - 1] != '\n') {
      at--;
    }
    return Math.max(0, at);
  }

  /** What is behind the first line, which may go on in what was not read yet. */
  private static byte[] withoutLine(byte[] text, InputStream from) throws IOException {
    for (int at = 0; at < text.length; at++) {
      if (text[at] == '\n') {
        return Arrays.copyOfRange(text, at + 1, text.length);
      }
    }
    int next = from.read();
    while (next >= 0 && next != '\n') {
      next = from.read();
    }
    return new byte[0];
  }

  /** A text that is changed. What is no UTF-8 comes back as it is where nothing is changed. */
  static byte[] changed(byte[] content, UnaryOperator<String> change) {
    try {
      return change
          .apply(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString())
          .getBytes(StandardCharsets.UTF_8);
    } catch (CharacterCodingException _) {
      Charset any = StandardCharsets.ISO_8859_1; // each byte is a character
      return change.apply(new String(content, any)).getBytes(any);
    }
  }

  /** There is something whose secrets cannot be found bit by bit; the message says what. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException(String what) {
      super(what);
    }
  }
}
