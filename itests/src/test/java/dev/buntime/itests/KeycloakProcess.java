package dev.buntime.itests;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real Keycloak in a process of its own, with the realm {@code demo}; it can be restarted. */
final class KeycloakProcess implements AutoCloseable {
  /** Where it lies, unpacked; Maven's profile {@code keycloak} puts it there. */
  static final Path HOME = Path.of(System.getProperty("keycloak.dir"));

  private static final String ADMIN = "password-of-admin";
  private static final String COMPONENTS = "/admin/realms/demo/components";
  private static final Duration PATIENCE = Duration.ofMinutes(6); // the first start builds it

  private final Path data;
  private final int port;
  private Process process;

  private KeycloakProcess(Path data, int port, Process process) {
    this.data = data;
    this.port = port;
    this.process = process;
  }

  /** Whether it is there. */
  static boolean isInstalled() {
    return Files.isExecutable(HOME.resolve("bin/kc.sh"));
  }

  /**
   * Starts it and waits until it answers.
   *
   * @param data folder for its database and its output
   */
  static KeycloakProcess start(Path data) throws IOException {
    Path realms = Files.createDirectories(HOME.resolve("data/import"));
    try (var realm = KeycloakProcess.class.getResourceAsStream("/keycloak/demo-realm.json")) {
      if (realm == null) {
        throw new IOException("the realm is not on the class path");
      }
      Files.copy(realm, realms.resolve("demo-realm.json"), StandardCopyOption.REPLACE_EXISTING);
    }
    int port = freePort();
    KeycloakProcess keycloak = new KeycloakProcess(data, port, launch(data, port));
    try {
      keycloak.awaitRealm();
      return keycloak;
    } catch (RuntimeException e) {
      keycloak.close();
      throw e;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Process launch(Path data, int port) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                HOME.resolve("bin/kc.sh").toString(),
                "start-dev",
                "--import-realm",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--db-url=jdbc:h2:file:"
                    + data.resolve("keycloak")
                    + ";NON_KEYWORDS=VALUE;DB_CLOSE_ON_EXIT=FALSE")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(data.resolve("out.log").toFile()));
    builder
        .environment()
        .putAll(
            Map.of(
                "JAVA_HOME",
                System.getProperty("java.home"),
                "JAVA_OPTS_KC_HEAP",
                "-Xms64m -Xmx384m",
                "JAVA_OPTS_APPEND",
                "-XX:TieredStopAtLevel=1", // it starts twice and has little to do
                "KC_BOOTSTRAP_ADMIN_USERNAME",
                "admin",
                "KC_BOOTSTRAP_ADMIN_PASSWORD",
                ADMIN));
    return builder.start();
  }

  private void awaitRealm() {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> {
          if (!process.isAlive()) {
            throw new IOException("Keycloak has ended: " + output());
          }
          return isThere();
        });
  }

  private boolean isThere() {
    try {
      return Http.get(uri("/realms/demo")).statusCode() == 200;
    } catch (UncheckedIOException _) {
      return false;
    }
  }

  /** What it has printed. */
  String output() throws IOException {
    return Files.readString(data.resolve("out.log"));
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
        "demo",
        "grant_type=password&client_id=runner&client_secret=secret-of-the-runner"
            + "&username=ada&password=password-of-ada&scope=openid",
        "access_token");
  }

  /** An ID token of the same person, which is for nobody else than the client. */
  String idToken() {
    return token(
        "demo",
        "grant_type=password&client_id=runner&client_secret=secret-of-the-runner"
            + "&username=ada&password=password-of-ada&scope=openid",
        "id_token");
  }

  /** An access token of a client that acts for itself. */
  String clientToken(String client, String secret) {
    return token(
        "demo",
        "grant_type=client_credentials&client_id=" + client + "&client_secret=" + secret,
        "access_token");
  }

  private String token(String realm, String form, String which) {
    HttpResponse<String> answer =
        Http.send(
            HttpRequest.newBuilder(uri("/realms/" + realm + "/protocol/openid-connect/token"))
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
    String admin =
        token(
            "master",
            "grant_type=password&client_id=admin-cli&username=admin&password=" + ADMIN,
            "access_token");
    HttpResponse<String> answer =
        Http.send(request, "Authorization", "Bearer " + admin, "Content-Type", "application/json");
    if (!List.of(200, 201, 204).contains(answer.statusCode())) {
      throw new IllegalStateException("it answers " + answer.statusCode() + " " + answer.body());
    }
    return answer;
  }

  /** Has it hang: it still takes connections, and answers nothing until {@link #resume}. */
  void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Has it answer again. */
  void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).inheritIO().start();
    if (kill.waitFor() != 0) {
      throw new IOException("Keycloak did not get the signal " + name);
    }
  }

  /** Ends it; {@link #goOn} starts it again with the same data on the same port. */
  void stop() {
    // kc.sh replaces itself by Java, so that this is the server.
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Starts it again. */
  void goOn() throws IOException {
    process = launch(data, port);
    awaitRealm();
  }

  @Override
  public void close() {
    stop();
  }
}
