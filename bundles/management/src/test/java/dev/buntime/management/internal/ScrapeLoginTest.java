package dev.buntime.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Who may scrape the meters. */
public final class ScrapeLoginTest {
  private static final String PAGE = "/_/plugin-metrics/prometheus";
  private static final String TOKEN = "0123456789abcdef";

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  private ScrapeLogin login;

  @Before
  public void setUp() {
    Path data = folder.getRoot().toPath();
    login = new ScrapeLogin(Fakes.context(data), Fakes.management(true));
  }

  @Test
  public void withoutAFile_nobodyGetsIn() {
    assertThat(admits("GET", PAGE, null)).isFalse();
    assertThat(admits("GET", PAGE, "Bearer ")).isFalse();
    assertThat(admits("GET", PAGE, "Bearer " + TOKEN)).isFalse();
  }

  @Test
  public void token_opensThatPageForReading_andNothingElse() throws IOException {
    write(TOKEN + "\n");

    assertThat(admits("GET", PAGE, "Bearer " + TOKEN)).isTrue();
    assertThat(admits("HEAD", PAGE, "bearer " + TOKEN)).isTrue();
    assertThat(admits("POST", PAGE, "Bearer " + TOKEN)).isFalse();
    assertThat(admits("GET", "/_/stats", "Bearer " + TOKEN)).isFalse();
    assertThat(admits("GET", "/_/x/.." + PAGE.substring(2), "Bearer " + TOKEN)).isFalse();
    assertThat(admits("GET", PAGE, "Bearer " + TOKEN + "x")).isFalse();
    assertThat(admits("GET", PAGE, "Basic " + TOKEN)).isFalse();
    assertThat(admits("GET", PAGE, TOKEN)).isFalse();
  }

  @Test
  public void token_thatChanges_countsAtOnce() throws IOException {
    write(TOKEN);
    assertThat(admits("GET", PAGE, "Bearer " + TOKEN)).isTrue();

    write("fedcba9876543210");

    assertThat(admits("GET", PAGE, "Bearer " + TOKEN)).isFalse();
    assertThat(admits("GET", PAGE, "Bearer fedcba9876543210")).isTrue();
  }

  @Test
  public void fileThatIsNoToken_opensNothing() throws IOException {
    for (String content : new String[] {"", " \n", "short", "x".repeat(5000)}) {
      write(content);

      assertThat(admits("GET", PAGE, "Bearer " + content)).as(content).isFalse();
    }
  }

  @Test
  public void openMetrics_opensThePageForEverybody_untilItIsClosed() {
    login.modified(Fakes.management(true, true));
    assertThat(admits("GET", PAGE, null)).isTrue();
    assertThat(admits("GET", "/_/stats", null)).isFalse();
    assertThat(admits("DELETE", PAGE, null)).isFalse();

    login.modified(Fakes.management(true, false));
    assertThat(admits("GET", PAGE, null)).isFalse();
  }

  private boolean admits(String method, String uri, @Nullable String authorization) {
    return login.admits(Fakes.request(method, uri, authorization));
  }

  private void write(String content) throws IOException {
    Files.writeString(folder.getRoot().toPath().resolve("metrics.token"), content);
  }
}
