package dev.buntime.deployer.internal;

import dev.buntime.catalog.Catalog;
import dev.buntime.catalog.Deployment;
import dev.buntime.catalog.Deployment.Stopped;
import dev.buntime.catalog.LiveApp;
import dev.buntime.jsonc.Printable;
import dev.buntime.versions.AppVersion;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The deployments in force and the way from them to the next ones. For one thread.
 *
 * <p>A batch of changes reaches the catalog in one step: new bundles are installed before it, old
 * ones go after it. What would take the place of another one is started before that: until it is
 * known that it starts, it is pending, and what was in force stays. A version whose artifact went
 * passes at once to the one that waited for it; if others of its app are pending, it stays until it
 * is known whether they start, so that what is called without a version, or by a range, has an
 * answer all the time.
 */
final class Deployments {
  private static final Logger log = LoggerFactory.getLogger(Deployments.class);

  private final Catalog catalog;
  private final AppBundles bundles;
  private final RetainedCopies copies;
  private final SpentBundles spent;
  private final Stops stops;
  private final Provisioning provisioning;
  private final Rehearsals rehearsals;
  private final DeploymentNews news;
  private final InstantSource clock;

  private NavigableMap<String, Known> known = new TreeMap<>(); // by artifact; replaced whole
  private final NavigableMap<String, Pending> pending = new TreeMap<>(); // by artifact
  private final Map<String, Set<String>> leaving = new TreeMap<>(); // by set
  private final Set<String> gone = new HashSet<>(); // from the folder, and in force all the same
  private Map<String, Deployment> published = Map.of(); // by artifact; replaced whole
  private Runnable rehearsed = () -> {};

  /**
   * @param stops what an operator has stopped
   * @param news is told of each change when it is in force
   * @param clock tells since when a deployment is as it is
   */
  Deployments(
      Catalog catalog,
      AppBundles bundles,
      RetainedCopies copies,
      SpentBundles spent,
      Stops stops,
      Provisioning provisioning,
      Rehearsals rehearsals,
      DeploymentNews news,
      InstantSource clock) {
    this.catalog = catalog;
    this.bundles = bundles;
    this.copies = copies;
    this.spent = spent;
    this.stops = stops;
    this.provisioning = provisioning;
    this.rehearsals = rehearsals;
    this.news = news;
    this.clock = clock;
  }

  /**
   * Forgets what an earlier run left behind: only the folder counts.
   *
   * @param ended told on any thread when {@link #settle} has something to do
   */
  void clear(Runnable ended) {
    rehearsed = ended;
    catalog.update(
        List.of(), catalog.snapshot().deployments().stream().map(Deployment::artifact).toList());
    bundles.all().forEach(spent::uninstall);
  }

  /** Starts to collect changes. */
  DeploymentBatch begin() {
    Map<String, Candidate> candidates =
        pending.values().stream()
            .map(Pending::candidate)
            .collect(Collectors.toMap(Candidate::artifact, Function.identity()));
    return new DeploymentBatch(known, candidates, stops::contains, this::install, clock);
  }

  private ArtifactGenerations install(AppVersion id, StagedArtifact staged, AutoInstall autoInstall)
      throws RefusedException {
    RetainedCopies.Copy copy = copies.retainOrRefuse(staged);
    return switch (autoInstall) {
      case OFF -> ArtifactGenerations.install(id, copy, bundles, spent);
      case ON -> ArtifactGenerations.installProvided(id, copy, bundles, spent, provisioning);
    };
  }

  /** What is known of each artifact, by its path; never changed. */
  Map<String, Known> inForce() {
    return Collections.unmodifiableMap(known);
  }

  /** What is known of an artifact apart from what is pending. */
  Optional<Known> known(String artifact) {
    return Optional.ofNullable(known.get(artifact));
  }

  /** Whether what an artifact holds is being started. */
  boolean isPending(String artifact) {
    return pending.containsKey(artifact);
  }

  /**
   * What would become of an artifact; it is neither started nor kept.
   *
   * @return completes on any thread, at once unless repositories are asked
   */
  CompletableFuture<Deployment> tryOut(StagedArtifact staged) {
    String artifact = staged.artifact();
    DeploymentBatch batch = begin();
    batch.deploy(staged);
    for (Candidate candidate : batch.candidates()) {
      return tryOut(candidate);
    }
    Deployment decided =
        pending.containsKey(artifact)
            ? Objects.requireNonNull(pending.get(artifact)).candidate().starting(clock.instant())
            : Objects.requireNonNull(batch.result().get(artifact)).judged(staged.sha256());
    return CompletableFuture.completedFuture(decided);
  }

  private CompletableFuture<Deployment> tryOut(Candidate candidate) {
    ArtifactGenerations own = candidate.generations();
    boolean isKept = isInForce(candidate);
    Instant now = clock.instant();
    return own.provided()
        .handle((_, failure) -> {
          if (!isKept) {
            own.retire();
          }
          return failure == null
              ? candidate.starting(now)
              : candidate.refused(null, clock, Provisioning.refusal(failure)).deployment();
        });
  }

  /** Artifacts that are to be decided again on an occasion. */
  List<String> waitingFor(Retry occasion) {
    return known.entrySet().stream()
        .filter(each -> each.getValue().retry() == occasion)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Puts the changes into force; those that have to be rehearsed first when that is done. */
  void commit(DeploymentBatch batch) {
    for (String artifact : batch.abandoned()) {
      callOff(pending.remove(artifact));
    }
    batch.withdrawn().forEach(this::drop);
    leaving.putAll(batch.leaving());
    Set<AppVersion> orphans = versions(known);
    orphans.removeAll(versions(batch.result()));
    for (Candidate each : batch.candidates()) {
      Known inForce = known.get(each.artifact());
      LiveApp goes = inForce == null ? null : inForce.live().orElse(null);
      Duration took = batch.took(each.artifact());
      boolean inheritsOnly = goes == null && orphans.contains(each.id());
      pending.put(
          each.artifact(),
          inheritsOnly
              ? rehearsals.skip(
                  each, took, rehearsed) // callers wait for its start rather than find nothing
              : rehearsals.begin(each, goes, took, rehearsed));
    }
    advance(batch.result(), batch::took);
    batch.candidates().stream()
        .filter(each -> pending.containsKey(each.artifact()) && !isTriedAgain(each, known))
        .forEach(each -> DeploymentLog.starting(each, known.get(each.artifact())));
  }

  /** Nobody has to hear each time that it was tried again in vain. */
  private static boolean isTriedAgain(Candidate candidate, Map<String, Known> deployments) {
    Known inForce = deployments.get(candidate.artifact());
    return inForce != null && inForce.isTriedAgain(candidate.content());
  }

  private static Set<AppVersion> versions(Map<String, Known> deployments) {
    return deployments.values().stream()
        .flatMap(each -> each.live().stream())
        .map(LiveApp::id)
        .collect(Collectors.toCollection(HashSet::new));
  }

  /**
   * Puts into force what has turned out to start, and gives up what has not.
   *
   * @return whether anything was to be done
   */
  boolean settle() {
    if (pending.values().stream().noneMatch(Pending::isDone)) {
      return false;
    }
    int before = pending.size();
    NavigableMap<String, Known> decided = new TreeMap<>(known);
    decided.keySet().removeAll(gone);
    advance(decided, _ -> Duration.ZERO);
    return pending.size() < before;
  }

  /** Whether something is on its way that may be in force soon. */
  boolean isPending() {
    return !pending.isEmpty();
  }

  /** Looks after bundles that nobody needs any more. */
  void tidy() {
    spent.sweep();
  }

  /** Calls off whatever is pending. */
  void close() {
    pending.values().forEach(this::callOff);
    pending.clear();
  }

  /**
   * Goes on to what was decided and what of the pending has ended, in one step.
   *
   * @param decided what is in force apart from the pending
   * @param work how long the work on an artifact took that was not pending
   */
  private void advance(Map<String, Known> decided, Function<String, Duration> work) {
    NavigableMap<String, Known> next = new TreeMap<>(decided);
    NavigableMap<String, Pending> open = new TreeMap<>(pending);
    Map<String, Pending> failed = new TreeMap<>();
    Verdict verdict = Verdict.on(decided, pending, leaving);
    verdict
        .refused()
        .forEach((artifact, why) -> {
          Pending lost = Objects.requireNonNull(open.remove(artifact));
          failed.put(artifact, lost);
          next.compute(artifact, (_, inForce) -> lost.candidate().refused(inForce, clock, why));
        });
    for (String artifact : verdict.going()) {
      Pending won = Objects.requireNonNull(open.remove(artifact));
      next.put(artifact, won.candidate().live(clock.instant()));
    }
    leave(next, open, failed);
    stay(decided, next, open);
    publish(next, open);
    NavigableMap<String, Known> before = known;
    Map<String, Pending> ended = new TreeMap<>(pending);
    ended.keySet().removeAll(open.keySet());
    known = next;
    pending.keySet().retainAll(open.keySet());
    failed.values().forEach(this::callOff);
    NavigableSet<String> all = new TreeSet<>(before.keySet());
    all.addAll(next.keySet());
    for (String artifact : all) {
      Pending was = ended.get(artifact);
      Duration took = was == null ? work.apply(artifact) : was.took();
      letGo(before.get(artifact), next.get(artifact));
      forgetStop(before.get(artifact), next.get(artifact));
      Pending lost = failed.get(artifact);
      boolean isTold = lost != null && !isTriedAgain(lost.candidate(), before);
      if (isTold || isNews(before.get(artifact), next.get(artifact))) {
        DeploymentLog.tell(before.get(artifact), next.get(artifact), took);
      }
    }
  }

  /** What leaves with a set goes when all of that is in force; if the set fails, it stays. */
  private void leave(
      Map<String, Known> next, Map<String, Pending> open, Map<String, Pending> failed) {
    Set<String> lost = sets(failed);
    leaving.keySet().removeAll(lost);
    Set<String> waiting = sets(open);
    leaving.forEach((set, artifacts) -> {
      if (!waiting.contains(set)) {
        next.keySet().removeAll(artifacts);
      }
    });
    leaving.keySet().retainAll(waiting);
  }

  /** What went from the folder stays while others of its app are being started. */
  private void stay(
      Map<String, Known> decided, Map<String, Known> next, Map<String, Pending> open) {
    Set<String> coming =
        open.values().stream().map(each -> each.candidate().id().app()).collect(Collectors.toSet());
    Set<AppVersion> taken = versions(next);
    gone.clear();
    known.forEach((artifact, each) -> {
      AppVersion id = each.live().map(LiveApp::id).orElse(null);
      if (id != null
          && !decided.containsKey(artifact)
          && coming.contains(id.app())
          && !taken.contains(id)
          && !stops.contains(id)) {
        gone.add(artifact);
        next.put(artifact, each);
      }
    });
  }

  private static Set<String> sets(Map<String, Pending> some) {
    return some.values().stream()
        .flatMap(each -> Stream.ofNullable(each.candidate().set()))
        .collect(Collectors.toSet());
  }

  /** What was in force and is not any more goes. */
  private static void letGo(@Nullable Known before, @Nullable Known after) {
    if (before != null) {
      before
          .generations()
          .filter(each -> after == null || after.generations().filter(each::equals).isEmpty())
          .ifPresent(ArtifactGenerations::retire);
    }
  }

  /** Whoever takes a stopped artifact away and brings it back wants to have it deployed. */
  private void forgetStop(@Nullable Known before, @Nullable Known after) {
    if (before != null
        && after == null
        && before.deployment().outcome() instanceof Stopped(AppVersion id)) {
      try {
        stops.remove(id);
      } catch (IOException e) {
        log.warn("{} is gone, but stays stopped if it comes back: {}", id, e.toString());
      }
    }
  }

  private static boolean isNews(@Nullable Known before, @Nullable Known after) {
    return before == null || after == null || !before.published().equals(after.published());
  }

  /** Drops a candidate; its bundles go unless they are those of what is in force. */
  private void callOff(@Nullable Pending dropped) {
    if (dropped == null) {
      return;
    }
    drop(dropped.candidate()); // what the rehearsal has goes when it is given back
    rehearsals.cancel(dropped.candidate());
  }

  private void drop(Candidate candidate) {
    if (!isInForce(candidate)) {
      candidate.generations().retire();
    }
  }

  /** Whether its bundles are those of what is in force. */
  private boolean isInForce(Candidate candidate) {
    Known inForce = known.get(candidate.artifact());
    return inForce != null
        && inForce.generations().filter(candidate.generations()::equals).isPresent();
  }

  private void publish(Map<String, Known> next, Map<String, Pending> open) {
    Map<String, Deployment> view = new TreeMap<>();
    next.forEach((artifact, each) -> {
      Pending replacement = open.get(artifact);
      boolean isTold = replacement != null && !isTriedAgain(replacement.candidate(), next);
      Known told = gone.contains(artifact) ? each.whileOthersStart() : each;
      view.put(artifact, isTold ? told.whileReplaced() : told.published());
    });
    open.forEach((artifact, each) -> {
      Known inForce = next.get(artifact);
      if ((inForce == null || inForce.live().isEmpty()) && !isTriedAgain(each.candidate(), next)) {
        view.put(artifact, each.candidate().starting(each.since()));
      }
    });
    List<Deployment> put =
        view.entrySet().stream()
            .filter(each -> !each.getValue().equals(published.get(each.getKey())))
            .map(Map.Entry::getValue)
            .toList();
    List<String> removed =
        published.keySet().stream()
            .filter(each -> !view.containsKey(each))
            .map(Printable::of)
            .toList();
    if (!put.isEmpty() || !removed.isEmpty()) {
      catalog.update(put, removed);
    }
    Map<String, Deployment> before = published;
    published = view;
    news.tell(before, view);
  }
}
