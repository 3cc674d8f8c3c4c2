package dev.buntime.repositories.internal;

import dev.buntime.catalog.LiveApp;
import dev.buntime.repositories.Plan;
import dev.buntime.repositories.Repositories;
import dev.buntime.repositories.UnprovidedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.framework.BundleContext;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.resolver.Resolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The repositories of the configuration, and the framework's resolver. Repositories that stay
 * configured keep what they know.
 */
@Component(configurationPid = RepositoriesConfig.PID)
@Designate(ocd = RepositoriesConfig.class)
public final class ConfiguredRepositories implements Repositories {
  private static final Logger log = LoggerFactory.getLogger(ConfiguredRepositories.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Framework property: absolute path of the runner's own data. */
  private static final String DATA = "buntime.data";

  private final BundleContext context;
  private final Resolver resolver;
  private final Locations locations;
  private final Downloads downloads = new Downloads();
  private final AtomicLong revision = new AtomicLong();
  private volatile List<Repository> repositories = List.of(); // replaced whole

  /**
   * Made by Declarative Services.
   *
   * @throws IllegalStateException if the framework property with the data folder is missing
   */
  @Activate
  public ConfiguredRepositories(
      BundleContext context, RepositoriesConfig config, @Reference Resolver resolver) {
    this.context = context;
    this.resolver = resolver;
    String data = context.getProperty(DATA);
    if (data == null) {
      throw new IllegalStateException(
          "framework property %s is missing; the launcher has to set it".formatted(DATA));
    }
    this.locations =
        new Locations(new StoredBundles(Path.of(data).resolve("repositories")), downloads);
    modified(config);
  }

  /** Takes another configuration. Plans that are being made go on with the one before. */
  @Modified
  void modified(RepositoriesConfig config) {
    List<Repository> next = new ArrayList<>();
    for (String location : config.locations()) {
      next.add(locations.repository(location));
    }
    locations.retain(next);
    repositories = List.copyOf(next);
    revision.incrementAndGet();
    log.debug("{} repositories: {}", next.size(), next.stream().map(Repository::name).toList());
  }

  /** Gives up what is being fetched. */
  @Deactivate
  void stop() {
    downloads.close();
  }

  @Override
  public Plan plan(BundleRevision app, ResolverHookFactory wall)
      throws UnprovidedException, InterruptedException {
    RunnersBundles runner = new RunnersBundles(context, LiveApp::isApp, app, wall);
    return new Planner(resolver, repositories, Deadline.after(PATIENCE))
        .plan(app, runner.wirings(), runner::grant);
  }

  @Override
  public long revision() {
    return revision.get();
  }
}
