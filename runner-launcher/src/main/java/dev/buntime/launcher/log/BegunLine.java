package dev.buntime.launcher.log;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What was printed of a line that has not ended. If it gets too long its begin is taken out; what
 * follows a begin that may end in the middle of a secret is masked, up to the end of the line.
 */
final class BegunLine {
  /** Bytes of the longest line. */
  static final int LONGEST = 16_384;

  /** How many bytes are searched for a place to split at. */
  private static final int SEARCHED = 1024;

  private static final int LONGEST_CHARACTER = 4; // bytes

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private boolean isMasked;

  /** Adds what is printed, in UTF-8. */
  BegunLine add(byte[] more, int begin, int end) {
    if (!isMasked) {
      bytes.write(more, begin, end - begin);
    }
    return this;
  }

  /** Adds what was printed meanwhile. */
  BegunLine add(BegunLine later) {
    byte[] more = later.bytes.toByteArray();
    return add(more, 0, more.length);
  }

  /** How many bytes it has. */
  int size() {
    return bytes.size();
  }

  /** What it has. */
  String text() {
    return isMasked ? Secrets.MASK : bytes.toString(StandardCharsets.UTF_8);
  }

  /** Takes the begin out of one that is too long, without half of a secret at its end. */
  String take(Secrets secrets) {
    byte[] all = bytes.toByteArray();
    int end = split(all);
    String begin = new String(all, 0, end, StandardCharsets.UTF_8);
    String half = begin.substring(begin.length() - secrets.begun(begin));
    begin = begin.substring(0, begin.length() - half.length());
    end -= half.getBytes(StandardCharsets.UTF_8).length;
    isMasked = begin.isEmpty() || secrets.goesOn(begin);
    bytes.reset();
    var _ = add(all, end, all.length);
    return begin;
  }

  /** Behind a blank, or else behind what no name has in it, or else between two characters. */
  private static int split(byte[] all) {
    for (String wanted : List.of(" ", ",;&")) {
      for (int end = LONGEST; end > LONGEST - SEARCHED; end--) {
        if (wanted.indexOf(all[end - 1]) >= 0) {
          return end;
        }
      }
    }
    int end = LONGEST;
    while (end > LONGEST - LONGEST_CHARACTER && isInsideCharacter(all[end])) {
      end--;
    }
    return end;
  }

  private static boolean isInsideCharacter(byte b) {
    return (b & 0xc0) == 0x80;
  }
}
