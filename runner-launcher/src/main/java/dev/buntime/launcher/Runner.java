package dev.buntime.launcher;

import dev.buntime.launcher.StartupWatch.Outcome;
import dev.buntime.launcher.log.LogHub;
import dev.buntime.log.AccessLog;
import dev.buntime.log.AuditLog;
import dev.buntime.log.RunnerLog;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A runner in the foreground, from its settings to its end. */
final class Runner {
  private static final Logger log = LoggerFactory.getLogger(Runner.class);

  private static final Duration READY_LIMIT = Duration.ofSeconds(60);

  private final Settings settings;
  private final Terminal terminal;
  private final Build build = Build.load();
  private final DataFolder data;

  Runner(Settings settings, Terminal terminal) {
    this.settings = settings;
    this.terminal = terminal;
    this.data = new DataFolder(settings.data());
  }

  /**
   * Starts the runner and returns when it has ended by itself; a signal ends the whole process.
   *
   * @throws Refusal if it cannot start; then the process must exit with that code
   */
  void run(Map<String, String> environment) throws Refusal, IOException, InterruptedException {
    data.create();
    data.lock();
    data.runner().write("", settings.home());
    data.createConfigurations();
    Logging logging = Logging.start(settings, data);
    int port = new ListenAddress(settings.host(), settings.port(), settings.saidBy()).check();
    if (settings.management().isPresent()) {
      var _ = settings.management().get().check();
    }
    new AdminPassword(data.password(), terminal).ensure(environment);
    log.info("Buntime {} starts with the data folder {}", build.version(), data.root());
    run(platform(port, logging.hub()), logging);
  }

  private Platform platform(int port, LogHub log) throws Refusal {
    Map<String, Object> properties = FrameworkSettings.of(settings, port, data, build);
    if (properties.get(FrameworkSettings.LOGGER) instanceof FelixLog felix) {
      log.onLevels(felix::follow);
    }
    return new Platform(properties, settings.home().resolve("bundles"));
  }

  private void run(Platform platform, Logging logging)
      throws Refusal, IOException, InterruptedException {
    Shutdown shutdown = Shutdown.install(platform, data, logging);
    try {
      do {
        boot(platform, logging.hub());
      } while (platform.awaitRestart());
    } catch (Refusal | RuntimeException e) {
      if (!shutdown.begun()) { // else it is a consequence of the end and not its reason
        throw failed(e, shutdown);
      }
    }
  }

  private static Refusal failed(Exception e, Shutdown shutdown) {
    if (!(e instanceof Refusal)) {
      log.error("Buntime failed", e);
    }
    Refusal refusal =
        e instanceof Refusal known
            ? known
            : new Refusal(ExitCode.FAILED, "Buntime failed, the log says how: " + e + ".", e);
    shutdown.endWith(refusal.code());
    return refusal;
  }

  private void boot(Platform platform, LogHub hub)
      throws Refusal, IOException, InterruptedException {
    BundleContext context = platform.prepare();
    OsgiLog.follow(context, hub);
    context.registerService(RunnerLog.class, hub, null);
    context.registerService(AccessLog.class, hub.requests(), null);
    context.registerService(AuditLog.class, hub.audit(), null);
    StartupWatch watch = StartupWatch.on(context);
    platform.start();
    switch (watch.await(READY_LIMIT)) {
      case Outcome.Serving serving -> announce(serving);
      case Outcome.Refused(String reason, ExitCode code) -> throw new Refusal(code, reason, null);
      case Outcome.TimedOut _ -> throw new Refusal(ExitCode.FAILED, notReady(platform), null);
    }
  }

  private static String notReady(Platform platform) {
    List<String> inactive = platform.inactive();
    List<String> reasons = new ArrayList<>(platform.obstacles());
    reasons.add(
        "bundles that are not active: "
            + (inactive.isEmpty() ? "none" : String.join(", ", inactive)));
    return "Buntime did not get ready within %d s, the log says more: %s."
        .formatted(READY_LIMIT.toSeconds(), String.join("; ", reasons));
  }

  private void announce(Outcome.Serving serving) throws IOException {
    data.runner().write(serving.management(), settings.home());
    long millis = System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    String console =
        serving.console().isEmpty() ? "" : " · console " + terminal.link(serving.console());
    String line =
        "%s serves %s%s · %d app %s · %d ms"
            .formatted(
                terminal.bold("Buntime " + build.version()),
                terminal.link(serving.url()),
                console,
                serving.versions(),
                serving.versions() == 1 ? "version" : "versions",
                millis);
    terminal.out().println(line);
  }
}
