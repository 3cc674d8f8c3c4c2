package dev.buntime.plugin.authz.internal.store;

import dev.buntime.plugin.authz.internal.store.Journal.Line;
import dev.buntime.plugin.authz.internal.store.StoreException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All policies, and what decides by them. A change is compiled together with all others before
 * anything of it counts; then it is written down, and the whole set changes at once. Every version
 * is kept.
 *
 * <p>With a folder, files that somebody changes there count as soon as {@link #refresh} is called,
 * if the set with them compiles. Otherwise what is in force stays, also over a restart.
 *
 * <p>Thread-safe; {@link #current} takes no lock.
 *
 * @param <T> what decides
 */
public final class PolicyStore<T> {
  private static final Logger log = LoggerFactory.getLogger(PolicyStore.class);

  private final @Nullable PolicyFolder folder;
  private final Journal journal;
  private final SetCompiler<T> compiler;
  private final InstantSource clock;
  private final Map<String, List<Revision>> history = new TreeMap<>(); // guarded by this
  private List<String> order = List.of(); // guarded by this
  private volatile Current<T> current;

  /**
   * What is in force.
   *
   * @param policies the latest version of each, in their order
   * @param compiled of them
   * @param problem why the files in the folder are not what is in force; empty if they are
   */
  public record Current<T>(List<Revision> policies, T compiled, Optional<String> problem) {
    /** Copies the list. */
    public Current {
      policies = List.copyOf(policies);
    }

    /** A policy, if there is one with this id. */
    public Optional<Revision> policy(String id) {
      return policies.stream().filter(each -> each.id().equals(id)).findFirst();
    }
  }

  private PolicyStore(
      @Nullable PolicyFolder folder, Journal journal, SetCompiler<T> compiler, InstantSource clock)
      throws IOException, StoreException {
    this.folder = folder;
    this.journal = journal;
    this.compiler = compiler;
    this.clock = clock;
    for (Line line : journal.read()) {
      remember(line);
    }
    current = new Current<>(latest(), compile(latest(), SetCheck.none()), Optional.empty());
  }

  /** Keeps policies as long as the runner runs. */
  public static <T> PolicyStore<T> inMemory(SetCompiler<T> compiler, InstantSource clock)
      throws StoreException {
    try {
      return new PolicyStore<>(null, new MemoryJournal(), compiler, clock);
    } catch (IOException e) {
      throw new IllegalStateException("memory has no files", e);
    }
  }

  /**
   * Keeps policies in a folder, which is made if there is none.
   *
   * @throws IOException if it cannot be read or made
   * @throws StoreException if what was in force before does not compile any more
   */
  public static <T> PolicyStore<T> in(Path folder, SetCompiler<T> compiler, InstantSource clock)
      throws IOException, StoreException {
    PolicyFolder files = new PolicyFolder(folder);
    PolicyStore<T> store =
        new PolicyStore<>(
            files, new FileJournal(folder.resolve(".journal.jsonl")), compiler, clock);
    store.refresh();
    return store;
  }

  /** What is in force now. */
  public Current<T> current() {
    return current;
  }

  /** All versions of a policy, the oldest first; empty if there has never been one. */
  public synchronized List<Revision> versions(String id) {
    return List.copyOf(history.getOrDefault(id, List.of()));
  }

  /** Says whether a set with a policy in it would be taken, and changes nothing. */
  public synchronized void validate(StoredPolicy policy, SetCheck<T> check) throws StoreException {
    var _ = compile(with(policy.id(), Optional.of(policy), ""), check);
  }

  /**
   * Adds a policy.
   *
   * @param author who does it
   * @param check has the last word
   * @throws StoreException if there is one with this id, or the set with it is not taken
   * @throws IOException if it cannot be written; then it does not count
   */
  public synchronized Revision create(StoredPolicy policy, String author, SetCheck<T> check)
      throws StoreException, IOException {
    if (current.policy(policy.id()).isPresent()) {
      throw new StoreException(
          Reason.EXISTS, "there is a policy " + policy.id() + " already; replace it by PUT");
    }
    return change(policy.id(), Optional.of(policy), author, check);
  }

  /**
   * Replaces a policy.
   *
   * @param expected the version that the author has seen
   * @param author who does it
   * @param check has the last word
   * @throws StoreException if there is none, it was changed meanwhile, or the set is not taken
   * @throws IOException if it cannot be written; then it does not count
   */
  public synchronized Revision replace(
      StoredPolicy policy, int expected, String author, SetCheck<T> check)
      throws StoreException, IOException {
    check(policy.id(), expected);
    return change(policy.id(), Optional.of(policy), author, check);
  }

  /**
   * Takes a policy away; its versions stay.
   *
   * @param expected the version that the author has seen
   * @param author who does it
   * @param check has the last word
   * @throws StoreException if there is none, it was changed meanwhile, or the set is not taken
   * @throws IOException if it cannot be written; then it does not count
   */
  public synchronized void delete(String id, int expected, String author, SetCheck<T> check)
      throws StoreException, IOException {
    check(id, expected);
    var _ = change(id, Optional.empty(), author, check);
  }

  /**
   * Makes a former version of a policy the latest one, also of one that was deleted.
   *
   * @param version which
   * @param author who does it
   * @param check has the last word
   * @throws StoreException if there is no such version, or the set with it is not taken
   * @throws IOException if it cannot be written; then it does not count
   */
  public synchronized Revision rollback(String id, int version, String author, SetCheck<T> check)
      throws StoreException, IOException {
    StoredPolicy former =
        versions(id).stream()
            .filter(each -> each.version() == version)
            .findFirst()
            .flatMap(Revision::policy)
            .orElseThrow(() ->
                new StoreException(
                    Reason.MISSING,
                    "the policy %s has no version %d with a text".formatted(id, version)));
    return change(id, Optional.of(former), author, check);
  }

  /**
   * Puts the policies in an order; those that it does not name come behind, by their ids.
   *
   * @param check has the last word
   * @throws StoreException if it names one that is not there, or one twice, or the set is not taken
   * @throws IOException if it cannot be written; then it does not count
   */
  public synchronized void order(List<String> ids, SetCheck<T> check)
      throws StoreException, IOException {
    for (String id : ids) {
      if (current.policy(id).isEmpty()) {
        throw new StoreException(Reason.MISSING, "there is no policy " + id);
      }
    }
    if (new HashSet<>(ids).size() < ids.size()) {
      throw new StoreException(Reason.INVALID, "the order names a policy twice");
    }
    List<Revision> ordered = inOrder(current.policies(), ids);
    T compiled = compile(ordered, check);
    Line line = new Line.Ordered(ids);
    journal.append(line);
    remember(line);
    current = new Current<>(ordered, compiled, current.problem());
  }

  /**
   * Looks at the files, and takes them over if the set that they are compiles; otherwise what is in
   * force stays, and {@link Current#problem} says why.
   *
   * @throws IOException if they cannot be read
   */
  public synchronized void refresh() throws IOException {
    if (folder == null) {
      return;
    }
    try {
      List<Revision> changes = changes(folder.read());
      if (!changes.isEmpty()) {
        List<Revision> next = inOrder(with(changes), order);
        T compiled = compile(next, SetCheck.none()); // who may write the files may do everything
        for (Revision each : changes) {
          record(each);
        }
        current = new Current<>(next, compiled, Optional.empty());
        log.info("policies were changed in their files: {}", ids(changes));
      } else if (current.problem().isPresent()) {
        current = new Current<>(current.policies(), current.compiled(), Optional.empty());
      }
    } catch (StoreException e) {
      Optional<String> problem = Optional.of(String.valueOf(e.getMessage()));
      if (!problem.equals(current.problem())) {
        log.error(
            "the files of policies are not taken, what was in force stays: {}", e.getMessage());
        current = new Current<>(current.policies(), current.compiled(), problem);
      }
    }
  }

  private static List<String> ids(List<Revision> revisions) {
    return revisions.stream().map(Revision::id).toList();
  }

  /** How the files differ from what is in force. */
  private List<Revision> changes(Map<String, StoredPolicy> files) {
    List<Revision> changes = new ArrayList<>();
    for (StoredPolicy file : files.values()) {
      boolean isKnown =
          current.policy(file.id()).flatMap(Revision::policy).filter(file::equals).isPresent();
      if (!isKnown) {
        changes.add(revision(file.id(), Optional.of(file), Revision.BY_HAND));
      }
    }
    for (Revision each : current.policies()) {
      if (!files.containsKey(each.id())) {
        changes.add(revision(each.id(), Optional.empty(), Revision.BY_HAND));
      }
    }
    return changes;
  }

  private void check(String id, int expected) throws StoreException {
    Revision latest =
        current
            .policy(id)
            .orElseThrow(() -> new StoreException(Reason.MISSING, "there is no policy " + id));
    if (latest.version() != expected) {
      throw new StoreException(
          Reason.STALE,
          "the policy %s is at version %d, not %d: look at it again"
              .formatted(id, latest.version(), expected));
    }
  }

  private Revision change(
      String id, Optional<StoredPolicy> policy, String author, SetCheck<T> check)
      throws StoreException, IOException {
    List<Revision> next = with(id, policy, author);
    T compiled = compile(next, check);
    Revision revision = revision(id, policy, author);
    Optional<StoredPolicy> former = current.policy(id).flatMap(Revision::policy);
    try {
      write(id, policy);
      record(revision);
    } catch (IOException e) {
      restore(id, former, e);
      throw e;
    }
    current = new Current<>(inOrder(with(List.of(revision)), order), compiled, current.problem());
    return revision;
  }

  private void write(String id, Optional<StoredPolicy> policy) throws IOException {
    if (folder == null) {
      return;
    }
    if (policy.isPresent()) {
      folder.put(policy.get());
    } else {
      folder.remove(id);
    }
  }

  /** A change that cannot be written down must not come back as one of the file. */
  private void restore(String id, Optional<StoredPolicy> former, IOException failure) {
    try {
      write(id, former);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** The policies with one of them changed. */
  private List<Revision> with(String id, Optional<StoredPolicy> policy, String author) {
    return inOrder(with(List.of(revision(id, policy, author))), order);
  }

  private List<Revision> with(List<Revision> changes) {
    Map<String, Revision> all = new TreeMap<>();
    current.policies().forEach(each -> all.put(each.id(), each));
    for (Revision each : changes) {
      if (each.policy().isPresent()) {
        all.put(each.id(), each);
      } else {
        all.remove(each.id());
      }
    }
    return List.copyOf(all.values());
  }

  private Revision revision(String id, Optional<StoredPolicy> policy, String author) {
    List<Revision> former = history.getOrDefault(id, List.of());
    int version = former.isEmpty() ? 1 : former.getLast().version() + 1;
    return new Revision(id, version, policy, author, clock.instant());
  }

  private T compile(List<Revision> policies, SetCheck<T> check) throws StoreException {
    List<StoredPolicy> texts = new ArrayList<>();
    policies.forEach(each -> each.policy().ifPresent(texts::add));
    T compiled = compiler.compile(texts);
    check.check(compiled);
    return compiled;
  }

  private void record(Revision revision) throws IOException {
    Line line = new Line.Changed(revision);
    journal.append(line);
    remember(line);
  }

  private void remember(Line line) {
    switch (line) {
      case Line.Ordered(List<String> ids) -> order = ids;
      case Line.Changed(Revision revision) ->
          history.computeIfAbsent(revision.id(), _ -> new ArrayList<>()).add(revision);
    }
  }

  private List<Revision> latest() {
    List<Revision> latest =
        history.values().stream()
            .map(List::getLast)
            .filter(each -> each.policy().isPresent())
            .toList();
    return inOrder(latest, order);
  }

  private static List<Revision> inOrder(List<Revision> policies, List<String> order) {
    Map<String, Integer> positions = new HashMap<>();
    for (String id : order) {
      positions.put(id, positions.size());
    }
    return policies.stream()
        .sorted(
            Comparator.comparing(
                    (Revision each) -> positions.getOrDefault(each.id(), Integer.MAX_VALUE))
                .thenComparing(Revision::id))
        .toList();
  }
}
