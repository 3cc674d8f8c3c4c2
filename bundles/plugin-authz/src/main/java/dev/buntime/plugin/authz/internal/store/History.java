package dev.buntime.plugin.authz.internal.store;

import dev.buntime.plugin.authz.internal.store.Journal.Line;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All versions of all policies and the order that they were put in, as a journal has them. For one
 * thread at a time.
 */
final class History {
  private final Journal journal;
  private final InstantSource clock;
  private final Map<String, List<Revision>> revisions = new TreeMap<>();
  private PolicyOrder order = PolicyOrder.NONE;

  /**
   * @param clock dates new versions
   */
  History(Journal journal, InstantSource clock) {
    this.journal = journal;
    this.clock = clock;
  }

  /** Reads the journal; once. */
  void read() throws IOException {
    journal.read().forEach(this::remember);
  }

  /** All versions of a policy, the oldest first; empty if there has never been one. */
  List<Revision> versions(String id) {
    return List.copyOf(revisions.getOrDefault(id, List.of()));
  }

  /** The latest versions of the policies that were deleted, by their ids. */
  List<Revision> deleted() {
    return last(false);
  }

  /** The latest versions of the policies that were not deleted, in their order. */
  List<Revision> latest() {
    return inOrder(last(true));
  }

  private List<Revision> last(boolean there) {
    return revisions.values().stream()
        .map(List::getLast)
        .filter(each -> each.policy().isPresent() == there)
        .toList();
  }

  /** The order that policies were put in last. */
  PolicyOrder order() {
    return order;
  }

  /** Policies as they were put in order; those that it does not name come behind, by their ids. */
  List<Revision> inOrder(List<Revision> policies) {
    return inOrder(policies, order.ids());
  }

  /** Policies in another order. */
  static List<Revision> inOrder(List<Revision> policies, List<String> ids) {
    Map<String, Integer> positions = new HashMap<>();
    for (String id : ids) {
      positions.put(id, positions.size());
    }
    return policies.stream()
        .sorted(
            Comparator.comparing(
                    (Revision each) -> positions.getOrDefault(each.id(), Integer.MAX_VALUE))
                .thenComparing(Revision::id))
        .toList();
  }

  /**
   * What would be the next version of a policy.
   *
   * @param policy empty to delete it
   */
  Revision next(String id, Optional<StoredPolicy> policy, String author) {
    List<Revision> former = versions(id);
    int version = former.isEmpty() ? 1 : former.getLast().version() + 1;
    return new Revision(id, version, policy, author, clock.instant());
  }

  /**
   * Writes down that policies were put in order.
   *
   * @throws IOException if it cannot be written; then it does not count
   */
  void recordOrder(List<String> ids, String author) throws IOException {
    var change = new PolicyOrder.Change(author, clock.instant());
    record(List.of(new Line.Ordered(ids, Optional.of(change))));
  }

  /**
   * Writes down new versions; all or none.
   *
   * @throws IOException if they cannot be written; then they do not count
   */
  void recordChanges(List<Revision> changes) throws IOException {
    record(changes.stream().<Line>map(Line.Changed::new).toList());
  }

  private void record(List<Line> lines) throws IOException {
    journal.append(lines);
    lines.forEach(this::remember);
  }

  private void remember(Line line) {
    switch (line) {
      case Line.Ordered(List<String> ids, Optional<PolicyOrder.Change> change) ->
          order = new PolicyOrder(order.version() + 1, ids, change);
      case Line.Changed(Revision revision) ->
          revisions.computeIfAbsent(revision.id(), _ -> new ArrayList<>()).add(revision);
    }
  }
}
