package dev.buntime.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What is said of a file that is no token. */
public final class TokenFileTest {
  private static final String TOKEN = "0123456789abcdef";

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  private final List<String> complaints = new ArrayList<>();
  private Path path;
  private TokenFile file;

  @Before
  public void setUp() {
    path = folder.getRoot().toPath().resolve("metrics.token");
    file = new TokenFile(path, complaints::add);
  }

  @Test
  public void read_whatIsNoToken_isComplainedOfOnce() throws IOException {
    write("short", 1);

    for (int i = 0; i < 3; i++) {
      assertThat(file.read()).isEmpty();
    }

    assertThat(complaints)
        .containsExactly(path + " counts for nothing: a token has 16 characters at least");
  }

  @Test
  public void read_whatHasChangedAndIsStillNoToken_isComplainedOfAgain() throws IOException {
    write("short", 1);
    assertThat(file.read()).isEmpty();
    write("brief", 2);
    assertThat(file.read()).isEmpty();
    write("x".repeat(5000), 3);
    assertThat(file.read()).isEmpty();
    assertThat(file.read()).isEmpty();

    assertThat(complaints).hasSize(3);
    assertThat(complaints.getLast()).endsWith("it has more than 4096 bytes");
  }

  @Test
  public void read_afterAToken_complainsAnew() throws IOException {
    write("short", 1);
    assertThat(file.read()).isEmpty();
    write(TOKEN + "\n", 2);
    assertThat(file.read()).contains(TOKEN);
    write("short", 1);
    assertThat(file.read()).isEmpty();

    assertThat(complaints).hasSize(2);
  }

  @Test
  public void read_withoutAFile_isNothingToComplainOf() {
    assertThat(file.read()).isEmpty();

    assertThat(complaints).isEmpty();
  }

  @Test
  public void read_whatCannotBeRead_isComplainedOfOnce() throws IOException {
    Files.createDirectory(path);

    assertThat(file.read()).isEmpty();
    assertThat(file.read()).isEmpty();

    assertThat(complaints).singleElement().asString().contains("it cannot be read");
  }

  private void write(String content, long second) throws IOException {
    Files.writeString(path, content);
    Files.setLastModifiedTime(path, FileTime.fromMillis(second * 1000));
  }
}
