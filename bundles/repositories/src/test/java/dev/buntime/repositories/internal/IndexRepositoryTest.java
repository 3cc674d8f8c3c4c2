package dev.buntime.repositories.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.testing.TestJar;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.Version;
import org.osgi.resource.Capability;

public class IndexRepositoryTest {
  private static final TestJar LIB = Jars.exporter("lib", "1.2.0", "org.lib");

  @Rule public final TemporaryFolder temp = new TemporaryFolder();
  @Rule public final FileServer server = new FileServer();

  private final Downloads downloads = new Downloads();
  private final Deadline deadline = Deadline.after(Duration.ofSeconds(20));
  private Path data = Path.of("");
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @Before
  public void makeFolder() throws IOException {
    data = temp.newFolder("data").toPath();
  }

  @After
  public void closeDownloads() {
    downloads.close();
  }

  @Test
  public void stock_hasWhatTheIndexSays() throws Exception {
    server.put("/r/lib.jar", LIB.bytes());
    server.put("/r/index.xml", index("lib.jar", LIB.bytes()));

    Offer offer = repository("/r/index.xml", null).stock(deadline).offers().getFirst();

    assertThat(offer.words()).isEqualTo("lib 1.2.0");
    Capability exported = offer.resource().getCapabilities("osgi.wiring.package").getFirst();
    assertThat(exported.getAttributes())
        .containsEntry("osgi.wiring.package", "org.lib")
        .containsEntry("version", Version.valueOf("1.2.0"));
    assertThat(offer.resource().getRequirements("osgi.wiring.package"))
        .singleElement()
        .satisfies(each ->
            assertThat(each.getDirectives()).containsEntry("filter", "(osgi.wiring.package=x)"));
  }

  @Test
  public void fetch_keepsTheContent_andAsksOnce() throws Exception {
    server.put("/r/lib.jar", LIB.bytes());
    server.put("/r/index.xml", index("lib.jar", LIB.bytes()));
    Offer offer = repository("/r/index.xml", null).stock(deadline).offers().getFirst();

    StoredBundles.Stored first = offer.source().fetch(deadline);
    StoredBundles.Stored second = offer.source().fetch(deadline);

    assertThat(first.file()).hasBinaryContent(LIB.bytes()).hasParent(data);
    assertThat(second).isEqualTo(first);
    assertThat(server.requests("/r/lib.jar")).isEqualTo(1);
    assertThat(data.toFile().list()).noneMatch(each -> each.endsWith(".part"));
  }

  @Test
  public void fetch_whenTheContentIsAnother_isRefused() throws Exception {
    server.put("/r/lib.jar", new byte[] {1, 2, 3});
    server.put("/r/index.xml", index("lib.jar", LIB.bytes()));
    Offer offer = repository("/r/index.xml", null).stock(deadline).offers().getFirst();

    refused(() -> offer.source().fetch(deadline), "is not what the index says");
    assertThat(data.toFile().list()).noneMatch(each -> each.endsWith(".jar"));
  }

  @Test
  public void fetch_whenTheIndexLeadsToAFile_isRefused() throws Exception {
    Path secret = Files.write(temp.newFile("secret.jar").toPath(), LIB.bytes());
    server.put("/r/index.xml", index(secret.toUri().toString(), LIB.bytes()));
    Offer offer = repository("/r/index.xml", null).stock(deadline).offers().getFirst();

    refused(() -> offer.source().fetch(deadline), "the index gives an address that is not allowed");
  }

  @Test
  public void stock_isAskedForAgainAfterAWhile() throws Exception {
    server.put("/r/index.xml", index("lib.jar", LIB.bytes()));
    IndexRepository repository = repository("/r/index.xml", null);
    var _ = repository.stock(deadline);
    var _ = repository.stock(deadline);
    assertThat(server.requests("/r/index.xml")).isEqualTo(1);

    now = now.plus(IndexRepository.BELIEVED);
    var _ = repository.stock(deadline);

    assertThat(server.requests("/r/index.xml")).isEqualTo(2);
  }

  @Test
  public void stock_whenTheServerIsGone_isWhatItWas_alsoAfterARestart() throws Exception {
    server.put("/r/index.xml", index("lib.jar", LIB.bytes()));
    IndexRepository repository = repository("/r/index.xml", null);
    var _ = repository.stock(deadline);
    server.stop();
    now = now.plus(IndexRepository.BELIEVED);

    for (IndexRepository each : List.of(repository, repository("/r/index.xml", null))) {
      Repository.Stock stock = each.stock(deadline);

      assertThat(stock.offers()).extracting(Offer::name).containsExactly("lib");
      assertThat(stock.notes())
          .singleElement()
          .asString()
          .contains("/r/index.xml cannot be read, what it had before counts: ");
    }
  }

  @Test
  public void stock_whenNothingIsKnown_saysWhy_andDoesNotAskAtOnceAgain() throws Exception {
    IndexRepository repository = repository("/r/index.xml", null);

    refused(() -> repository.stock(deadline), "/r/index.xml answers 404");
    refused(() -> repository.stock(deadline), "/r/index.xml answers 404");

    assertThat(server.requests("/r/index.xml")).isEqualTo(1);
  }

  @Test
  public void stock_whenTheServerStalls_endsInTime() {
    server.stall("/r/index.xml");
    Deadline soon = Deadline.after(Duration.ofMillis(300));

    refused(() -> repository("/r/index.xml", null).stock(soon), "does not answer in time");
  }

  @Test
  public void stock_follows_butNotToOtherKindsOfAddresses() throws Exception {
    server.put("/r/index.xml", index("lib.jar", LIB.bytes()));
    server.redirect("/moved.xml", "/r/index.xml");
    server.redirect("/file.xml", "file:///etc/passwd");
    server.redirect("/loop.xml", "/loop.xml");

    assertThat(repository("/moved.xml", null).stock(deadline).offers()).hasSize(1);
    refused(() -> repository("/file.xml", null).stock(deadline), "which is not followed");
    refused(() -> repository("/loop.xml", null).stock(deadline), "redirects more than 5 times");
  }

  @Test
  public void password_isSent_butToNoOtherServer() throws Exception {
    try (FileServer other = new FileServer()) {
      other.start();
      other.put("/r/index.xml", index("lib.jar", LIB.bytes()));
      server.put("/r/index.xml", index("lib.jar", LIB.bytes()));
      server.redirect("/moved.xml", other.uri("/r/index.xml").toString());
      Login login = new Login("me", "X", _ -> "secret");

      var _ = repository("/r/index.xml", login).stock(deadline);
      var _ = repository("/moved.xml", login).stock(deadline);

      assertThat(server.authorization("/r/index.xml")).isEqualTo("Basic bWU6c2VjcmV0");
      assertThat(server.authorization("/moved.xml")).isEqualTo("Basic bWU6c2VjcmV0");
      assertThat(other.authorization("/r/index.xml")).isEmpty();
      refused(
          () -> repository("/other.xml", new Login("me", "X", _ -> null)).stock(deadline),
          "the variable X of the environment, which has the password of me, is not set");
    }
  }

  @Test
  public void stock_ofAFile_isReadEachTime() throws Exception {
    Path folder = temp.newFolder("local").toPath();
    Path jar = LIB.in(folder, "lib.jar");
    Path file = folder.resolve("index.xml");
    Files.write(file, index("lib.jar", LIB.bytes()));
    IndexRepository repository =
        new IndexRepository(file.toUri(), null, new StoredBundles(data), downloads, () -> now);

    Offer offer = repository.stock(deadline).offers().getFirst();
    assertThat(offer.source().fetch(deadline).file()).isEqualTo(jar);

    Files.writeString(file, "<repository/>");
    assertThat(repository.stock(deadline).offers()).isEmpty();
    Files.delete(file);
    refused(() -> repository.stock(deadline), "the index cannot be read");
  }

  @Test
  public void parse_refusesDocumentTypes() {
    refused(
        () -> parse("<!DOCTYPE repository SYSTEM 'file:///etc/passwd'><repository/>"),
        "a document type is not allowed");
    refused(
        () ->
            parse(
                "<!DOCTYPE r [<!ENTITY a 'b'>]><repository><resource><capability"
                    + " namespace='&a;'/></resource></repository>"),
        "a document type is not allowed");
  }

  @Test
  public void parse_whenMalformed_saysWhere() {
    refused(() -> parse("<repository><resource>"), "the index is malformed");
    refused(() -> parse("nothing"), "the index is malformed");
    refused(() -> parse("<html/>"), "it begins with html");
    refused(() -> parse("<repository xmlns='urn:x'/>"), "'urn:x'");
    refused(
        () -> parse("<repository><resource><capability/></resource></repository>"),
        "capability has no attribute namespace");
    refused(() -> parse(attribute("Version", "x.y")), "malformed");
    refused(() -> parse(attribute("Long", "x")), "malformed");
    refused(() -> parse(attribute("Color", "x")), "an attribute has the type 'Color'");
  }

  @Test
  public void parse_readsTypes_andPassesOverWhatItDoesNotKnow() throws Exception {
    assertThat(value("Version", "1.2")).isEqualTo(Version.valueOf("1.2"));
    assertThat(value("Long", "7")).isEqualTo(7L);
    assertThat(value("Double", "1.5")).isEqualTo(1.5);
    assertThat(value("List<String>", "a,b\\,c")).isEqualTo(List.of("a", "b,c"));
    assertThat(value("List", "a")).isEqualTo(List.of("a"));
    IndexParser.Index index =
        parse("<repository><x><y/></x><referral url='z'/><!-- c --></repository>");
    assertThat(index.resources()).isEmpty();
    assertThat(index.hasReferrals()).isTrue();
  }

  private static Object value(String type, String text) throws UnavailableException {
    return Objects.requireNonNull(
        parse(attribute(type, text))
            .resources()
            .getFirst()
            .getCapabilities("n")
            .getFirst()
            .getAttributes()
            .get("a"));
  }

  private static String attribute(String type, String value) {
    return ("<repository><resource><capability namespace='n'><attribute name='a' type='%s'"
            + " value='%s'/></capability></resource></repository>")
        .formatted(type.replace("<", "&lt;"), value);
  }

  private static IndexParser.Index parse(String text) throws UnavailableException {
    return IndexParser.parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static void refused(ThrowingCallable call, String words) {
    assertThatThrownBy(call).isInstanceOf(UnavailableException.class).hasMessageContaining(words);
  }

  private static byte[] index(String url, byte[] content) {
    return Jars.index(url, content).getBytes(StandardCharsets.UTF_8);
  }

  private IndexRepository repository(String path, @Nullable Login login) {
    return new IndexRepository(
        server.uri(path), login, new StoredBundles(data), downloads, () -> now);
  }
}
