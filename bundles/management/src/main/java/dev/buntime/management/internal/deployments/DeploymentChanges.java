package dev.buntime.management.internal.deployments;

import dev.buntime.admin.Accepted;
import dev.buntime.admin.DeploymentAdmin;
import dev.buntime.admin.DeploymentException;
import dev.buntime.admin.DeploymentRequest;
import dev.buntime.admin.WorkerAdmin;
import dev.buntime.management.internal.AuditTrail;
import dev.buntime.management.internal.Json;
import dev.buntime.management.internal.Query;
import dev.buntime.management.internal.QueryException;
import dev.buntime.runtime.dto.DeploymentDTO;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The requests that change deployments. They wait on the server's thread until the change is in
 * force, which may take as long as an app takes to start; so only a few may be there at a time.
 */
final class DeploymentChanges {
  private static final int AT_ONCE = 16;

  private final DeploymentAdmin deployments;
  private final WorkerAdmin workers;
  private final Operations operations;
  private final DeploymentPages pages;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private volatile long limit;

  /**
   * @param limit bytes that an upload may have
   */
  DeploymentChanges(
      DeploymentAdmin deployments,
      WorkerAdmin workers,
      Operations operations,
      DeploymentPages pages,
      long limit) {
    this.deployments = deployments;
    this.workers = workers;
    this.operations = operations;
    this.pages = pages;
    this.limit = limit;
  }

  /** Takes another limit. From any thread. */
  void limit(long bytes) {
    limit = bytes;
  }

  /** What is done while one of the places is taken. */
  @FunctionalInterface
  private interface Change {
    void run()
        throws IOException,
            QueryException,
            DeploymentException,
            RefusedRequestException,
            InterruptedException;
  }

  private void inPlace(Change change)
      throws IOException,
          QueryException,
          DeploymentException,
          RefusedRequestException,
          InterruptedException {
    if (!places.tryAcquire()) {
      throw new RefusedRequestException(
          HttpServletResponse.SC_SERVICE_UNAVAILABLE,
          AT_ONCE + " other requests that change deployments are at work. Try again later.");
    }
    try {
      change.run();
    } finally {
      places.release();
    }
  }

  void post(Address address, HttpServletRequest request, HttpServletResponse response)
      throws IOException,
          QueryException,
          DeploymentException,
          RefusedRequestException,
          InterruptedException {
    switch (address) {
      case Address.All() -> inPlace(() -> upload(request, response, null, null));
      case Address.Action(String app, String version, String name) -> {
        new Query(request).allowOnly();
        inPlace(() -> act(response, app, version, name));
      }
      default -> throw RefusedRequestException.wrongMethod(address);
    }
  }

  void put(Address address, HttpServletRequest request, HttpServletResponse response)
      throws IOException,
          QueryException,
          DeploymentException,
          RefusedRequestException,
          InterruptedException {
    if (!(address instanceof Address.OfVersion(String app, String version))) {
      throw RefusedRequestException.wrongMethod(address);
    }
    inPlace(() -> upload(request, response, app, version));
  }

  void delete(Address address, HttpServletRequest request, HttpServletResponse response)
      throws IOException,
          QueryException,
          DeploymentException,
          RefusedRequestException,
          InterruptedException {
    if (!(address instanceof Address.OfVersion(String app, String version))) {
      throw RefusedRequestException.wrongMethod(address);
    }
    new Query(request).allowOnly();
    inPlace(() -> {
      await(deployments.undeploy(app, version));
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    });
  }

  private void upload(
      HttpServletRequest request,
      HttpServletResponse response,
      @Nullable String app,
      @Nullable String version)
      throws IOException,
          QueryException,
          DeploymentException,
          RefusedRequestException,
          InterruptedException {
    ArtifactBody body = new ArtifactBody(request, limit);
    Query query = new Query(request);
    query.allowOnly("async", "dryRun", "name");
    boolean async = query.flag("async");
    boolean dryRun = query.flag("dryRun");
    if (async && dryRun) {
      throw new QueryException(
          "Both 'async' and 'dryRun' are given. A dry run is over when it is answered; leave out"
              + " 'async'.");
    }
    @Nullable String name = query.single("name").orElse(null);
    Path upload = deployments.newUpload();
    try {
      String sent = body.writeTo(upload);
      var wish =
          new DeploymentRequest(name == null ? sent : name, app, version, isOnlyNew(request));
      if (dryRun) {
        Json.send(response, pages.members(await(deployments.tryOut(upload, wish))));
      } else {
        Accepted accepted = deployments.deploy(upload, wish);
        AuditTrail.target(request, accepted.app() + "@" + accepted.version());
        answer(response, accepted, async);
      }
    } finally {
      Files.deleteIfExists(upload);
    }
  }

  /** RFC 9110, section 13.1.2: only if there is nothing yet. */
  private static boolean isOnlyNew(HttpServletRequest request) {
    String none = request.getHeader("If-None-Match");
    return none != null && none.strip().equals("*");
  }

  private void answer(HttpServletResponse response, Accepted accepted, boolean async)
      throws IOException, DeploymentException, InterruptedException {
    if (async) {
      Operation operation = operations.begin(accepted);
      response.setStatus(HttpServletResponse.SC_ACCEPTED);
      response.setHeader("Location", Operations.PATH + operation.id());
      Json.send(response, operation.members(pages));
      return;
    }
    DeploymentDTO deployment = await(accepted.outcome());
    response.setStatus(
        accepted.isNew() ? HttpServletResponse.SC_CREATED : HttpServletResponse.SC_OK);
    response.setHeader("Location", "/_/deployments/" + accepted.app() + "/" + accepted.version());
    Json.send(response, pages.members(deployment));
  }

  private void act(HttpServletResponse response, String app, String version, String name)
      throws IOException, DeploymentException, RefusedRequestException, InterruptedException {
    switch (name) {
      case "start" -> Json.send(response, pages.members(await(deployments.start(app, version))));
      case "stop" -> Json.send(response, pages.members(await(deployments.stop(app, version))));
      default -> restart(response, app, version);
    }
  }

  private void restart(HttpServletResponse response, String app, String version)
      throws IOException, DeploymentException, RefusedRequestException, InterruptedException {
    DeploymentDTO deployment = pages.existing(app, version);
    if (!deployment.state().equals(Members.LIVE)) {
      throw new RefusedRequestException(
          HttpServletResponse.SC_CONFLICT,
          "%s@%s is %s, so it has no workers.".formatted(app, version, deployment.state()));
    }
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("app", app);
    members.put("version", version);
    members.put("restarted", await(workers.restart(app, version)));
    Json.send(response, members);
  }

  private static <T> T await(CompletableFuture<T> change)
      throws DeploymentException, InterruptedException {
    try {
      return change.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DeploymentException why) {
        throw why;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
