package dev.buntime.plugin.authz.internal.store;

import dev.buntime.plugin.authz.internal.store.PolicyFolder.Contents;
import dev.buntime.plugin.authz.internal.store.StoreException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
 * if the set with them compiles. Otherwise what is in force stays, also over a restart. Each change
 * looks at the files first, so that it undoes none that somebody made there.
 *
 * <p>Thread-safe; {@link #current} takes no lock.
 *
 * @param <T> what decides
 */
public final class PolicyStore<T> {
  private static final Logger log = LoggerFactory.getLogger(PolicyStore.class);

  private final @Nullable PolicyFolder folder;
  private final SetCompiler<T> compiler;
  private final History history; // guarded by this
  private boolean isOpen; // whether the history was read; guarded by this
  private @Nullable Contents files; // as they were last seen, if they could; guarded by this
  private volatile Current<T> current;

  /**
   * What is in force.
   *
   * @param policies the latest version of each, in their order
   * @param order that they were put in
   * @param compiled of them
   * @param problem why the files in the folder are not what is in force; empty if they are
   * @param isUsable whether it may decide; not if what was in force before could not be found out
   *     or does not compile any more: then {@code compiled} is of no policies
   */
  public record Current<T>(
      List<Revision> policies,
      PolicyOrder order,
      T compiled,
      Optional<String> problem,
      boolean isUsable) {
    /** Copies the list. */
    public Current {
      policies = List.copyOf(policies);
    }

    /** A policy, if there is one with this id. */
    public Optional<Revision> policy(String id) {
      return policies.stream().filter(each -> each.id().equals(id)).findFirst();
    }

    private Current<T> with(Optional<String> other) {
      return new Current<>(policies, order, compiled, other, isUsable);
    }
  }

  private PolicyStore(
      @Nullable PolicyFolder folder, Journal journal, SetCompiler<T> compiler, InstantSource clock)
      throws StoreException {
    this.folder = folder;
    this.compiler = compiler;
    history = new History(journal, clock);
    T nothing = compile(List.of(), SetCheck.none());
    current = new Current<>(List.of(), history.order(), nothing, Optional.empty(), folder == null);
  }

  /** Keeps policies as long as the runner runs. */
  public static <T> PolicyStore<T> inMemory(SetCompiler<T> compiler, InstantSource clock)
      throws StoreException {
    return new PolicyStore<>(null, new MemoryJournal(), compiler, clock);
  }

  /**
   * Keeps policies in a folder, which is made if there is none. If it cannot be read, {@link
   * Current#problem} says so, and {@link #refresh} tries again.
   *
   * @throws StoreException if even no policies do not compile
   */
  public static <T> PolicyStore<T> in(Path folder, SetCompiler<T> compiler, InstantSource clock)
      throws StoreException {
    return in(folder, new FileJournal(folder.resolve(".journal.jsonl")), compiler, clock);
  }

  /** With a journal of one's own. */
  static <T> PolicyStore<T> in(
      Path folder, Journal journal, SetCompiler<T> compiler, InstantSource clock)
      throws StoreException {
    PolicyStore<T> store = new PolicyStore<>(new PolicyFolder(folder), journal, compiler, clock);
    store.refresh();
    return store;
  }

  /** What is in force now. */
  public Current<T> current() {
    return current;
  }

  /** All versions of a policy, the oldest first; empty if there has never been one. */
  public synchronized List<Revision> versions(String id) {
    return history.versions(id);
  }

  /** The latest versions of the policies that were deleted, by their ids. */
  public synchronized List<Revision> deleted() {
    return history.deleted();
  }

  /** Says whether a set with a policy in it would be taken, and changes nothing. */
  public synchronized void validate(StoredPolicy policy, SetCheck<T> check) throws StoreException {
    refuseTwin(policy.id());
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
    look(policy.id());
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
    look(policy.id());
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
    look(id);
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
    look(id);
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
   * @param expected the version of the order that the author has seen, if he says so
   * @param author who does it
   * @param check has the last word
   * @throws StoreException if it names one that is not there, or one twice, the order was changed
   *     meanwhile, or the set is not taken
   * @throws IOException if it cannot be written; then it does not count
   */
  public synchronized void order(
      List<String> ids, OptionalInt expected, String author, SetCheck<T> check)
      throws StoreException, IOException {
    refresh();
    refuseUnseen();
    int version = history.order().version();
    if (expected.isPresent() && expected.getAsInt() != version) {
      throw new StoreException(
          Reason.STALE,
          "the order is at version %d, not %d: look at it again"
              .formatted(version, expected.getAsInt()));
    }
    for (String id : ids) {
      if (current.policy(id).isEmpty()) {
        throw new StoreException(Reason.MISSING, "there is no policy " + id);
      }
    }
    if (new HashSet<>(ids).size() < ids.size()) {
      throw new StoreException(Reason.INVALID, "the order names a policy twice");
    }
    List<Revision> ordered = History.inOrder(current.policies(), ids);
    T compiled = compile(ordered, check);
    history.recordOrder(ids, author);
    current = inForce(ordered, compiled);
  }

  /**
   * Looks at the files, and takes them over if the set that they are compiles; otherwise what is in
   * force stays, and {@link Current#problem} says why.
   */
  public synchronized void refresh() {
    if (folder == null) {
      return;
    }
    Optional<String> problem = Optional.empty();
    try {
      files = null;
      open(folder);
      Contents seen = folder.read();
      files = seen;
      takeOver(seen);
    } catch (StoreException | IOException e) {
      problem = Optional.of(String.valueOf(e.getMessage()));
    }
    if (!problem.equals(current.problem())) {
      current = current.with(problem);
      tell(current);
    }
  }

  private static void tell(Current<?> current) {
    if (current.problem().isEmpty()) {
      log.info("the files of policies are in force again");
    } else if (current.isUsable()) {
      log.error(
          "the files of policies are not taken, what was in force stays: {}",
          current.problem().get());
    } else {
      log.error("no policies are in force, mend this: {}", current.problem().get());
    }
  }

  /** What was in force before comes back, if it compiles. */
  private void open(PolicyFolder files) throws IOException {
    if (isOpen) {
      return;
    }
    files.make();
    history.read();
    isOpen = true;
    List<Revision> latest = history.latest();
    try {
      current = inForce(latest, compile(latest, SetCheck.none()));
    } catch (
        StoreException e) { // perhaps the files are better; otherwise they have the same problem
      log.warn("what was in force before is not any more: {}", e.getMessage());
      current =
          new Current<>(latest, history.order(), current.compiled(), current.problem(), false);
    }
  }

  private Current<T> inForce(List<Revision> policies, T compiled) {
    return new Current<>(policies, history.order(), compiled, current.problem(), true);
  }

  private void takeOver(Contents files) throws IOException, StoreException {
    if (!files.problems().isEmpty()) {
      throw new StoreException(Reason.UNREADABLE, files.problems().values().iterator().next());
    }
    List<Revision> changes = changes(files.policies());
    if (changes.isEmpty() && current.isUsable()) {
      return;
    }
    List<Revision> next = with(changes);
    T compiled = compile(next, SetCheck.none()); // who may write the files may do everything
    try {
      history.recordChanges(changes);
    } catch (IOException e) {
      throw new IOException("the journal of policies cannot be written: " + e.getMessage(), e);
    }
    current = inForce(next, compiled);
    log.info("policies were changed in their files: {}", ids(changes));
  }

  /**
   * Looks at the files before a policy is changed.
   *
   * @throws StoreException if the change would undo one of its file that is not in force yet only
   *     because of something else
   */
  private void look(String id) throws StoreException {
    refresh();
    refuseUnseen();
    if (files == null || files.problems().containsKey(id)) {
      return; // and so the file is mended
    }
    Optional<StoredPolicy> file = Optional.ofNullable(files.policies().get(id));
    if (!file.equals(current.policy(id).flatMap(Revision::policy)) && isRight(id, file)) {
      throw new StoreException(
          Reason.UNREADABLE,
          "the file of the policy %s was changed, which is not in force yet, and this would undo it; first mend what is wrong there: %s"
              .formatted(id, current.problem().orElse("")));
    }
  }

  /** Whether a file would be taken if it were the only one that somebody has changed. */
  private boolean isRight(String id, Optional<StoredPolicy> file) {
    try {
      var _ = compile(with(id, file, Revision.BY_HAND), SetCheck.none());
      return true;
    } catch (StoreException e) {
      log.debug("the file of {} is wrong and may be replaced", id, e);
      return false;
    }
  }

  private void refuseUnseen() throws StoreException {
    if (folder != null && files == null) {
      throw new StoreException(
          Reason.UNREADABLE, "no policy can be changed now: " + current.problem().orElse(""));
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
        changes.add(history.next(file.id(), Optional.of(file), Revision.BY_HAND));
      }
    }
    for (Revision each : current.policies()) {
      if (!files.containsKey(each.id())) {
        changes.add(history.next(each.id(), Optional.empty(), Revision.BY_HAND));
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
    if (policy.isPresent()) {
      refuseTwin(id);
    }
    Revision revision = history.next(id, policy, author);
    List<Revision> next = with(List.of(revision));
    T compiled = compile(next, check);
    Optional<StoredPolicy> former = former(id);
    try {
      write(id, policy);
      history.recordChanges(List.of(revision));
    } catch (IOException e) {
      restore(id, former, e);
      throw e;
    }
    current = inForce(next, compiled);
    if (current.problem().isPresent()) {
      refresh(); // perhaps it is mended
    }
    return revision;
  }

  /** What to write again if a change cannot be written down. */
  private Optional<StoredPolicy> former(String id) {
    return files == null || files.problems().containsKey(id)
        ? current.policy(id).flatMap(Revision::policy)
        : Optional.ofNullable(files.policies().get(id));
  }

  /** Some file systems do not tell the files of two such policies apart. */
  private void refuseTwin(String id) throws StoreException {
    Optional<Revision> twin =
        current.policies().stream().filter(each -> each.id().equalsIgnoreCase(id)).findFirst();
    if (twin.isPresent() && current.policy(id).isEmpty()) {
      throw new StoreException(
          Reason.EXISTS,
          "there is a policy %s already, and ids differ by more than capital and small letters: take another id than %s"
              .formatted(twin.get().id(), id));
    }
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
    return with(List.of(history.next(id, policy, author)));
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
    return history.inOrder(List.copyOf(all.values()));
  }

  private T compile(List<Revision> policies, SetCheck<T> check) throws StoreException {
    List<StoredPolicy> texts = new ArrayList<>();
    policies.forEach(each -> each.policy().ifPresent(texts::add));
    T compiled = compiler.compile(texts);
    check.check(compiled);
    return compiled;
  }
}
