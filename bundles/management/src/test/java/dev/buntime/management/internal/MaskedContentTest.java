package dev.buntime.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.Test;

public final class MaskedContentTest {

  @Test
  public void text_whateverItsBytesAre() {
    byte[] latin = "gr\u00fcn planted".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(MaskedContent.of(latin, MaskedContentTest::masked))
        .isEqualTo("gr\u00fcn ***".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(
            MaskedContent.of(
                "gr\u00fcn planted".getBytes(StandardCharsets.UTF_8), MaskedContentTest::masked))
        .isEqualTo("gr\u00fcn ***".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  public void archive_inAllItsFiles() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : new String[] {"a.txt", "b/c.json"}) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write("planted".repeat(2).getBytes(StandardCharsets.UTF_8));
      }
    }

    byte[] masked = MaskedContent.ofArchive(bytes.toByteArray(), MaskedContentTest::masked);

    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(masked))) {
      for (String name : new String[] {"a.txt", "b/c.json"}) {
        ZipEntry entry = zip.getNextEntry();
        assertThat(entry).isNotNull();
        assertThat(entry.getName()).isEqualTo(name);
        assertThat(zip.readAllBytes()).asString().isEqualTo("******");
      }
      assertThat(zip.getNextEntry()).isNull();
    }
  }

  private static String masked(String text) {
    return text.replace("planted", "***");
  }
}
