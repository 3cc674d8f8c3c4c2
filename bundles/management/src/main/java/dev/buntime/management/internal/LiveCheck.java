package dev.buntime.management.internal;

import java.lang.management.ManagementFactory;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Component;

/** Whether the runner is worth keeping: it answers, and no threads wait for each other for ever. */
@Component(property = {HealthCheck.NAME + "=Runner is alive", HealthCheck.TAGS + "=live"})
public final class LiveCheck implements HealthCheck {

  @Override
  public Result execute() {
    FormattingResultLog log = new FormattingResultLog();
    long[] deadlocked = ManagementFactory.getThreadMXBean().findDeadlockedThreads();
    if (deadlocked == null) {
      log.info("no deadlock");
    } else {
      log.critical("{} threads are in a deadlock; a thread dump names them", deadlocked.length);
    }
    return new Result(log);
  }
}
