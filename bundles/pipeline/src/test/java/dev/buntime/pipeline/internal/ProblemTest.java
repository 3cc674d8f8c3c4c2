package dev.buntime.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import java.time.Duration;
import org.junit.Test;

public final class ProblemTest {

  @Test
  public void of_takesAllFromTheFailure() {
    for (ErrorCode code : ErrorCode.values()) {
      Problem problem =
          Problem.of(
              new InvocationException(code, "why", "shop", "1.0.0", null)
                  .withRetryAfter(Duration.ofSeconds(7)),
              "id");

      assertThat(problem)
          .isEqualTo(
              new Problem(
                  code.status(),
                  code.name(),
                  code.title(),
                  "why",
                  "shop",
                  "1.0.0",
                  "id",
                  Duration.ofSeconds(7)));
    }
  }

  @Test
  public void members_areInOrderAndNeverEmpty() {
    Problem full = new Problem(404, "C", "t", "d", "shop", "1.0.0", "id", Duration.ZERO);
    Problem bare = new Problem(404, "C", "t", "", "", "", "id", Duration.ZERO);

    assertThat(full.members().keySet())
        .containsExactly(
            "type", "title", "status", "detail", "code", "app", "version", "requestId");
    assertThat(full.members()).containsEntry("status", 404).containsEntry("type", "about:blank");
    assertThat(bare.members().keySet())
        .containsExactly("type", "title", "status", "code", "requestId");
  }

  @Test
  public void ofStatus_hasACodeForEveryStatus() {
    assertThat(Problem.ofStatus(400, "d", "id").code()).isEqualTo("REQUEST_INVALID");
    assertThat(Problem.ofStatus(401, "d", "id").code()).isEqualTo("UNAUTHENTICATED");
    assertThat(Problem.ofStatus(403, "d", "id").code()).isEqualTo("FORBIDDEN");
    assertThat(Problem.ofStatus(429, "d", "id").code()).isEqualTo("TOO_MANY_REQUESTS");
    assertThat(Problem.ofStatus(431, "d", "id").code()).isEqualTo("REQUEST_INVALID");
    assertThat(Problem.ofStatus(500, "d", "id").code()).isEqualTo("RUNNER_ERROR");
    assertThat(Problem.ofStatus(503, "d", "id").code()).isEqualTo("NOT_READY");
    assertThat(Problem.ofStatus(404, "d", "id").title()).isEqualTo("Not Found");
  }

  @Test
  public void ofStatus_whenUnknown_hasATitleAllTheSame() {
    assertThat(Problem.ofStatus(499, "", "id").title()).isNotEmpty();
  }
}
