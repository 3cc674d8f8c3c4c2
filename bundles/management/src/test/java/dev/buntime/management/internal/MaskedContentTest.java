package dev.buntime.management.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.credentials.ConfigurationSecrets;
import dev.buntime.management.internal.MaskedContent.TooLargeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.Test;

public final class MaskedContentTest {
  private static final int LARGE = 100_000;
  private static final String LINE = "secret = abc planted\nother = def planted\n";
  private static final String MASKED = "secret = ********\nother = def ********\n";

  @Test
  public void text_whateverItsBytesAre() throws IOException {
    for (var charset : List.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_8)) {
      assertThat(masked("gr\u00fcn planted".getBytes(charset)))
          .isEqualTo("gr\u00fcn ********".getBytes(charset));
    }
    byte[] any = new byte[256];
    for (int i = 0; i < any.length; i++) {
      any[i] = (byte) -i;
    }
    assertThat(masked(any)).isEqualTo(any);
    assertThat(masked(new byte[0])).isEmpty();
  }

  @Test
  public void archive_inAllItsFiles() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("a.txt", bytes("planted"));
    files.put("b/c.json", bytes("{\"secret\":\"x\",\"a\":\"planted\"}"));
    files.put("empty", new byte[0]);
    files.put("picture", new byte[] {1, 2, (byte) 0xff, 0});

    Map<String, byte[]> masked = unpacked(masked(packed(files)));

    files.put("a.txt", bytes("********"));
    files.put("b/c.json", bytes("{\"secret\":\"********\",\"a\":\"********\"}"));
    assertThat(masked).containsExactlyEntriesOf(files);
  }

  @Test
  public void archive_inAnArchive_isUnpackedToo_butNoDeeperThanAnybodyPacks() throws IOException {
    byte[] once = packed(Map.of("a", bytes("planted")));
    byte[] twice = packed(Map.of("b", once));
    byte[] four = packed(Map.of("d", packed(Map.of("c", twice))));

    byte[] inner = masked(twice);
    for (String name : List.of("b", "a")) {
      inner = unpacked(inner).getOrDefault(name, new byte[0]);
    }
    assertThat(inner).asString().isEqualTo("********");
    inner = masked(four);
    for (String name : List.of("d", "c", "b")) {
      inner = unpacked(inner).getOrDefault(name, new byte[0]);
    }
    assertThat(inner).asString().startsWith("left out: ");
  }

  @Test
  public void large_text_isMaskedLineByLine_andNotHeldInMemory() throws IOException {
    int times = 20 * LARGE / LINE.length() / 1000 * 1000;
    Flow flow = new Flow(LINE, times);

    new MaskedContent(Fakes.secrets(), flow.out(), LARGE).write(flow);

    assertThat(flow.written).isEqualTo((long) times * MASKED.length());
    assertThat(flow.mostAtOnce)
        .isLessThan(LARGE / 4 + (long) times * (LINE.length() - MASKED.length()));
  }

  @Test
  public void large_text_isTheSameAsASmallOne() throws IOException {
    String many = LINE.repeat(LARGE / LINE.length() + 50_000);

    assertThat(
            new String(masked(bytes(many)), StandardCharsets.UTF_8)
                .equals(MASKED.repeat(many.length() / LINE.length())))
        .isTrue();
  }

  /** Pieces end somewhere: in the middle of a secret, of a character, of a line. */
  @Test
  public void large_text_withSecretsOfSeveralLines_whereverItIsCut() throws IOException {
    String secret = "\u00e4\u20ac\n\ud83d\ude00\nz";
    ConfigurationSecrets secrets = Fakes.secrets(secret);
    StringBuilder text = new StringBuilder();
    while (text.length() < LARGE) {
      text.append(secret).append(".".repeat(text.length() % 7)).append(secret).append('\n');
    }
    ByteArrayOutputStream to = new ByteArrayOutputStream();

    new MaskedContent(secrets, to, LARGE).write(new ByteArrayInputStream(bytes(text.toString())));

    assertThat(
            to.toString(StandardCharsets.UTF_8)
                .equals(text.toString().replace(secret, ConfigurationSecrets.MASK)))
        .isTrue();
  }

  @Test
  public void large_text_whoseLinesAreTooLong_hasMasksForThem() throws IOException {
    String begin = "a\n".repeat(LARGE / 2 + 1);
    String line = "x".repeat(2 * (LARGE / 4) + 77);

    String masked =
        new String(
            masked(bytes(begin + "b planted\nsecret = " + line + "\nc planted\n")),
            StandardCharsets.UTF_8);

    assertThat(masked.substring(begin.length())).isEqualTo("b ********\n********\nc ********\n");
    masked = new String(masked(bytes(begin + "token: planted " + line)), StandardCharsets.UTF_8);
    assertThat(masked.substring(begin.length())).isEqualTo("********\n");
  }

  /** What has values in other lines than their names is not cut. */
  @Test
  public void data_isMaskedAsAWhole() throws IOException {
    String begin = "{\"a\":\n\"" + "planted\n".repeat(LARGE / 20) + "\",";

    assertThat(masked(bytes(begin + "\"secret\":\n\"x\"}")))
        .asString()
        .isEqualTo(begin.replace("planted", "********") + "\"secret\":\n\"********\"}");
  }

  @Test
  public void large_data_isNotWritten() {
    for (String begin : List.of("{\"a\":\n", " [\n", "x<html>")) {
      ByteArrayOutputStream to = new ByteArrayOutputStream();
      byte[] many = bytes(begin + "\"planted\",\n".repeat(LARGE / 10));

      assertThatThrownBy(() ->
              new MaskedContent(Fakes.secrets(), to, LARGE).write(new ByteArrayInputStream(many)))
          .isInstanceOf(TooLargeException.class)
          .hasMessageContaining("100000 bytes");
      assertThat(to.size()).isZero();
    }
  }

  @Test
  public void large_files_ofArchives_areTextOrLeftOut() throws IOException {
    int times = LARGE / 10;
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("a.json", bytes("[" + "\"planted\",\n".repeat(times)));
    files.put("b.txt", bytes("b planted\n".repeat(times + 10)));
    files.put("c.txt", bytes("c planted"));

    Map<String, byte[]> masked = unpacked(masked(packed(files)));

    assertThat(masked.keySet()).containsExactly("a.json", "b.txt", "c.txt");
    assertThat(masked.get("a.json"))
        .asString()
        .isEqualTo("left out: it is larger than 100000 bytes\n");
    assertThat(masked.get("b.txt")).hasSize((times + 10) * "b ********\n".length());
    assertThat(masked.get("c.txt")).asString().isEqualTo("c ********");
  }

  private static byte[] masked(byte[] content) throws IOException {
    ByteArrayOutputStream to = new ByteArrayOutputStream();
    new MaskedContent(Fakes.secrets(), to, LARGE).write(new ByteArrayInputStream(content));
    return to.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] packed(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private static Map<String, byte[]> unpacked(byte[] archive) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), zip.readAllBytes());
      }
    }
    return files;
  }

  /** Many lines, of which it knows how many bytes were read and not written yet at the most. */
  private static final class Flow extends FilterInputStream {
    private long read;
    private long written;
    private long mostAtOnce;

    Flow(String line, int times) {
      super(
          new SequenceInputStream(
              Collections.enumeration(
                  Collections.nCopies(times / 1000, bytes(line.repeat(1000))).stream()
                      .<InputStream>map(ByteArrayInputStream::new)
                      .toList())));
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      int count = super.read(to, offset, length);
      read += Math.max(0, count);
      mostAtOnce = Math.max(mostAtOnce, read - written);
      return count;
    }

    OutputStream out() {
      return new OutputStream() {
        @Override
        public void write(int b) {
          written++;
        }

        @Override
        public void write(byte[] from, int offset, int length) {
          written += length;
        }
      };
    }
  }
}
