package dev.buntime.management.internal.deployments;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.buntime.admin.Accepted;
import dev.buntime.admin.DeploymentAdmin;
import dev.buntime.admin.DeploymentException;
import dev.buntime.admin.DeploymentException.Kind;
import dev.buntime.admin.DeploymentRequest;
import dev.buntime.management.internal.Fakes;
import dev.buntime.runtime.dto.DeploymentDTO;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What {@code /_/deployments} makes of requests that change something. */
public final class DeploymentChangesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LIMIT = 100;

  private static final DeploymentDTO SHOP =
      new DeploymentDTO(
          "shop.jar", "shop", "1.0.0", "live", null, List.of(), 17, 5, "ab", Fakes.SINCE);

  @Rule public final TemporaryFolder temp = new TemporaryFolder();

  private final List<String> told = new ArrayList<>();
  private final Map<String, String> headers = new HashMap<>();
  private final Map<String, String[]> parameters = new HashMap<>();
  private final CompletableFuture<DeploymentDTO> outcome = new CompletableFuture<>();
  private final Operations operations = new Operations();
  private boolean isNew = true;
  private byte[] body = "bytes".getBytes(StandardCharsets.UTF_8);

  private final DeploymentsServlet servlet =
      new DeploymentsServlet(
          DeploymentsServletTest.config(LIMIT),
          () -> List.of(SHOP),
          DeploymentsServletTest.workers(),
          new Admin(),
          (app, version) -> {
            told.add("restart " + app + " " + version);
            return CompletableFuture.completedFuture(true);
          },
          operations);

  /** Writes down what it is asked. */
  private final class Admin implements DeploymentAdmin {
    @Override
    public Path newUpload() {
      try {
        return temp.newFile().toPath();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Accepted deploy(Path upload, DeploymentRequest request) {
      told.add("deploy " + content(upload) + " " + request);
      return new Accepted("shop.jar", "shop", "1.0.0", isNew, outcome);
    }

    @Override
    public CompletableFuture<DeploymentDTO> tryOut(Path upload, DeploymentRequest request) {
      told.add("try " + content(upload) + " " + request);
      return outcome;
    }

    @Override
    public CompletableFuture<Void> undeploy(String app, String version) {
      told.add("undeploy " + app + " " + version);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<DeploymentDTO> stop(String app, String version)
        throws DeploymentException {
      throw new DeploymentException(Kind.CONFLICT, "busy");
    }

    @Override
    public CompletableFuture<DeploymentDTO> start(String app, String version)
        throws DeploymentException {
      throw new DeploymentException(Kind.NOT_FOUND, "nothing");
    }

    @Override
    public Path artifact(String app, String version) throws DeploymentException {
      throw new DeploymentException(Kind.STORAGE, "broken disk");
    }
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  public void post_ofANewVersion_isAnsweredWhenItIsLive() throws Exception {
    outcome.complete(SHOP);
    headers.put("Content-Disposition", "attachment; filename=\"my shop.jar\"");

    Fakes.Reply reply = send("POST", "");

    assertThat(told)
        .containsExactly(
            "deploy bytes DeploymentRequest[fileName=my shop.jar, app=null, version=null,"
                + " onlyNew=false]");
    assertThat(reply.status).isEqualTo(201);
    assertThat(reply.headers).containsEntry("Location", "/_/deployments/shop/1.0.0");
    assertThat(json(reply).get("workers").asInt()).isEqualTo(2);
    assertThat(temp.getRoot()).isEmptyDirectory();
  }

  @Test
  public void put_ofAVersionThatIsThere_is200() throws Exception {
    outcome.complete(SHOP);
    isNew = false;
    headers.put("If-None-Match", "*");
    parameters.put("name", new String[] {"x.war"});

    Fakes.Reply reply = send("PUT", "/shop/1.0.0");

    assertThat(told)
        .containsExactly(
            "deploy bytes DeploymentRequest[fileName=x.war, app=shop, version=1.0.0,"
                + " onlyNew=true]");
    assertThat(reply.status).isEqualTo(200);
  }

  @Test
  public void post_dryRun_onlyTries() throws Exception {
    outcome.complete(SHOP);
    parameters.put("dryRun", new String[] {""});

    Fakes.Reply reply = send("POST", "");

    assertThat(told.getFirst()).startsWith("try bytes");
    assertThat(reply.status).isEqualTo(200);
    assertThat(reply.headers).doesNotContainKey("Location");
  }

  @Test
  public void post_async_isAnsweredAtOnce_andTheOperationTellsTheRest() throws Exception {
    parameters.put("async", new String[] {"true"});

    Fakes.Reply reply = send("POST", "");

    assertThat(reply.status).isEqualTo(202);
    JsonNode begun = json(reply);
    assertThat(begun.get("state").asText()).isEqualTo("running");
    assertThat(reply.headers.get("Location"))
        .isEqualTo("/_/operations/" + begun.get("id").asText());
    parameters.clear();
    outcome.complete(SHOP);
    JsonNode done = json(operation("/" + begun.get("id").asText()));
    assertThat(done.get("state").asText()).isEqualTo("live");
    assertThat(done.at("/deployment/artifact").asText()).isEqualTo("shop.jar");
    assertThat(operation("/other").status).isEqualTo(404);
  }

  @Test
  public void operation_thatFailed_tellsWhy() throws Exception {
    parameters.put("async", new String[] {"true"});
    String id = json(send("POST", "")).get("id").asText();
    parameters.clear();

    outcome.completeExceptionally(new DeploymentException(Kind.REFUSED, "it is ill"));

    JsonNode failed = json(operation("/" + id));
    assertThat(failed.get("state").asText()).isEqualTo("failed");
    assertThat(failed.get("reason").asText()).isEqualTo("it is ill");
    assertThat(failed.get("deployment").isNull()).isTrue();
  }

  @Test
  public void failures_haveTheirStatus() throws Exception {
    outcome.completeExceptionally(new DeploymentException(Kind.REFUSED, "it is ill"));
    assertThat(send("POST", "").status).isEqualTo(422);
    assertThat(send("POST", "").message).isEqualTo("it is ill");
    assertThat(send("POST", "/shop/1.0.0/stop").status).isEqualTo(409);
    assertThat(send("POST", "/shop/1.0.0/start").status).isEqualTo(404);
    assertThat(send("GET", "/shop/1.0.0/artifact").status).isEqualTo(507);
    assertThat(send("GET", "/shop/1.0.0/files/a/b").status).isEqualTo(507);
  }

  @Test
  public void digest_isCompared() throws Exception {
    outcome.complete(SHOP);
    String right =
        Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(body));
    for (String form : List.of("sha-256=:" + right + ":", "md5=:AA==:, SHA-256=" + right)) {
      headers.put("Digest", form);
      assertThat(send("POST", "").status).as(form).isEqualTo(201);
    }
    told.clear();
    body = "other".getBytes(StandardCharsets.UTF_8);
    Fakes.Reply wrong = send("POST", "");
    assertThat(wrong.status).isEqualTo(400);
    assertThat(wrong.message)
        .startsWith(
            "The artifact has the SHA-256 d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a")
        .contains(
            "but Digest says 277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9");
    for (String malformed : List.of("md5=AA==", "sha-256=:AA==:", "sha-256=%%%", "")) {
      headers.put("Digest", malformed);
      assertThat(send("POST", "").message).as(malformed).contains("has no SHA-256 of 32 bytes");
    }
    assertThat(told).isEmpty();
  }

  @Test
  public void body_thatIsNoArtifact_isRefusedAndLeavesNothing() throws Exception {
    outcome.complete(SHOP);
    headers.put("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
    assertThat(send("POST", "").status).isEqualTo(415);
    headers.clear();
    body = new byte[0];
    assertThat(send("POST", "").message).startsWith("The body is empty.");
    body = new byte[LIMIT + 1];
    assertThat(send("POST", "").status).isEqualTo(413);
    headers.put("Content-Length", String.valueOf(LIMIT + 1));
    body = new byte[1];
    assertThat(send("POST", "").status).as("it says so itself").isEqualTo(413);
    headers.clear();
    body = new byte[LIMIT];
    assertThat(send("POST", "").status).isEqualTo(201);
    assertThat(temp.getRoot()).isEmptyDirectory();
  }

  @Test
  public void limit_changesWithTheConfiguration() throws Exception {
    outcome.complete(SHOP);
    body = new byte[LIMIT + 1];

    servlet.modified(DeploymentsServletTest.config(LIMIT + 1));

    assertThat(send("POST", "").status).isEqualTo(201);
  }

  @Test
  public void parameters_thatAreWrong_areRefused() throws Exception {
    parameters.put("asynch", new String[] {""});
    assertThat(send("POST", "").status).isEqualTo(400);
    parameters.clear();
    parameters.put("async", new String[] {"yes"});
    assertThat(send("POST", "").message)
        .isEqualTo("The parameter 'async' is 'yes'. Allowed is one of true, false.");
    parameters.put("async", new String[] {""});
    parameters.put("dryRun", new String[] {""});
    assertThat(send("POST", "").message).startsWith("Both 'async' and 'dryRun' are given.");
    assertThat(send("DELETE", "/shop/1.0.0").status).isEqualTo(400);
    assertThat(told).isEmpty();
  }

  @Test
  public void delete_undeploys() throws Exception {
    Fakes.Reply reply = send("DELETE", "/shop/1.0.0");

    assertThat(reply.status).isEqualTo(204);
    assertThat(told).containsExactly("undeploy shop 1.0.0");
  }

  @Test
  public void restart_tellsWhetherThereWasAWorker() throws Exception {
    assertThat(json(send("POST", "/shop/1.0.0/restart")).get("restarted").asBoolean()).isTrue();
    assertThat(told).containsExactly("restart shop 1.0.0");
    assertThat(send("POST", "/shop/2.0.0/restart").status).isEqualTo(404);
  }

  @Test
  public void methods_thatAreNotThere_areNamed() throws Exception {
    Fakes.Reply reply = send("DELETE", "");
    assertThat(reply.status).isEqualTo(405);
    assertThat(reply.headers).containsEntry("Allow", "GET, HEAD, POST");
    assertThat(send("PATCH", "/shop/1.0.0").headers)
        .containsEntry("Allow", "GET, HEAD, PUT, DELETE");
    assertThat(send("GET", "/shop/1.0.0/stop").headers).containsEntry("Allow", "POST");
    assertThat(send("PUT", "/shop").headers).containsEntry("Allow", "GET, HEAD");
    for (String nothing : List.of("/shop/1.0.0/x", "/shop/1.0.0/stop/x", "//1.0.0", "/shop/")) {
      assertThat(send("POST", nothing).status).as(nothing).isEqualTo(404);
      assertThat(send("GET", nothing).status).as(nothing).isEqualTo(404);
    }
  }

  private static JsonNode json(Fakes.Reply reply) throws IOException {
    return JSON.readTree(reply.text());
  }

  private Fakes.Reply operation(String path) throws Exception {
    Fakes.Reply reply = new Fakes.Reply();
    new OperationsServlet(operations, () -> List.of(SHOP), DeploymentsServletTest.workers())
        .service(request("GET", path), reply.response());
    return reply;
  }

  private Fakes.Reply send(String method, String path) throws Exception {
    Fakes.Reply reply = new Fakes.Reply();
    servlet.service(request(method, path), reply.response());
    return reply;
  }

  private HttpServletRequest request(String method, String path) {
    return Fakes.proxy(
        HttpServletRequest.class,
        (name, arguments) ->
            switch (name) {
              case "getMethod" -> method;
              case "getPathInfo" -> path.isEmpty() ? null : path;
              case "getParameterMap" -> parameters;
              case "getParameterValues" -> parameters.get((String) arguments[0]);
              case "getHeader" -> headers.get((String) arguments[0]);
              case "getContentType" -> headers.get("Content-Type");
              case "getContentLengthLong" ->
                  Long.parseLong(headers.getOrDefault("Content-Length", "-1"));
              case "getInputStream" -> new Body(new ByteArrayInputStream(body));
              case "setAttribute" -> null;
              default -> throw new UnsupportedOperationException(name);
            });
  }

  /** The body of a request. */
  private static final class Body extends ServletInputStream {
    private final ByteArrayInputStream bytes;

    Body(ByteArrayInputStream bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      return bytes.read(target, offset, length);
    }

    @Override
    public boolean isFinished() {
      return bytes.available() == 0;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(@Nullable ReadListener listener) {
      throw new UnsupportedOperationException();
    }
  }
}
