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
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API keys that there are.
 *
 * <p>A new or deleted key is on disk before it counts. When a key was used is written later, by
 * {@link #writeUses}: it must not cost a request anything. Thread-safe; finding a key takes no
 * lock.
 */
public final class ApiKeys implements AutoCloseable {
  /** Beyond this somebody makes keys without end. */
  static final int MOST_KEYS = 10_000;

  private static final Logger log = LoggerFactory.getLogger(ApiKeys.class);
  private static final int ID_BYTES = 8;

  /** By so many characters of its hash a key is found; the rest is compared. */
  private static final int FINDER = 16;

  private static final Duration USE_STEP = Duration.ofMinutes(1);
  private static final SecureRandom random = new SecureRandom();

  private final KeyFile file;
  private final InstantSource clock;
  private final ReentrantLock writing = new ReentrantLock();
  private final Map<String, Instant> uses = new ConcurrentHashMap<>();
  private volatile Map<String, List<ApiKey>> keys; // by the begin of the hash; replaced whole
  private boolean closed; // guarded by writing

  /**
   * Reads the keys.
   *
   * @param file where they are; it need not exist
   * @throws IOException if it cannot be read; the message says what to do
   */
  public ApiKeys(Path file, InstantSource clock) throws IOException {
    this.file = new KeyFile(file);
    this.clock = clock;
    this.keys = index(this.file.read());
  }

  private static Map<String, List<ApiKey>> index(List<ApiKey> all) {
    Map<String, List<ApiKey>> index = new HashMap<>();
    all.forEach(key ->
        index.computeIfAbsent(key.hash().substring(0, FINDER), _ -> new ArrayList<>()).add(key));
    return Map.copyOf(index);
  }

  /** All keys, oldest first. */
  public List<ApiKey> all() {
    return keys.values().stream()
        .flatMap(List::stream)
        .map(this::withUse)
        .sorted(java.util.Comparator.comparing(ApiKey::created).thenComparing(ApiKey::id))
        .toList();
  }

  private ApiKey withUse(ApiKey key) {
    Instant used = uses.get(key.id());
    return used == null ? key : key.usedAt(used);
  }

  /** Who shows a key; empty if there is none like it, or it has ended. */
  public Optional<Identity> find(String secret) {
    if (!KeySecret.isOne(secret)) {
      return Optional.empty();
    }
    String hash = KeySecret.hash(secret);
    Instant now = clock.instant();
    Optional<ApiKey> found =
        keys.getOrDefault(hash.substring(0, FINDER), List.of()).stream()
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
   * @throws IllegalStateException if there are too many, or others have the keys now
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
    writing.lock();
    try {
      requireOpen();
      List<ApiKey> next = new ArrayList<>(all());
      if (next.size() >= MOST_KEYS) {
        throw new IllegalStateException(
            "There are %d keys, and no more are made: delete some.".formatted(MOST_KEYS));
      }
      next.add(key);
      replace(next);
    } finally {
      writing.unlock();
    }
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
   * @throws IllegalStateException if others have the keys now
   */
  boolean delete(String id) throws IOException {
    writing.lock();
    try {
      requireOpen();
      List<ApiKey> next = new ArrayList<>(all());
      if (!next.removeIf(key -> key.id().equals(id))) {
        return false;
      }
      replace(next);
      uses.remove(id);
    } finally {
      writing.unlock();
    }
    log.info("API key {} was deleted", id);
    return true;
  }

  /** What comes later would be lost: whoever has the keys now has read the file already. */
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

  /** Writes down when keys were used, if they were. */
  public void writeUses() {
    writing.lock();
    try {
      if (closed) {
        return;
      }
      List<ApiKey> known = keys.values().stream().flatMap(List::stream).toList();
      List<ApiKey> next = all();
      if (!next.containsAll(known)) {
        replace(next);
      }
    } catch (IOException e) {
      log.warn("when API keys were used could not be written down: {}", e.toString());
    } finally {
      writing.unlock();
    }
  }

  private void replace(List<ApiKey> next) throws IOException {
    file.write(next);
    keys = index(next);
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
