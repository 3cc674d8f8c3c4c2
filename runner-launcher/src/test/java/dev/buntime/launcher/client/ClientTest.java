package dev.buntime.launcher.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.buntime.launcher.ExitCode;
import dev.buntime.launcher.Refusal;
import dev.buntime.launcher.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The commands, with a server that answers as a runner does. */
public final class ClientTest {
  private static final String DEPLOYMENT =
      """
      {"artifact": "shop-1.0.0.jar", "app": "shop", "version": "1.0.0", "state": "live",
       "reason": null, "warnings": ["mind this"], "size": 2048, "workers": 1}
      """;

  @Rule public final TemporaryFolder temp = new TemporaryFolder();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, String> environment =
      new HashMap<>(Map.of(Credentials.PASSWORD, "geheim"));
  private boolean watched;
  private volatile int status = 200;
  private volatile String answer = DEPLOYMENT;
  private HttpServer server;
  private String url = "";

  @Before
  public void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    url = "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @After
  public void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
    asked.add(exchange.getRequestHeaders().getFirst("Authorization"));
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Test
  public void deploy_aFile_sendsItWithItsName() throws Exception {
    Path file = temp.newFile("my shop.jar").toPath();
    Files.writeString(file, "bytes");

    assertThat(run(ClientCommand.DEPLOY, file.toString())).isEqualTo(ExitCode.OK);

    assertThat(asked)
        .containsExactly(
            "POST /_/deployments?name=my+shop.jar bytes", "Basic YWRtaW46Z2VoZWlt"); // admin:geheim
    assertThat(text(out))
        .matches("shop@1\\.0\\.0 is live, shop-1\\.0\\.0\\.jar \\(2\\.0 KiB\\) in \\d+ ms\\.\n");
    assertThat(text(err)).isEqualTo("mind this\n");
  }

  @Test
  public void deploy_standardInput_sendsItAsItComes() throws Exception {
    run(ClientCommand.DEPLOY, "-", "--name", "x.war", "--dry-run", "--json");

    assertThat(asked.getFirst()).isEqualTo("POST /_/deployments?name=x.war&dryRun=true from stdin");
    assertThat(text(out)).isEqualTo(DEPLOYMENT + "\n");
    assertThat(text(err)).isEmpty();
  }

  @Test
  public void deploy_aFolder_sendsAnArchiveOfIt() throws Exception {
    Path folder = Files.createDirectories(temp.getRoot().toPath().resolve("shop/1.2.0"));
    Files.writeString(folder.resolve("index.html"), "hello");

    run(ClientCommand.DEPLOY, folder.toString(), "--async");

    assertThat(asked.getFirst())
        .startsWith("POST /_/deployments?name=shop-1.2.0.zip&async=true PK")
        .contains("index.html");
    assertThat(text(out)).startsWith("shop@1.0.0 is accepted as shop-1.0.0.jar");
  }

  @Test
  public void deploy_whenAPersonLooksOn_tellsHowMuchIsSent() throws Exception {
    watched = true;
    Path file = temp.newFile("a\u001b[2Jb\nc\u202e.jar").toPath();
    Files.write(file, new byte[100 << 10]);
    answer = DEPLOYMENT.replace("[\"mind this\"]", "[]");

    run(ClientCommand.DEPLOY, file.toString());

    assertThat(text(err).split("\r"))
        .hasSizeGreaterThan(2)
        .allMatch(part -> part.isEmpty() || part.startsWith("a?[2Jb?c?.jar: "))
        .endsWith("a?[2Jb?c?.jar: 100 % of 100.0 KiB sent, waiting for the answer\n");
    assertThat(text(out)).startsWith("shop@1.0.0 is live");
  }

  @Test
  public void deploy_aFolderWhenAPersonLooksOn_tellsHowMuchIsSent() throws Exception {
    watched = true;
    Path folder = temp.newFolder("shop@1.0.0").toPath();
    Files.writeString(folder.resolve("index.html"), "hello");

    run(ClientCommand.DEPLOY, folder.toString());

    assertThat(text(err))
        .matches("(?s)\rshop-1.0.0.zip: 100 % of \\d+ B sent, waiting for the answer\nmind this\n");
  }

  @Test
  public void deploy_standardInputWhenAPersonLooksOn_tellsHowMuchIsSent() throws Exception {
    watched = true;

    run(ClientCommand.DEPLOY, "-");

    assertThat(text(err))
        .isEqualTo(
            "\rstandard input: 10 B sent"
                + "\rstandard input: 10 B sent, waiting for the answer\nmind this\n");
  }

  @Test
  public void deploy_whenItFails_endsTheLineOfTheProgress() throws Exception {
    watched = true;
    status = 422;
    answer = "{\"detail\": \"it is\\u001b ill\"}";
    Path file = temp.newFile("shop.jar").toPath();
    Files.writeString(file, "bytes");

    assertThat(refused(ClientCommand.DEPLOY, file.toString()))
        .isEqualTo("UNWANTED it is? ill (HTTP 422)");

    assertThat(text(err)).endsWith("100 % of 5 B sent, waiting for the answer\n");
  }

  @Test
  public void deploy_whenNobodyAnswers_tellsNoProgress() throws Exception {
    watched = true;
    server.stop(0);
    Path file = temp.newFile("shop.jar").toPath();

    assertThat(refused(ClientCommand.DEPLOY, file.toString())).startsWith("NOT_RUNNING ");
    assertThat(text(err)).doesNotEndWith("sent");
  }

  @Test
  public void deploy_withJson_tellsNoProgress() throws Exception {
    watched = true;
    Path file = temp.newFile("shop.jar").toPath();
    Files.writeString(file, "bytes");

    run(ClientCommand.DEPLOY, file.toString(), "--json");

    assertThat(text(err)).isEmpty();
    assertThat(text(out)).isEqualTo(DEPLOYMENT + "\n");
  }

  @Test
  public void deploy_whatIsNotThere_isRefusedWithoutARequest() {
    assertThat(refused(ClientCommand.DEPLOY, "/no/such.jar"))
        .isEqualTo("REFUSED There is no file or folder /no/such.jar.");
    assertThat(refused(ClientCommand.DEPLOY, "/no/\u001b[31m\nsuch.jar"))
        .isEqualTo("REFUSED There is no file or folder /no/?[31m?such.jar.");
    assertThat(asked).isEmpty();
  }

  @Test
  public void errors_haveTheReasonOfTheRunner_andACodeForScripts() {
    answer = "{\"title\": \"x\", \"status\": 422, \"detail\": \"it is ill\"}";
    status = 422;
    assertThat(refused(ClientCommand.RESTART, "shop@1.0.0"))
        .isEqualTo("UNWANTED it is ill (HTTP 422)");
    status = 503;
    assertThat(refused(ClientCommand.LIST)).isEqualTo("FAILED it is ill (HTTP 503)");
    answer = "<html>";
    assertThat(refused(ClientCommand.LIST)).isEqualTo("FAILED it gives no reason (HTTP 503)");
    status = 401;
    assertThat(refused(ClientCommand.LIST))
        .startsWith("DENIED The runner at " + url + " does not take the password");
    server.stop(0);
    assertThat(refused(ClientCommand.LIST)).startsWith("NOT_RUNNING No runner answers at " + url);
  }

  @Test
  public void list_isATable_whichNoNameCanBreak() throws Exception {
    answer =
        """
        {"deployments": [
           {"app": "shop", "version": "1.0.0", "state": "live", "workers": 2, "size": 10,
            "artifact": "shop.jar", "reason": null},
           {"app": null, "version": null, "state": "refused", "workers": 0, "size": 3000000,
            "artifact": "b\\u001b[31mad\\u202e.jar", "reason": "broken\\nline"}], "total": 2}
        """;

    run(ClientCommand.LIST, "shop");

    assertThat(asked.getFirst()).startsWith("GET /_/deployments?app=shop");
    assertThat(text(out).lines())
        .containsExactly(
            "APP   VERSION  STATE    WORKERS  SIZE     ARTIFACT       REASON",
            "shop  1.0.0    live     2        10 B     shop.jar",
            "               refused  0        2.9 MiB  b?[31mad?.jar  broken?line");
  }

  @Test
  public void undeploy_andRestart() throws Exception {
    answer = "";
    status = 204;
    run(ClientCommand.UNDEPLOY, "shop@1.0.0-rc.1");
    assertThat(asked.getFirst()).startsWith("DELETE /_/deployments/shop/1.0.0-rc.1");
    status = 200;
    answer = "{\"restarted\": false}";
    run(ClientCommand.RESTART, "shop@1.0.0");
    assertThat(text(out)).endsWith("shop@1.0.0 had no worker; the next request starts one.\n");
    for (String wrong : List.of("shop", "@1.0.0", "shop@", "shop@1/../x", "../x@1", "Shop@1")) {
      assertThat(refused(ClientCommand.UNDEPLOY, wrong)).as(wrong).startsWith("REFUSED '");
    }
  }

  @Test
  public void stats_haveThePoolAndTheWorkers() throws Exception {
    answer =
        """
        {"pool": {"activeWorkers": 1, "poolSize": 10, "waiting": 0, "totalWorkersCreated": 3,
                  "totalWorkersFailed": 1},
         "workers": {"shop@1.0.0#3": {"app": "shop", "version": "1.0.0", "status": "Active",
           "inFlight": 2, "requestCount": 7, "errorCount": 0, "timeoutCount": 0, "cpu": 30,
           "allocatedBytes": 1048576}}}
        """;

    run(ClientCommand.STATS);

    assertThat(text(out).lines())
        .startsWith("1 of 10 workers, 0 requests wait, 3 workers were made, 1 failed")
        .anyMatch(line -> line.matches("shop +1\\.0\\.0 +Active +2 +7 +0 +0 +30 ms +1\\.0 MiB"));
  }

  @Test
  public void logs_endAfterTheNewestLines_orGoOn() throws Exception {
    answer =
        """
        event: line
        data: {"time":"2026-01-02T03:04:05Z","level":"warn","logger":"a.b","message":"one\\u001b"}

        : the log follows

        event: missed
        data: {"lines":12}

        event: line
        data: {"time":"t","level":"info","logger":"c","message":"two\\nlines","worker":"shop@1.0.0#1"}

        """;

    run(ClientCommand.LOGS, "shop", "--level=warn");
    assertThat(asked.getFirst()).startsWith("GET /_/logs?app=shop&level=warn");
    assertThat(text(out)).isEqualTo("2026-01-02T03:04:05Z WARN  a.b - one?\n");
    run(ClientCommand.LOGS, "-f");
    assertThat(text(out)).endsWith("t INFO  [shop@1.0.0#1] c - two\nlines\n");
    assertThat(text(err)).isEqualTo("12 lines were missed: they came too fast.\n");
  }

  @Test
  public void password_comesFromAFileThatOnlyItsOwnerReads() throws Exception {
    Path file = temp.newFile("password").toPath();
    Files.writeString(file, "aus der datei\nand more");
    environment.clear();
    environment.put(Credentials.FILE, file.toString());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(refused(ClientCommand.LIST)).contains("Others can read the password in " + file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    run(ClientCommand.LIST);

    assertThat(asked.getLast()).isEqualTo("Basic YWRtaW46YXVzIGRlciBkYXRlaQ==");
    Files.writeString(file, "");
    assertThat(refused(ClientCommand.LIST)).endsWith("has no password in its first line.");
    Files.delete(file);
    assertThat(refused(ClientCommand.LIST)).startsWith("REFUSED There is no file " + file);
    environment.clear();
    environment.put("HOME", temp.getRoot().toString());
    assertThat(refused(ClientCommand.LIST)).startsWith("REFUSED There is no password: set ");
  }

  @Test
  public void runner_isNamedOrFound() throws Exception {
    environment.put(Client.URL, url);
    assertThat(runWithoutUrl(Optional.empty(), ClientCommand.LIST)).isEqualTo(ExitCode.OK);
    environment.remove(Client.URL);
    assertThat(runWithoutUrl(Optional.of(url), ClientCommand.LIST)).isEqualTo(ExitCode.OK);
    Refusal none =
        catchThrowableOfType(
            Refusal.class, () -> runWithoutUrl(Optional.empty(), ClientCommand.LIST));
    assertThat(none.code()).isEqualTo(ExitCode.NOT_RUNNING);
    for (String wrong : List.of("ftp://x", "http://", "nonsense", "http://a b")) {
      assertThat(refusal(ClientCommand.LIST, "--url", wrong).sentence())
          .startsWith("'" + wrong + "' is not the URL of a runner");
    }
  }

  @Test
  public void urlWithAPassword_isRefused_andNotRepeated() {
    for (String wrong :
        List.of(
            "http://admin:geheim@127.0.0.1:8000",
            "https://geheim@host",
            "http://admin:ge/geheim@host",
            "admin:geheim@host:8000",
            "http://admin:geheim @host")) {
      assertThat(refused(ClientCommand.LIST, "--url", wrong))
          .as(wrong)
          .startsWith("REFUSED The URL of a runner has no user and password in it")
          .contains("BUNTIME_PASSWORD_FILE")
          .doesNotContain("geheim");
      environment.put(Client.URL, wrong);
      assertThatThrownBy(() -> runWithoutUrl(Optional.empty(), ClientCommand.LIST))
          .isInstanceOf(Refusal.class)
          .hasMessageStartingWith("The URL of a runner has no user and password in it");
    }
    assertThat(asked).isEmpty();
    assertThat(text(err)).isEmpty();
  }

  @Test
  public void options_thatDoNotFit_areRefused() {
    assertThat(refused(ClientCommand.LIST, "--jsn")).contains("the nearest is --json");
    assertThat(refused(ClientCommand.LIST, "-f")).contains("list takes no -f");
    assertThat(refused(ClientCommand.LIST, "--json=1")).contains("--json has no value");
    assertThat(refused(ClientCommand.DEPLOY, "x", "--name")).contains("--name needs a value");
    assertThat(refused(ClientCommand.LIST, "--json", "--json")).contains("is given twice");
    assertThat(refused(ClientCommand.LIST, "a", "b")).contains("buntime list [<app>] [options]");
    assertThat(refused(ClientCommand.DEPLOY)).contains("buntime deploy <file|folder|->");
  }

  private ExitCode run(ClientCommand command, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    if (!all.contains("--url")) {
      all.addAll(List.of("--url", url));
    }
    return client(Optional.empty()).run(command, all);
  }

  private ExitCode runWithoutUrl(Optional<String> found, ClientCommand command) throws Exception {
    return client(found).run(command, List.of());
  }

  private Client client(Optional<String> found) {
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream("from stdin".getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            null,
            false,
            watched);
    return new Client(environment, terminal, data -> found);
  }

  private Refusal refusal(ClientCommand command, String... arguments) {
    return catchThrowableOfType(Refusal.class, () -> run(command, arguments));
  }

  private String refused(ClientCommand command, String... arguments) {
    Refusal refusal = refusal(command, arguments);
    return refusal.code() + " " + refusal.sentence();
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
