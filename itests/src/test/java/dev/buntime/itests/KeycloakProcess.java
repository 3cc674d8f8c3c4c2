package dev.buntime.itests;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A real Keycloak in a process of its own, with the realm {@code demo}; it can be restarted.
 *
 * <p>Where it is unpacked is only read: it has a home of its own, so that nothing is left there for
 * the next one.
 */
final class KeycloakProcess implements AutoCloseable {
  /** Where it lies, unpacked; Maven's profile {@code keycloak} puts it there. */
  static final Path HOME = Path.of(System.getProperty("keycloak.dir"));

  private static final String COMPONENTS = "/admin/realms/demo/components";
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  /** It starts twice and has little to do in between; to verify its classes takes a fifth of it. */
  private static final String JVM =
      "-Xms384m -Xmx384m -XX:ReservedCodeCacheSize=128m -XX:+ExitOnOutOfMemoryError"
          + " -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote "
          + RunnerProcess.QUICK;

  private final Path home;
  private final int port;
  private Process process;

  private KeycloakProcess(Path home, int port, Process process) {
    this.home = home;
    this.port = port;
    this.process = process;
  }

  /** Whether it is there. */
  static boolean isInstalled() {
    return Files.isExecutable(HOME.resolve("bin/kc.sh"));
  }

  /**
   * Begins to start it; {@link #awaitStart} waits for it.
   *
   * @param home empty folder, for its database and its output
   */
  static KeycloakProcess start(Path home) throws IOException {
    for (String part : List.of("conf", "lib", "providers", "themes")) {
      Files.createSymbolicLink(home.resolve(part), HOME.resolve(part));
    }
    Path realms = Files.createDirectories(home.resolve("data/import"));
    for (String realm : List.of("demo-realm.json", "master-realm.json")) {
      try (var content = KeycloakProcess.class.getResourceAsStream("/keycloak/" + realm)) {
        if (content == null) {
          throw new IOException(realm + " is not on the class path");
        }
        Files.copy(content, realms.resolve(realm));
      }
    }
    int port = FreePort.find();
    return new KeycloakProcess(home, port, launch(home, port));
  }

  private static Process launch(Path home, int port) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                HOME.resolve("bin/kc.sh").toString(),
                "-Dkc.home.dir=" + home,
                // As it is shipped: to build it for these options takes longer than to start it.
                "-Dkc.config.built=true",
                "start-dev",
                "--import-realm",
                "--http-host=127.0.0.1",
                "--http-port=" + port)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("out.log").toFile()));
    builder
        .environment()
        .putAll(Map.of("JAVA_HOME", System.getProperty("java.home"), "JAVA_OPTS", JVM));
    return builder.start();
  }

  /** Waits until it answers. */
  void awaitStart() {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> {
          if (!process.isAlive()) {
            throw new IOException("Keycloak has ended: " + output());
          }
          return answers();
        });
  }

  private boolean answers() throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri("/realms/demo")).timeout(Duration.ofSeconds(2)).build();
    try {
      return Http.CLIENT.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException _) {
      return false;
    }
  }

  /** What it has printed. */
  String output() throws IOException {
    return Files.readString(home.resolve("out.log"));
  }

  /** Its address, as the option {@code issuer} of the plugin. */
  String url() {
    return "http://127.0.0.1:" + port;
  }

  private URI uri(String path) {
    return URI.create(url() + path);
  }

  /** An access token of a person. */
  String passwordToken() {
    return token(
        "grant_type=password&client_id=runner&client_secret=secret-of-the-runner"
            + "&username=ada&password=password-of-ada&scope=openid",
        "access_token");
  }

  /** An ID token of the same person, which is for nobody else than the client. */
  String idToken() {
    return token(
        "grant_type=password&client_id=runner&client_secret=secret-of-the-runner"
            + "&username=ada&password=password-of-ada&scope=openid",
        "id_token");
  }

  /** An access token of a client that acts for itself. */
  String clientToken(String client, String secret) {
    return token(
        "grant_type=client_credentials&client_id=" + client + "&client_secret=" + secret,
        "access_token");
  }

  private String token(String form, String which) {
    HttpResponse<String> answer =
        Http.send(
            HttpRequest.newBuilder(uri("/realms/demo/protocol/openid-connect/token"))
                .POST(BodyPublishers.ofString(form)),
            "Content-Type",
            "application/x-www-form-urlencoded");
    JsonNode token = Http.json(answer).path(which);
    if (!token.isTextual()) {
      throw new IllegalStateException("no token: " + answer.statusCode());
    }
    return token.asText();
  }

  /** Has it sign with a new key from now on; the old one still counts. */
  void rotateKeys() {
    String body =
        """
        {"name":"next","providerId":"rsa-generated","providerType":"org.keycloak.keys.KeyProvider",
         "config":{"priority":["1000"],"enabled":["true"],"active":["true"],"algorithm":["RS256"]}}
        """;
    administer(HttpRequest.newBuilder(uri(COMPONENTS)).POST(BodyPublishers.ofString(body)));
  }

  /** Takes all keys for RS256 out but the one of {@link #rotateKeys}. */
  void removeOldKeys() {
    HttpResponse<String> all =
        administer(HttpRequest.newBuilder(uri(COMPONENTS + "?type=org.keycloak.keys.KeyProvider")));
    for (JsonNode each : Http.json(all)) {
      if (each.path("providerId").asText().equals("rsa-generated")
          && !each.path("name").asText().equals("next")) {
        administer(
            HttpRequest.newBuilder(uri(COMPONENTS + "/" + each.path("id").asText())).DELETE());
      }
    }
  }

  private HttpResponse<String> administer(HttpRequest.Builder request) {
    String keeper = clientToken("keeper", "secret-of-the-keeper");
    HttpResponse<String> answer =
        Http.send(request, "Authorization", "Bearer " + keeper, "Content-Type", "application/json");
    if (!List.of(200, 201, 204).contains(answer.statusCode())) {
      throw new IllegalStateException("it answers " + answer.statusCode() + " " + answer.body());
    }
    return answer;
  }

  /** Has it hang: it still takes connections, and answers nothing until {@link #resume}. */
  void pause() throws IOException, InterruptedException {
    signal("STOP");
    Awaitility.await("it hangs").until(() -> !answers());
  }

  /** Has it answer again. */
  void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + name, String.valueOf(server().pid())).inheritIO().start();
    if (kill.waitFor() != 0) {
      throw new IOException("Keycloak did not get the signal " + name);
    }
  }

  /** The server itself: a child of the script, which waits for it, or what has replaced it. */
  private ProcessHandle server() {
    return process
        .children()
        .filter(child -> child.info().command().orElse("").endsWith("/java"))
        .findAny()
        .orElse(process.toHandle());
  }

  /** Ends it well; {@link #goOn} starts it again with the same data on the same port. */
  void stop() throws InterruptedException {
    process.destroy(); // the script passes it on
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("Keycloak does not end");
    }
  }

  /** Starts it again. */
  void goOn() throws IOException {
    process = launch(home, port);
    awaitStart();
  }

  /** Ends it at once, even if it hangs. */
  @Override
  public void close() {
    ProcessHandle server = server();
    server.destroyForcibly();
    process.destroyForcibly();
    server.onExit().join();
  }
}
