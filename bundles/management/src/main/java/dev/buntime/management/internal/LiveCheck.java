package dev.buntime.management.internal;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Component;

/**
 * Whether the runner is worth keeping: it answers, and none of its own threads wait for each other
 * for ever.
 *
 * <p>A deadlock inside an app is the app's: its worker is replaced, and to restart the runner for
 * it would harm all others.
 */
@Component(property = {HealthCheck.NAME + "=Runner is alive", HealthCheck.TAGS + "=live"})
public final class LiveCheck implements HealthCheck {

  @Override
  public Result execute() {
    FormattingResultLog log = new FormattingResultLog();
    long[] deadlocked = ManagementFactory.getThreadMXBean().findDeadlockedThreads();
    if (deadlocked == null) {
      log.info("no deadlock");
      return new Result(log);
    }
    Set<Long> ofApps = threadsOfApps();
    long own = Arrays.stream(deadlocked).filter(thread -> !ofApps.contains(thread)).count();
    if (own == 0) {
      log.info("{} threads of apps are in a deadlock, none of the runner", deadlocked.length);
    } else {
      log.critical("{} threads of the runner are in a deadlock; a thread dump names them", own);
    }
    return new Result(log);
  }

  private static Set<Long> threadsOfApps() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(LiveCheck::isOfApp)
        .map(Thread::threadId)
        .collect(Collectors.toSet());
  }

  /** The threads of a worker are in a group that has the worker's id, {@code app@version#n}. */
  private static boolean isOfApp(Thread thread) {
    for (ThreadGroup group = thread.getThreadGroup(); group != null; group = group.getParent()) {
      if (group.getName().indexOf('@') > 0) {
        return true;
      }
    }
    return false;
  }
}
