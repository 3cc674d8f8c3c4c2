package dev.buntime.deployer.internal;

import dev.buntime.catalog.Catalog;
import dev.buntime.catalog.CatalogSnapshot;
import dev.buntime.catalog.Deployment;
import dev.buntime.catalog.Deployment.Live;
import dev.buntime.catalog.Deployment.Refused;
import dev.buntime.catalog.LiveApp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A catalog that remembers every snapshot. */
final class RecordingCatalog implements Catalog {
  private final List<CatalogSnapshot> history =
      new CopyOnWriteArrayList<>(List.of(CatalogSnapshot.EMPTY));

  @Override
  public CatalogSnapshot snapshot() {
    return history.getLast();
  }

  @Override
  public void update(Collection<Deployment> put, Collection<String> removed) {
    if (!put.isEmpty() || !removed.isEmpty()) {
      history.add(snapshot().with(put, removed));
    }
  }

  /** Each snapshot after the first empty one, as the app versions that were live in it. */
  List<List<String>> lives() {
    List<List<String>> lives = new ArrayList<>();
    for (CatalogSnapshot each : history.subList(1, history.size())) {
      lives.add(each.liveApps().stream().map(app -> app.id().toString()).sorted().toList());
    }
    return lives;
  }

  LiveApp live(String artifact) {
    return snapshot()
        .deployment(artifact)
        .map(Deployment::outcome)
        .filter(Live.class::isInstance)
        .map(outcome -> ((Live) outcome).app())
        .orElseThrow(() -> new AssertionError(artifact + " is not live: " + all()));
  }

  String reason(String artifact) {
    return snapshot()
        .deployment(artifact)
        .map(Deployment::outcome)
        .filter(Refused.class::isInstance)
        .map(outcome -> ((Refused) outcome).reason())
        .orElseThrow(() -> new AssertionError(artifact + " is not refused: " + all()));
  }

  List<String> warnings(String artifact) {
    return snapshot().deployment(artifact).orElseThrow().warnings();
  }

  private String all() {
    return snapshot().deployments().toString();
  }
}
