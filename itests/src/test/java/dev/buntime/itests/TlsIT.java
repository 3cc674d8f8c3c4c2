package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.testing.TestCertificate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** HTTPS, the port of operators and trusted proxies, in the packed distribution. */
public class TlsIT {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private Path apps;
  private Path data;
  private Path config;
  private TestCertificate first;

  @Before
  public void setUp() throws IOException {
    apps = folder.newFolder("apps").toPath();
    data = folder.newFolder("data").toPath();
    config = folder.newFolder("config").toPath();
    for (String sample : new String[] {"hello-api-1.1.0.jar", "echo-ws-1.0.0.jar"}) {
      Files.copy(RunnerProcess.sample(sample), apps.resolve(sample));
    }
    first = certificate("first");
  }

  @Test
  public void pem_isServedOverHttp2_andReplacedWithoutARestart() throws Exception {
    writePem(first);
    write("{ \"tls\": { \"certificate\": \"certificate.pem\", \"key\": \"key.pem\" } }");
    try (RunnerProcess runner = start()) {
      HttpClient client = trusting(first);
      assertThat(runner.uri("/").getScheme()).isEqualTo("https");

      HttpResponse<String> answer = get(client, runner.uri("/hello-api@1/"));
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(old(client, runner.uri("/hello-api@1/")).version())
          .isEqualTo(HttpClient.Version.HTTP_1_1);
      assertThat(get(client, runner.uri("/_/stats"), "Authorization", Http.ADMIN).statusCode())
          .isEqualTo(200);
      assertThat(echo(client, runner.uri("/echo-ws@1/"))).isEqualTo("over TLS");
      assertThat(Http.raw(runner, "GET / HTTP/1.1")).doesNotContain("200");

      TestCertificate second = certificate("second");
      writePem(second);
      Awaitility.await()
          .ignoreExceptionsInstanceOf(SSLException.class)
          .until(() -> get(trusting(second), runner.uri("/hello-api@1/")).statusCode() == 200);

      Files.writeString(config.resolve("key.pem"), "damaged");
      Awaitility.await()
          .until(() -> runner.log().contains("The certificate for TLS stays as it is"));
      assertThat(get(trusting(second), runner.uri("/hello-api@1/")).statusCode()).isEqualTo(200);
      assertThat(runner.log()).doesNotContain("PRIVATE KEY-----\n");
    }
  }

  /** The management port has TLS as the other one has, with the same certificate at any time. */
  @Test
  public void keystore_isServedOnBothPorts_andReplacedWithoutARestart() throws Exception {
    int port = FreePort.find();
    Path served = Files.copy(first.keystore(), config.resolve("served.p12"));
    Files.writeString(config.resolve("password"), first.password());
    write(
        """
        { "tls": { "keystore": "served.p12", "passwordFile": "password" },
          "management": { "port": %d } }
        """
            .formatted(port));
    try (RunnerProcess runner = start()) {
      URI apps = runner.uri("/hello-api@1/");
      URI operators = URI.create("https://127.0.0.1:" + port);
      assertThat(runner.output().getLast()).contains("console " + operators + "/_/console");
      assertEachPortHasItsOwn(trusting(first), apps, operators);
      assertPasswordIsNowhere(trusting(first), runner, operators);
      assertThatThrownBy(() -> old(plain(), URI.create("http://127.0.0.1:" + port + "/_/stats")))
          .as("no word without TLS")
          .isInstanceOf(IOException.class);

      TestCertificate second = certificate("second");
      Files.move(
          Files.copy(second.keystore(), config.resolve("next.p12")),
          served,
          StandardCopyOption.ATOMIC_MOVE);
      Awaitility.await()
          .ignoreExceptionsInstanceOf(SSLException.class)
          .until(() -> get(trusting(second), apps).statusCode() == 200);
      assertEachPortHasItsOwn(trusting(second), apps, operators);
      for (URI each : List.of(apps, operators.resolve("/_/health/ready"))) {
        assertThatThrownBy(() -> get(trusting(first), each)).isInstanceOf(SSLException.class);
      }

      Files.writeString(served, "damaged");
      Awaitility.await()
          .until(() -> runner.log().contains("The certificate for TLS stays as it is"));
      assertEachPortHasItsOwn(trusting(second), apps, operators);
      assertThat(runner.log()).doesNotContain(first.password());
    }
  }

  private static void assertEachPortHasItsOwn(HttpClient client, URI apps, URI operators)
      throws Exception {
    URI stats = operators.resolve("/_/stats");
    assertThat(get(client, apps).statusCode()).isEqualTo(200);
    assertThat(get(client, apps.resolve("/_/stats"), "Authorization", Http.ADMIN).statusCode())
        .isEqualTo(404);
    HttpResponse<String> answer = get(client, stats, "Authorization", Http.ADMIN);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    assertThat(get(client, stats).statusCode()).isEqualTo(401);
    assertThat(get(client, operators.resolve(apps.getPath())).statusCode()).isEqualTo(404);
  }

  private void assertPasswordIsNowhere(HttpClient client, RunnerProcess runner, URI operators)
      throws Exception {
    for (String page :
        List.of("/_/console/configMgr", "/_/console/vmstat", "/_/console/config", "/_/stats")) {
      HttpResponse<String> answer =
          get(client, operators.resolve(page), "Authorization", Http.ADMIN);
      assertThat(answer.statusCode()).as(page).isEqualTo(200);
      assertThat(answer.body()).as(page).doesNotContain(first.password());
    }
    assertThat(String.join(" ", runner.process().info().arguments().orElse(new String[0])))
        .doesNotContain(first.password());
  }

  private static HttpClient plain() {
    return HttpClient.newHttpClient();
  }

  @Test
  public void filesThatCannotBeUsed_areExitCode2() throws Exception {
    write("{ \"tls\": { \"certificate\": \"certificate.pem\" } }");
    assertThat(refusal()).contains("TLS needs tls.certificate and tls.key");
    write("{ \"tls\": { \"certificate\": \"certificate.pem\", \"key\": \"key.pem\" } }");
    assertThat(refusal()).contains("certificate.pem is not there");
    writePem(first);
    Files.writeString(config.resolve("key.pem"), certificate("other").keyPem());
    assertThat(refusal()).contains("does not belong to the first certificate");
    write("{ \"management\": { \"port\": 8000 } }");
    assertThat(refusal("--port=8000")).contains("which is the port of the apps as well");
  }

  @Test
  public void managementPort_hasAllBelowTheUnderscore_andNothingElse() throws Exception {
    int port = FreePort.find();
    write("{ \"management\": { \"port\": " + port + " }, \"trustedProxies\": [\"127.0.0.1\"] }");
    try (RunnerProcess runner = start()) {
      URI operators = URI.create("http://127.0.0.1:" + port);
      assertThat(runner.output().getLast()).contains("console " + operators + "/_/console");

      assertThat(Http.get(runner.uri("/hello-api@1/")).statusCode()).isEqualTo(200);
      assertThat(Http.get(runner.uri("/_/health/ready")).statusCode()).isEqualTo(200);
      for (String path : new String[] {"/_/stats", "/_/console/bundles", "/_/deployments"}) {
        HttpResponse<String> answer = Http.getAsAdmin(runner.uri(path));
        assertThat(answer.statusCode()).as(path).isEqualTo(404);
        assertThat(answer.body()).contains("not for this port");
        assertThat(Http.getAsAdmin(operators.resolve(path)).statusCode()).as(path).isIn(200, 302);
      }
      assertThat(Http.get(operators.resolve("/_/stats")).statusCode()).isEqualTo(401);
      assertThat(Http.get(operators.resolve("/hello-api@1/")).statusCode()).isEqualTo(404);
      assertThat(Http.get(operators.resolve("/")).statusCode()).isEqualTo(404);
      assertThat(Http.get(operators.resolve("/_/health/ready")).statusCode()).isEqualTo(200);
    }
  }

  private RunnerProcess start() throws IOException {
    return RunnerProcess.start(apps, data, "--config=" + config);
  }

  private String refusal(String... options) throws Exception {
    String[] all = new String[options.length + 1];
    System.arraycopy(options, 0, all, 1, options.length);
    all[0] = "--config=" + config;
    Process process = RunnerProcess.command(apps, data, all).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isEqualTo(2);
    return said;
  }

  private void write(String settings) throws IOException {
    Files.writeString(config.resolve("buntime.jsonc"), settings);
  }

  private void writePem(TestCertificate made) throws IOException {
    Files.writeString(config.resolve("certificate.pem"), made.certificatePem());
    Files.writeString(config.resolve("key.pem"), made.keyPem());
  }

  private TestCertificate certificate(String name) throws IOException {
    return TestCertificate.make(folder.getRoot().toPath().resolve(name + ".p12"), "EC");
  }

  private static HttpResponse<String> get(HttpClient client, URI uri, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    return client.send(
        (headers.length == 0 ? request : request.headers(headers)).build(),
        BodyHandlers.ofString());
  }

  private static HttpResponse<String> old(HttpClient client, URI uri)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(uri).version(HttpClient.Version.HTTP_1_1).build(),
        BodyHandlers.ofString());
  }

  /** What the app sends back over a WebSocket. */
  private static String echo(HttpClient client, URI uri) throws Exception {
    CompletableFuture<String> heard = new CompletableFuture<>();
    WebSocket socket =
        client
            .newWebSocketBuilder()
            .buildAsync(
                URI.create(uri.toString().replaceFirst("https", "wss")),
                new WebSocket.Listener() {
                  @Override
                  public @Nullable CompletionStage<?> onText(
                      WebSocket from, CharSequence text, boolean last) {
                    heard.complete(text.toString());
                    return null;
                  }
                })
            .get(30, TimeUnit.SECONDS);
    socket.sendText("over TLS", true).get(30, TimeUnit.SECONDS);
    String answer = heard.get(30, TimeUnit.SECONDS);
    socket.abort();
    return answer;
  }

  /** A client that trusts one certificate, and no connection of another. */
  private static HttpClient trusting(TestCertificate certificate)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("server", certificate.x509());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }
}
