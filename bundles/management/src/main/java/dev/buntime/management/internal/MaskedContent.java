package dev.buntime.management.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Bytes in which texts are changed, whichever way they are packed. */
final class MaskedContent {
  private MaskedContent() {}

  /** Those of a text. What is no UTF-8 comes back as it is where nothing is changed. */
  static byte[] of(byte[] content, UnaryOperator<String> change) {
    try {
      return change
          .apply(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString())
          .getBytes(StandardCharsets.UTF_8);
    } catch (CharacterCodingException _) {
      Charset any = StandardCharsets.ISO_8859_1; // each byte is a character
      return change.apply(new String(content, any)).getBytes(any);
    }
  }

  /** Those of a zip file, with all that is in it. */
  static byte[] ofArchive(byte[] content, UnaryOperator<String> change) throws IOException {
    ByteArrayOutputStream changed = new ByteArrayOutputStream(content.length);
    try (ZipInputStream from = new ZipInputStream(new ByteArrayInputStream(content));
        ZipOutputStream to = new ZipOutputStream(changed)) {
      for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
        ZipEntry next = new ZipEntry(entry.getName());
        if (entry.getLastModifiedTime() != null) {
          next.setLastModifiedTime(entry.getLastModifiedTime());
        }
        to.putNextEntry(next);
        to.write(of(from.readAllBytes(), change));
        to.closeEntry();
      }
    }
    return changed.toByteArray();
  }
}
