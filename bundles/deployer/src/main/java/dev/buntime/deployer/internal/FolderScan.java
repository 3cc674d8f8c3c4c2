package dev.buntime.deployer.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides from looks at the folder which artifacts to read when.
 *
 * <pre>
 * (new or changed) → SETTLING ──unchanged for QUIET──→ read → SEEN
 *                                                            └ not complete → SUSPECT
 *                    SUSPECT ──unchanged for PATIENCE──→ read for the last time → SEEN
 * </pre>
 *
 * <p>Touches no file and knows no clock: the same looks at the same times give the same decisions.
 * For one thread.
 */
final class FolderScan {
  /**
   * How long an artifact must be the same before it is read, or must be away before it is gone; it
   * is not gone before that is read which came before that: a look does not show all at one moment.
   */
  static final Duration QUIET = Duration.ofMillis(200);

  /** The same of a folder, in which file after file is copied. */
  static final Duration FOLDER_QUIET = Duration.ofMillis(500);

  /** How long an artifact that is not a complete jar may be a copy that goes on. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Function<Sighting, Duration> unchanged;
  private final NavigableMap<String, Track> tracks = new TreeMap<>();
  private final Map<String, Instant> awaySince = new HashMap<>();
  private final Map<String, Track> lastGone = new HashMap<>(); // of the last step
  private final Set<String> trusted = new HashSet<>();
  private @Nullable Set<String> awaited; // null before the first look

  /** Nothing but looks tells how long an artifact was as it is. */
  FolderScan() {
    this(_ -> Duration.ZERO);
  }

  /**
   * @param unchanged tells how long what was never seen before was as it is, at least
   */
  FolderScan(Function<Sighting, Duration> unchanged) {
    this.unchanged = unchanged;
  }

  /** Whether a read of an artifact may be followed by another one if it is not complete. */
  enum Chance {
    /** It may be a copy that goes on. */
    FIRST,
    /** It has been like this for long enough. */
    LAST
  }

  /** An artifact to read now. */
  record Due(String artifact, Sighting sighting, Chance chance) {}

  /**
   * What follows from one look.
   *
   * @param due artifacts to read, sorted by name
   * @param gone artifacts that are not there any more, sorted by name: in the step in which one is
   *     due that came until they were gone, so that a file can be renamed or made anew
   */
  record Step(List<Due> due, List<String> gone) {}

  private enum Phase {
    SETTLING,
    SUSPECT,
    SEEN
  }

  /** An artifact that has been the same since a time. */
  private record Track(Sighting sighting, Instant since, Phase phase) {
    Track in(Phase next) {
      return new Track(sighting, since, next);
    }

    boolean isDue(Instant now) {
      Duration unchanged = Duration.between(since, now);
      return switch (phase) {
        case SETTLING -> unchanged.compareTo(sighting.quiet()) >= 0;
        case SUSPECT -> unchanged.compareTo(PATIENCE) >= 0;
        case SEEN -> false;
      };
    }

    Due due(String artifact, Instant now) {
      boolean patient = Duration.between(since, now).compareTo(PATIENCE) < 0;
      return new Due(artifact, sighting, patient ? Chance.FIRST : Chance.LAST);
    }
  }

  /**
   * Takes a look.
   *
   * @param listing all artifacts in the folder
   * @param now when the listing was made, by a clock that only goes forward
   */
  Step look(SortedMap<String, Sighting> listing, Instant now) {
    Set<String> open = awaited == null ? new HashSet<>(listing.keySet()) : awaited;
    open.retainAll(listing.keySet());
    List<Due> due = new ArrayList<>();
    listing.forEach((artifact, sighting) -> {
      Track track = track(artifact, sighting, now);
      if (track.isDue(now)) {
        due.add(track.due(artifact, now));
        track = track.in(Phase.SEEN);
        open.remove(artifact);
      }
      tracks.put(artifact, track);
    });
    List<String> gone = gone(listing.keySet(), now);
    awaited = open;
    trusted.clear();
    return new Step(due, gone);
  }

  private List<String> gone(Set<String> listed, Instant now) {
    awaySince.keySet().removeAll(listed);
    Instant unread = oldestUnread(listed);
    List<String> gone = new ArrayList<>();
    for (String artifact : tracks.keySet()) {
      if (!listed.contains(artifact)) {
        Instant since = awaySince.computeIfAbsent(artifact, _ -> now);
        boolean quiet = Duration.between(since, now).compareTo(QUIET) >= 0;
        if (trusted.contains(artifact) || (quiet && since.plus(QUIET).isBefore(unread))) {
          gone.add(artifact);
        }
      }
    }
    lastGone.clear();
    for (String artifact : gone) {
      lastGone.put(artifact, Objects.requireNonNull(tracks.remove(artifact)));
      awaySince.remove(artifact);
    }
    return gone;
  }

  /**
   * Since when something is there that is not read yet: it may be what takes another one's place.
   */
  private Instant oldestUnread(Set<String> listed) {
    return listed.stream()
        .map(tracks::get)
        .filter(Objects::nonNull)
        .filter(track -> track.phase() == Phase.SETTLING)
        .map(Track::since)
        .min(Comparator.naturalOrder())
        .orElse(Instant.MAX);
  }

  /**
   * Takes a look and has done what follows from it. If that fails, whatever happened, perhaps to a
   * full heap, no artifact is forgotten: the step comes again.
   *
   * @param deed does it
   */
  void follow(SortedMap<String, Sighting> listing, Instant now, Consumer<Step> deed) {
    Step step = look(listing, now);
    boolean done = false;
    try {
      deed.accept(step);
      done = true;
    } finally {
      if (!done) {
        undo(step);
      }
    }
  }

  private Track track(String artifact, Sighting sighting, Instant now) {
    Track before = tracks.get(artifact);
    boolean trust = trusted.contains(artifact);
    if (before != null && before.sighting().equals(sighting) && !trust) {
      return before;
    }
    if (before != null && awaited != null) {
      awaited.remove(artifact); // it moves: the start does not wait for it
    }
    return new Track(
        sighting, trust ? now.minus(PATIENCE) : unchangedSince(sighting, now), Phase.SETTLING);
  }

  /** In the first look the artifact's own time tells how long it has been as it is. */
  private Instant unchangedSince(Sighting sighting, Instant now) {
    boolean old = sighting.modified().isBefore(now.minus(PATIENCE));
    return awaited == null && old ? sighting.modified() : now.minus(unchanged.apply(sighting));
  }

  /**
   * Says that what the next look shows of an artifact is complete, or gone for good; it is read
   * although it may be the same.
   */
  void trust(String artifact) {
    trusted.add(artifact);
  }

  /** Whether an artifact was read as it was at the last look, or was not there. */
  boolean isSettled(String artifact) {
    Track track = tracks.get(artifact);
    return track == null || track.phase() == Phase.SEEN;
  }

  /** Whether an artifact was there at the last look, or may come back. */
  boolean isKnown(String artifact) {
    return tracks.containsKey(artifact);
  }

  /** Says that an artifact was read, is not complete and may be a copy that goes on. */
  void suspect(String artifact) {
    tracks.computeIfPresent(artifact, (_, track) -> track.in(Phase.SUSPECT));
  }

  /** Takes the last step back, which was not done: it comes again. */
  void undo(Step last) {
    last.due().forEach(due -> again(due.artifact()));
    tracks.putAll(lastGone);
    lastGone.clear();
  }

  /** Has an artifact read again although it is the same. */
  void again(String artifact) {
    tracks.computeIfPresent(artifact, (_, track) -> track.in(Phase.SETTLING));
  }

  /** Whether something is not settled, so that the next look should come soon. */
  boolean isRestless() {
    return !awaySince.isEmpty()
        || tracks.values().stream().anyMatch(track -> track.phase() != Phase.SEEN);
  }

  /** Whether all artifacts of the first look were read once, have gone or have changed since. */
  boolean isFirstLookDone() {
    return awaited != null && awaited.isEmpty();
  }
}
