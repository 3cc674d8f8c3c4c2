package dev.buntime.runtime.dto;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One live instance of an app version, as it was when the snapshot was taken.
 *
 * @param id unique among all workers of this runner's life, for example {@code hello-api@2.0.0#3}
 * @param app name of the app
 * @param version semantic version
 * @param state one of Creating, Ready, Active, Idle, Draining, Terminated, Failed
 * @param since when the worker got into this state
 * @param reason why it failed or ends; null unless the state is Failed, Draining or Terminated
 * @param created when the worker was created
 * @param coldStartMillis from Creating to Ready, −1 while it is not ready
 * @param ageMillis time since it was created
 * @param idleMillis time since its last request began or ended, whichever came later
 * @param requestCount requests that it was given
 * @param errorCount requests that ended with an exception of the app
 * @param timeoutCount requests that the app did not answer in time
 * @param inFlight requests that run
 * @param queued requests that wait for one of those to end
 * @param cpuMillis CPU time of all threads that it had
 * @param allocatedBytes bytes of all objects that its threads made; most are garbage already
 * @param threads live platform threads, those included that the app started
 * @param unwovenClasses classes of the app that the guard does not cover; see the log for why
 */
public record WorkerDTO(
    String id,
    String app,
    String version,
    String state,
    Instant since,
    @Nullable String reason,
    Instant created,
    long coldStartMillis,
    long ageMillis,
    long idleMillis,
    long requestCount,
    long errorCount,
    long timeoutCount,
    int inFlight,
    int queued,
    long cpuMillis,
    long allocatedBytes,
    int threads,
    int unwovenClasses) {}
