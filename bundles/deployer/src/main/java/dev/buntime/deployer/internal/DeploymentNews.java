package dev.buntime.deployer.internal;

import dev.buntime.catalog.Deployment;
import dev.buntime.catalog.Deployment.Live;
import dev.buntime.catalog.LiveApp;
import dev.buntime.runtime.DeploymentListener;
import dev.buntime.runtime.dto.DeploymentDTO;
import dev.buntime.runtime.dto.DeploymentEventDTO;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners of every change of a deployment. For one thread. */
final class DeploymentNews {
  private static final Logger log = LoggerFactory.getLogger(DeploymentNews.class);

  private final Collection<DeploymentListener> listeners;
  private final InstantSource clock;

  /**
   * @param listeners a view that somebody else keeps up to date and that may be read at any time
   * @param clock tells when something changed
   */
  DeploymentNews(Collection<DeploymentListener> listeners, InstantSource clock) {
    this.listeners = listeners;
    this.clock = clock;
  }

  /**
   * Tells what is different: what is gone first, then the others by the name of the artifact.
   *
   * @param before the deployments that there were, by artifact
   * @param after those that there are
   */
  void tell(Map<String, Deployment> before, Map<String, Deployment> after) {
    if (listeners.isEmpty()) {
      return;
    }
    List<DeploymentEventDTO> events = new ArrayList<>();
    new TreeMap<>(before)
        .forEach((artifact, old) -> {
          if (!after.containsKey(artifact)) {
            events.add(gone(old));
          }
        });
    new TreeMap<>(after)
        .forEach((artifact, now) -> {
          Deployment old = before.get(artifact);
          if (!now.equals(old)) {
            events.add(changed(old, now));
          }
        });
    events.forEach(this::tell);
  }

  private DeploymentEventDTO gone(Deployment before) {
    DeploymentDTO old = CatalogDeploymentRuntime.describe(before);
    return event(old, old.state(), "gone", "it is not in the folder any more", List.of());
  }

  private DeploymentEventDTO changed(@Nullable Deployment before, Deployment after) {
    DeploymentDTO now = CatalogDeploymentRuntime.describe(after);
    String from = before == null ? null : CatalogDeploymentRuntime.describe(before).state();
    String reason = now.reason() != null ? now.reason() : whatIsNew(before, after);
    return event(now, from, now.state(), reason, now.warnings());
  }

  private static @Nullable String whatIsNew(@Nullable Deployment before, Deployment after) {
    if (before == null
        || !(before.outcome() instanceof Live(LiveApp old))
        || !(after.outcome() instanceof Live(LiveApp app))
        || old.equals(app)) {
      return null;
    }
    return old.generations().equals(app.generations()) ? "reconfigured" : "replaced";
  }

  private DeploymentEventDTO event(
      DeploymentDTO about,
      @Nullable String from,
      String to,
      @Nullable String reason,
      List<String> warnings) {
    return new DeploymentEventDTO(
        about.artifact(),
        about.app(),
        about.version(),
        from,
        to,
        clock.instant(),
        reason,
        warnings,
        about.sha256());
  }

  private void tell(DeploymentEventDTO event) {
    for (DeploymentListener listener : listeners) {
      try {
        listener.changed(event);
      } catch (RuntimeException e) {
        log.error("{} failed on {}; the others were told", listener, event, e);
      }
    }
  }
}
