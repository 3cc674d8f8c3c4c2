package dev.buntime.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.Test;

public final class SpoolTest {
  private static final int LARGE = 5_000_000;

  @Test
  public void read_whatWasWritten_howeverMuchItIs() throws IOException {
    for (int size : new int[] {0, 1, 1000, LARGE}) {
      byte[] bytes = new byte[size];
      new Random(size).nextBytes(bytes);
      try (Spool spool = new Spool(LARGE)) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int at = 0; at < size; at += 70_001) {
          spool.write(bytes, at, Math.min(70_001, size - at));
          all.write(bytes, at, Math.min(70_001, size - at));
        }
        assertThat(spool.read().readAllBytes()).isEqualTo(bytes).isEqualTo(all.toByteArray());
        assertThat(spool.isWhole()).isTrue();
      }
    }
  }

  @Test
  public void clear_beginsAnew() throws IOException {
    try (Spool spool = new Spool(LARGE)) {
      spool.write(new byte[LARGE]);
      spool.clear();
      spool.write('a');
      spool.write(new byte[] {'b'});

      assertThat(spool.read().readAllBytes()).asString().isEqualTo("ab");
    }
  }

  @Test
  public void ofMoreThanIsKept_nothingIs() throws IOException {
    try (Spool spool = new Spool(LARGE)) {
      spool.write(new byte[LARGE]);
      assertThat(spool.isWhole()).isTrue();
      spool.write(1);

      assertThat(spool.isWhole()).isFalse();
      assertThat(spool.read().readAllBytes()).isEmpty();
    }
  }
}
