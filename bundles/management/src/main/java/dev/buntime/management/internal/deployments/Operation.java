package dev.buntime.management.internal.deployments;

import dev.buntime.admin.Accepted;
import dev.buntime.runtime.dto.DeploymentDTO;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A deployment that nobody waits for.
 *
 * @param id names it
 * @param accepted what is deployed
 * @param since when it was accepted
 */
record Operation(String id, Accepted accepted, Instant since) {

  /** As it is written in JSON. */
  Map<String, Object> members(DeploymentPages pages) {
    CompletableFuture<DeploymentDTO> outcome = accepted.outcome();
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", id);
    members.put(
        "state",
        switch (outcome.state()) {
          case RUNNING -> "running";
          case SUCCESS -> Members.LIVE;
          case FAILED, CANCELLED -> "failed";
        });
    members.put("artifact", accepted.artifact());
    members.put("app", accepted.app());
    members.put("version", accepted.version());
    members.put("since", since.toString());
    members.put("reason", outcome.isCompletedExceptionally() ? reason(outcome) : null);
    members.put(
        "deployment",
        outcome.isDone() && !outcome.isCompletedExceptionally()
            ? pages.members(outcome.join())
            : null);
    return members;
  }

  private static String reason(CompletableFuture<DeploymentDTO> outcome) {
    Throwable failure = outcome.exceptionNow();
    Throwable cause =
        failure instanceof CompletionException
            ? Objects.requireNonNullElse(failure.getCause(), failure)
            : failure;
    return String.valueOf(cause.getMessage());
  }
}
