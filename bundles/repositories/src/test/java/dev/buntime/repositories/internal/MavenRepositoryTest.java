package dev.buntime.repositories.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.testing.TestJar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class MavenRepositoryTest {
  private static final TestJar LIB = Jars.exporter("lib", "1.2.0", "org.lib");
  private static final String ARTIFACT = "org.example:lib:1.2.0";
  private static final String PATH = "/m2/org/example/lib/1.2.0/lib-1.2.0.jar";

  @Rule public final TemporaryFolder temp = new TemporaryFolder();
  @Rule public final FileServer server = new FileServer();

  private final Downloads downloads = new Downloads();
  private final Deadline deadline = Deadline.after(Duration.ofSeconds(20));
  private Path data = Path.of("");

  @Before
  public void makeFolder() throws IOException {
    data = temp.newFolder("data").toPath();
  }

  @After
  public void closeDownloads() {
    downloads.close();
  }

  @Test
  public void stock_hasWhatTheReleasesSay_andAsksOnce() throws Exception {
    server.put(PATH, LIB.bytes());
    server.put(PATH + ".sha256", text(Jars.checksum("SHA-256", LIB.bytes()) + "  lib-1.2.0.jar"));

    for (MavenRepository each : List.of(repository(ARTIFACT), repository(ARTIFACT))) {
      Repository.Stock stock = each.stock(deadline);
      assertThat(stock.notes()).isEmpty();
      assertThat(stock.offers()).singleElement().extracting(Offer::words).isEqualTo("lib 1.2.0");
      assertThat(stock.offers().getFirst().source().fetch(deadline).file())
          .hasBinaryContent(LIB.bytes())
          .hasParent(data);
    }
    assertThat(server.requests(PATH)).isEqualTo(1);
  }

  @Test
  public void stock_takesSha1IfThereIsNothingBetter() throws Exception {
    server.put(PATH, LIB.bytes());
    server.put(PATH + ".sha1", text(Jars.checksum("SHA-1", LIB.bytes())));

    assertThat(repository(ARTIFACT).stock(deadline).offers()).hasSize(1);
  }

  @Test
  public void stock_whenTheChecksumIsAnother_leavesItOut() throws Exception {
    server.put(PATH, LIB.bytes());
    server.put(PATH + ".sha1", text(Jars.checksum("SHA-1", new byte[] {1})));

    assertThat(note(repository(ARTIFACT)))
        .startsWith("org.example:lib:1.2.0 of Maven repository " + server.uri("/m2"))
        .endsWith("lib-1.2.0.jar is not what its checksum says (SHA-1)");
    assertThat(data).isEmptyDirectory();
  }

  @Test
  public void stock_whenThereIsNoChecksum_leavesItOut() throws Exception {
    server.put(PATH, LIB.bytes());

    assertThat(note(repository(ARTIFACT)))
        .endsWith("it has neither a .sha256 nor a .sha1 beside it");
  }

  @Test
  public void stock_whenOneIsMissingOrNoBundle_hasTheOthers() throws Exception {
    server.put(PATH, LIB.bytes());
    server.put(PATH + ".sha1", text(Jars.checksum("SHA-1", LIB.bytes())));
    byte[] plain = TestJar.plain().bytes();
    String other = "/m2/a/b/1/b-1.jar";
    server.put(other, plain);
    server.put(other + ".sha1", text(Jars.checksum("SHA-1", plain)));

    Repository.Stock stock = repository("x:y:1", "a:b:1", ARTIFACT).stock(deadline);

    assertThat(stock.offers()).extracting(Offer::name).containsExactly("lib");
    assertThat(stock.notes()).hasSize(2);
    assertThat(stock.notes().getFirst()).contains("x:y:1").endsWith("answers 404");
    assertThat(stock.notes().getLast()).contains("a:b:1").contains("is no bundle");
  }

  @Test
  public void stock_whenTheServerIsGone_hasWhatWasFetched() throws Exception {
    server.put(PATH, LIB.bytes());
    server.put(PATH + ".sha1", text(Jars.checksum("SHA-1", LIB.bytes())));
    var _ = repository(ARTIFACT).stock(deadline);
    MavenRepository offline = repository("a:b:1", "c:d:1", ARTIFACT);
    server.stop();

    Repository.Stock stock = offline.stock(deadline);

    assertThat(stock.offers()).extracting(Offer::name).containsExactly("lib");
    assertThat(stock.notes()).hasSize(2);
    assertThat(stock.notes().getFirst()).contains("b-1.jar cannot be fetched");
    assertThat(stock.notes().getLast()).as("is not even asked").contains("b-1.jar cannot be");
  }

  @Test
  public void stock_ofAFolder_needsNoChecksumAndNoCopy() throws Exception {
    Path folder = temp.newFolder("m2").toPath();
    Path jar = folder.resolve("org/example/lib/1.2.0/lib-1.2.0.jar");
    Files.createDirectories(jar.getParent());
    Files.write(jar, LIB.bytes());
    MavenRepository repository =
        new MavenRepository(
            folder.toUri(), List.of(ARTIFACT, "a:b:1"), null, new StoredBundles(data), downloads);

    Repository.Stock stock = repository.stock(deadline);

    assertThat(stock.offers().getFirst().source().fetch(deadline).file()).isEqualTo(jar);
    assertThat(stock.notes()).singleElement().asString().endsWith("b-1.jar is not there");
    assertThat(data).isEmptyDirectory();
  }

  private String note(MavenRepository repository) throws Exception {
    Repository.Stock stock = repository.stock(deadline);
    assertThat(stock.offers()).isEmpty();
    assertThat(stock.notes()).hasSize(1);
    return stock.notes().getFirst();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private MavenRepository repository(String... artifacts) {
    return new MavenRepository(
        server.uri("/m2"), List.of(artifacts), null, new StoredBundles(data), downloads);
  }
}
