package dev.buntime.deployer.internal;

import dev.buntime.catalog.Deployment;
import dev.buntime.catalog.Deployment.Refused;
import dev.buntime.catalog.LiveApp;
import dev.buntime.deployer.internal.StagedArtifact.Content;
import dev.buntime.jsonc.Printable;
import dev.buntime.versions.AppVersion;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes that are going to be in force together. Nothing is in force before {@link
 * Deployments#commit}, but new bundles are installed. For one thread.
 */
final class DeploymentBatch {
  private static final Logger log = LoggerFactory.getLogger(DeploymentBatch.class);

  private final Map<String, Known> inForce;
  private final NavigableMap<String, Known> known;
  private final Map<String, Candidate> pending;
  private final Predicate<AppVersion> stopped;
  private final Installer installer;
  private final InstantSource clock;
  private final Claims claims = new Claims();
  private final Map<String, Candidate> candidates = new TreeMap<>();
  private final Set<String> abandoned = new TreeSet<>();
  private final List<Candidate> withdrawn = new ArrayList<>();
  private final Map<String, Set<String>> leaving = new TreeMap<>(); // by set
  private final Map<String, Duration> took = new HashMap<>();

  /** Installs what is new. */
  @FunctionalInterface
  interface Installer {
    /**
     * Installs a content.
     *
     * @param autoInstall what is done if it cannot be resolved
     * @throws RefusedException if it cannot be installed or resolved
     */
    ArtifactGenerations install(AppVersion id, StagedArtifact staged, AutoInstall autoInstall)
        throws RefusedException;
  }

  /**
   * @param inForce what is in force, by artifact; never changed
   * @param pending what may be in force soon, by artifact; copied
   * @param stopped whether an operator has stopped a version
   */
  DeploymentBatch(
      Map<String, Known> inForce,
      Map<String, Candidate> pending,
      Predicate<AppVersion> stopped,
      Installer installer,
      InstantSource clock) {
    this.inForce = inForce;
    this.known = new TreeMap<>(inForce);
    this.pending = new TreeMap<>(pending);
    this.stopped = stopped;
    this.installer = installer;
    this.clock = clock;
    inForce.forEach((artifact, each) -> each.owned().ifPresent(id -> claims.give(id, artifact)));
    pending.forEach((artifact, each) -> claims.give(each.id(), artifact));
  }

  /** Drops an artifact that is not in the folder any more, or is none any more. */
  void remove(String artifact) {
    release(artifact);
    known.remove(artifact);
  }

  /**
   * Has a live artifact go in the step in which all of a set are in force. Until then it stays, but
   * its version is free for those of the set.
   */
  void leave(String set, String artifact) {
    release(artifact);
    leaving.computeIfAbsent(set, _ -> new TreeSet<>()).add(artifact);
  }

  /** Nothing leaves with a set, whatever was said before. */
  void stayTogether(String set) {
    leaving.put(set, new TreeSet<>());
  }

  /** What goes with a set, by set. */
  Map<String, Set<String>> leaving() {
    return Collections.unmodifiableMap(leaving);
  }

  /** Decides on an artifact that was read. */
  void deploy(StagedArtifact staged) {
    deploy(staged, staged.set() != null);
  }

  /**
   * Decides on an artifact that was read.
   *
   * @param proof whether it has to start before it is in force, although nothing goes for it
   */
  void deploy(StagedArtifact staged, boolean proof) {
    String artifact = staged.artifact();
    Candidate before = pending.get(artifact);
    if (before != null && before.content().equals(staged.identity())) {
      log.debug("{} is being started with the same content", Printable.of(artifact));
      return;
    }
    release(artifact);
    Known current = inForce.get(artifact);
    if (current != null && current.isSettledFor(staged.identity()) && !isToStop(current)) {
      log.debug("{} has the same content as before", Printable.of(artifact));
      stay(artifact, current.isLiveWith(staged.identity()) ? current.calm() : current);
      return;
    }
    AppVersion id = null;
    try {
      id = staged.id();
      if (stopped.test(id)) {
        stop(id, staged, current);
        return;
      }
      propose(candidate(id, staged, current, proof), current);
    } catch (RefusedException e) {
      refuse(artifact, staged.size(), staged.identity(), id, e);
    } catch (RuntimeException e) {
      log.error("{} brought the deployer down", Printable.of(artifact), e);
      var why =
          new RefusedException("the runner failed on it: " + e + ". Report this; the log has more");
      refuse(artifact, staged.size(), staged.identity(), id, why);
    }
  }

  private boolean isToStop(Known current) {
    return current.live().map(LiveApp::id).filter(stopped).isPresent();
  }

  /** What is stopped has its version, and is not looked into any further. */
  private void stop(AppVersion id, StagedArtifact staged, @Nullable Known current)
      throws RefusedException {
    String artifact = staged.artifact();
    checkOwner(id, artifact);
    claims.give(id, artifact);
    var outcome = new Deployment.Stopped(id);
    Instant since = clock.instant();
    if (current != null
        && current.content().equals(staged.identity())
        && current.deployment().outcome().equals(outcome)) {
      since = current.deployment().since();
    }
    Deployment deployment =
        new Deployment(
            Printable.of(artifact), staged.size(), staged.sha256(), since, List.of(), outcome);
    known.put(artifact, new Known(staged.identity(), deployment, Retry.ON_START, null));
  }

  private void checkOwner(AppVersion id, String artifact) throws RefusedException {
    Optional<String> owner = claims.owner(id);
    if (owner.isPresent()) {
      throw isOwned(artifact, owner.get(), id);
    }
  }

  private Candidate candidate(
      AppVersion id, StagedArtifact staged, @Nullable Known current, boolean proof)
      throws RefusedException {
    WorkerFile file = WorkerFile.of(staged);
    EntryPoints.Choice choice = EntryPoints.choose(file, staged.content());
    checkOwner(id, staged.artifact());
    ArtifactGenerations generations = reusable(staged, current, file.autoInstall());
    if (generations == null) {
      generations = installer.install(id, staged, file.autoInstall());
    }
    LiveApp app =
        new LiveApp(id, generations.home(), choice.entryPoint(), file.settings(), generations);
    List<String> warnings =
        Stream.concat(staged.warnings().stream(), choice.warnings().stream()).toList();
    return new Candidate(
        staged.artifact(), staged.size(), staged.identity(), warnings, app, staged.set(), proof);
  }

  /** The reason why an artifact cannot have the version of another one. */
  static RefusedException isOwned(String artifact, String owner, AppVersion id) {
    return new RefusedException(
        ("%s and %s are both %s; %s was there first. Remove one of the two files, or give one"
                + " another version")
            .formatted(artifact, owner, id, owner),
        Retry.ON_FREED_VERSION);
  }

  /**
   * What is installed stays if only the sidecar is another one, unless the new one does not want
   * what was installed for it.
   */
  private static @Nullable ArtifactGenerations reusable(
      StagedArtifact staged, @Nullable Known current, AutoInstall autoInstall) {
    return current != null && current.content().sha256().equals(staged.sha256())
        ? current
            .generations()
            .filter(ArtifactGenerations::isInstalled)
            .filter(each -> autoInstall == AutoInstall.ON || !each.isProvided())
            .orElse(null)
        : null;
  }

  /** An app that would be the very same is not started once more. */
  private void propose(Candidate candidate, @Nullable Known current) {
    String artifact = candidate.artifact();
    claims.give(candidate.id(), artifact);
    if (current != null && current.live().filter(candidate.app()::equals).isPresent()) {
      known.put(artifact, candidate.live(current.deployment().since()));
      return;
    }
    if (current != null) {
      known.put(artifact, current); // stays meanwhile, although the batch may have refused it first
    } else {
      known.remove(artifact);
    }
    candidates.put(artifact, candidate);
  }

  /** Refuses an artifact that was not read, for the reason that the attempt tells. */
  void refuse(String artifact, long size, Reading failed) {
    switch (failed) {
      case Reading.Complete _ -> throw new IllegalArgumentException(artifact + " was read");
      case Reading.Unusable(String sha256, RefusedException why) ->
          refuse(artifact, size, new Content(sha256, null), null, why);
      case Reading.Incomplete incomplete -> refuse(artifact, size, incomplete.refusal());
      case Reading.Unreadable unreadable -> refuse(artifact, size, unreadable.refusal(artifact));
      case Reading.Moving() ->
          refuse(
              artifact,
              size,
              new RefusedException(
                  "it was changed again and again while it was read. It is read when it changes the"
                      + " next time"));
    }
  }

  /** Refuses an artifact of which nothing could be read. */
  void refuse(String artifact, long size, RefusedException why) {
    refuse(artifact, size, Known.NOTHING, null, why);
  }

  /**
   * Refuses what an artifact holds. If its app is live, it goes on with the content that it has.
   *
   * @param content what it holds; no content if it cannot be read
   * @param id the app version that it claims, null if it could not be found out
   */
  void refuse(
      String artifact, long size, Content content, @Nullable AppVersion id, RefusedException why) {
    release(artifact);
    Known before = known.get(artifact);
    if (before != null && before.live().isPresent()) {
      stay(artifact, before.inTrouble(content, id, why));
      return;
    }
    if (before != null && before.isRefused(content, id, why.reason())) {
      known.put(artifact, before.with(why.retry()));
      return;
    }
    Deployment refused =
        new Deployment(
            Printable.of(artifact),
            size,
            content.sha256(),
            clock.instant(),
            List.of(),
            new Refused(id, why.reason()));
    known.put(artifact, new Known(content, refused, why.retry(), null));
  }

  /** Whether an artifact is in force, stopped or about to be in force with what it holds. */
  boolean accepts(StagedArtifact staged) {
    String artifact = staged.artifact();
    if (candidates.containsKey(artifact) || pending.containsKey(artifact)) {
      return true;
    }
    Known decided = known.get(artifact);
    return decided != null
        && decided.trouble() == null
        && decided.content().equals(staged.identity())
        && decided.owned().isPresent();
  }

  /** Refuses what could be in force; what is in force already with this content stays. */
  void withdraw(StagedArtifact staged, RefusedException why) {
    String artifact = staged.artifact();
    Candidate lost = candidates.remove(artifact);
    if (lost != null) {
      claims.release(lost.id(), artifact);
      withdrawn.add(lost);
    } else if (accepts(staged) && !pending.containsKey(artifact)) {
      return; // it is in force already
    }
    refuse(artifact, staged.size(), staged.identity(), idOf(staged), why);
  }

  private static @Nullable AppVersion idOf(StagedArtifact staged) {
    try {
      return staged.id();
    } catch (RefusedException _) {
      return null; // which is another reason to refuse it
    }
  }

  private void stay(String artifact, Known asItIs) {
    asItIs.owned().ifPresent(id -> claims.giveIfFree(id, artifact));
    known.put(artifact, asItIs);
  }

  /** Gives up what an artifact has and what it was about to have. */
  private void release(String artifact) {
    Known before = known.get(artifact);
    if (before != null) {
      before.owned().ifPresent(id -> claims.release(id, artifact));
    }
    Candidate candidate = pending.remove(artifact);
    if (candidate != null) {
      claims.release(candidate.id(), artifact);
      abandoned.add(artifact);
    }
  }

  /**
   * Artifacts to be read again, in this order: those that were refused for their version and can
   * have it now, which have given up what they had; then the others that wait for the same ones.
   */
  List<String> freed() {
    Map<String, AppVersion> wishes = new HashMap<>();
    known.forEach((artifact, each) -> {
      if (!pending.containsKey(artifact) && !candidates.containsKey(artifact)) {
        each.awaited().ifPresent(id -> wishes.put(artifact, id));
      }
    });
    Map<AppVersion, String> grants = claims.grants(wishes);
    Set<String> winners = new TreeSet<>(grants.values());
    winners.forEach(this::release);
    Stream<String> losers =
        wishes.entrySet().stream()
            .filter(wish -> grants.containsKey(wish.getValue()))
            .map(Map.Entry::getKey)
            .filter(each -> !winners.contains(each))
            .sorted();
    return Stream.concat(winners.stream(), losers).toList();
  }

  /** Says how long the work on an artifact took. */
  void took(String artifact, Duration time) {
    took.merge(artifact, time, Duration::plus);
  }

  /** How long the work on an artifact took. */
  Duration took(String artifact) {
    return Objects.requireNonNullElse(took.get(artifact), Duration.ZERO);
  }

  /** What is in force if nothing else comes, by artifact. */
  NavigableMap<String, Known> result() {
    return Collections.unmodifiableNavigableMap(known);
  }

  /** What is in force as soon as it starts. */
  List<Candidate> candidates() {
    return List.copyOf(candidates.values());
  }

  /** What was going to be in force and is not. */
  List<Candidate> withdrawn() {
    return List.copyOf(withdrawn);
  }

  /** Artifacts that were pending with another content. */
  Set<String> abandoned() {
    return Collections.unmodifiableSet(abandoned);
  }
}
