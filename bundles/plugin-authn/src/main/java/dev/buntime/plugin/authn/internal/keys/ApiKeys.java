package dev.buntime.plugin.authn.internal.keys;

import dev.buntime.plugin.Identity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API keys that there are.
 *
 * <p>A new or deleted key is on disk before it counts. When a key was used is written later, by
 * {@link #writeUses}: it must not cost a request anything.
 *
 * <p>Others may have the same file, such as the instance that replaces this one. So whoever changes
 * something reads the file anew, with a lock on it, and changes that alone; and what others have
 * changed is seen here {@link #LOOK} later at the latest. Thread-safe; whoever finds a key waits
 * for nobody.
 */
public final class ApiKeys implements AutoCloseable {
  /** Beyond this somebody makes keys without end. */
  static final int MOST_KEYS = 10_000;

  private static final Logger log = LoggerFactory.getLogger(ApiKeys.class);
  private static final int ID_BYTES = 8;

  /** By so many characters of its hash a key is found; the rest is compared. */
  private static final int FINDER = 16;

  /** So often it is looked whether the file is another one, if keys are shown. */
  static final Duration LOOK = Duration.ofMillis(100);

  private static final Duration USE_STEP = Duration.ofMinutes(1);
  private static final SecureRandom random = new SecureRandom();

  private final KeyFile file;
  private final InstantSource clock;
  private final ReentrantLock writing = new ReentrantLock();
  private final Map<String, Instant> uses = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;
  private final AtomicLong looked;
  private volatile Known known; // replaced whole by whoever has the lock
  private boolean closed; // guarded by writing
  private String problem = ""; // with the file, at the last look; guarded by writing

  /**
   * Reads the keys.
   *
   * @param file where they are; it need not exist
   * @throws IOException if it cannot be read; the message says what to do
   */
  public ApiKeys(Path file, InstantSource clock) throws IOException {
    this(file, clock, System::nanoTime);
  }

  /**
   * @param nanoTime a clock that is never set, in ns
   */
  ApiKeys(Path file, InstantSource clock, LongSupplier nanoTime) throws IOException {
    this.file = new KeyFile(file);
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.looked = new AtomicLong(nanoTime.getAsLong());
    this.known = read();
  }

  /**
   * What is known of the file.
   *
   * @param stamp of the file that was read
   * @param byHash the keys, by the begin of the hash
   */
  private record Known(KeyStamp stamp, Map<String, List<ApiKey>> byHash) {}

  /** The stamp is taken first: a file that is replaced meanwhile is read once more. */
  private Known read() throws IOException {
    KeyStamp stamp = file.stamp();
    return new Known(stamp, index(file.read()));
  }

  private static Map<String, List<ApiKey>> index(List<ApiKey> all) {
    Map<String, List<ApiKey>> index = new HashMap<>();
    all.forEach(key ->
        index.computeIfAbsent(key.hash().substring(0, FINDER), _ -> new ArrayList<>()).add(key));
    return Map.copyOf(index);
  }

  /** All keys, oldest first. */
  public List<ApiKey> all() {
    look();
    return known.byHash().values().stream()
        .flatMap(List::stream)
        .map(this::withUse)
        .sorted(java.util.Comparator.comparing(ApiKey::created).thenComparing(ApiKey::id))
        .toList();
  }

  private ApiKey withUse(ApiKey key) {
    return Optional.ofNullable(uses.get(key.id()))
        .filter(used -> key.lastUsed().filter(last -> !last.isBefore(used)).isEmpty())
        .map(key::usedAt)
        .orElse(key);
  }

  /** The keys as they are, or were a moment ago. */
  private Map<String, List<ApiKey>> current() {
    long now = nanoTime.getAsLong();
    long last = looked.get();
    if (now - last >= LOOK.toNanos() && looked.compareAndSet(last, now)) {
      look();
    }
    return known.byHash();
  }

  /** Reads the file if it is another one; whoever changes it does so as well. */
  private void look() {
    if (!writing.tryLock()) {
      return;
    }
    try {
      if (!file.stamp().equals(known.stamp())) {
        known = read();
        problem = "";
      }
    } catch (IOException e) {
      warn(String.valueOf(e.getMessage()));
    } finally {
      writing.unlock();
    }
  }

  /** Once for each problem: it is looked often. */
  private void warn(String why) {
    if (!problem.equals(why)) {
      log.warn("the API keys stay those that were read before: {}", why);
      problem = why;
    }
  }

  /** Who shows a key; empty if there is none like it, or it has ended. */
  public Optional<Identity> find(String secret) {
    if (!KeySecret.isOne(secret)) {
      return Optional.empty();
    }
    String hash = KeySecret.hash(secret);
    Instant now = clock.instant();
    Optional<ApiKey> found =
        current().getOrDefault(hash.substring(0, FINDER), List.of()).stream()
            .filter(key -> KeySecret.equal(key.hash(), hash))
            .filter(key -> !key.isExpired(now))
            .findFirst();
    found.ifPresent(key -> used(key, now));
    return found.map(ApiKeys::identity);
  }

  private void used(ApiKey key, Instant now) {
    Instant last = uses.get(key.id());
    if (last == null || now.isAfter(last.plus(USE_STEP))) {
      uses.put(key.id(), now);
    }
  }

  private static Identity identity(ApiKey key) {
    Set<String> roles = new HashSet<>(key.appRoles());
    key.roles().forEach(role -> roles.add("buntime:" + role));
    key.permissions().forEach(permission -> roles.add("buntime:" + permission));
    return new Identity(
        "apikey:" + key.id(), key.name(), "", roles, Set.of(), Map.of("apiKey", key.id()));
  }

  /**
   * Makes a key.
   *
   * @return the key, with the text that is shown only now
   * @throws IOException if it cannot be written; then it does not exist
   * @throws IllegalStateException if there are too many, or this is closed
   */
  NewKey make(KeyRequest request) throws IOException {
    Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
    String secret = KeySecret.generate();
    ApiKey key =
        new ApiKey(
            HexFormat.of().formatHex(randomBytes(ID_BYTES)),
            request.name(),
            KeySecret.hash(secret),
            request.roles(),
            request.permissions(),
            request.appRoles(),
            now,
            request.lifetime().map(now::plus),
            Optional.empty());
    change(keys -> {
      if (keys.size() >= MOST_KEYS) {
        throw new IllegalStateException(
            "There are %d keys, and no more are made: delete some.".formatted(MOST_KEYS));
      }
      return keys.add(key);
    });
    log.info("API key {} was made", key.id());
    return new NewKey(key, secret);
  }

  private static byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /**
   * Deletes a key. It lets nobody in any more when this returns.
   *
   * @return whether there was one
   * @throws IOException if that cannot be written; then it is still there
   * @throws IllegalStateException if this is closed
   */
  boolean delete(String id) throws IOException {
    if (!change(keys -> keys.removeIf(key -> key.id().equals(id)))) {
      return false;
    }
    uses.remove(id);
    log.info("API key {} was deleted", id);
    return true;
  }

  /**
   * Changes the keys that there are now, whoever has made them.
   *
   * @param change tells whether it has changed something
   */
  private boolean change(Predicate<List<ApiKey>> change) throws IOException {
    writing.lock();
    try {
      requireOpen();
      try (KeyLock _ = file.lock()) {
        List<ApiKey> keys = new ArrayList<>(file.read());
        boolean isChanged = change.test(keys);
        if (isChanged) {
          file.write(keys);
        }
        known = new Known(file.stamp(), index(keys));
        return isChanged;
      }
    } finally {
      writing.unlock();
    }
  }

  /** Another instance answers from now on. */
  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(
          "plugin-authn was given other options at this moment: try again.");
    }
  }

  /** Writes down when keys were used; from now on nothing is written any more. */
  @Override
  public void close() {
    writing.lock();
    try {
      writeUses();
      closed = true;
    } finally {
      writing.unlock();
    }
  }

  /** Writes down when keys were used, if they were and are still there. */
  public void writeUses() {
    writing.lock();
    try {
      if (closed || uses.isEmpty()) {
        return;
      }
      change(keys -> {
        List<ApiKey> before = List.copyOf(keys);
        keys.replaceAll(this::withUse);
        uses.keySet().retainAll(keys.stream().map(ApiKey::id).toList());
        return !keys.equals(before);
      });
    } catch (IOException e) {
      log.warn("when API keys were used could not be written down: {}", e.toString());
    } finally {
      writing.unlock();
    }
  }

  /**
   * A key that was just made.
   *
   * @param key what is kept
   * @param secret the key itself
   */
  record NewKey(ApiKey key, String secret) {
    /** Without the secret. */
    @Override
    public String toString() {
      return key.toString();
    }
  }
}
