package dev.buntime.repositories.internal;

import dev.buntime.jsonc.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.osgi.resource.Capability;
import org.osgi.resource.Resource;

/**
 * An {@code index.xml} (OSGi Compendium, chapter 132), by HTTP or in a file. What was read last is
 * kept on the disk: when the server is not available, it stands for the one that there is.
 */
final class IndexRepository implements Repository {
  /** Bytes of an index, uncompressed. */
  private static final long MOST = 64L << 20;

  /** How long what was read, or that it could not be read, is believed. */
  static final Duration BELIEVED = Duration.ofSeconds(30);

  private static final String CONTENT = "osgi.content";
  private static final String HEX = "[0-9a-f]{64}";

  private final URI address;
  private final @Nullable Login login;
  private final StoredBundles stored;
  private final Downloads downloads;
  private final InstantSource clock;

  private final ReentrantLock lock = new ReentrantLock();
  private Instant looked = Instant.EPOCH; // guarded by lock, as all below
  private @Nullable Stock last;
  private String failure = "";

  /**
   * @param login who asks, null for nobody
   * @param stored where is kept what was fetched
   */
  IndexRepository(
      URI address,
      @Nullable Login login,
      StoredBundles stored,
      Downloads downloads,
      InstantSource clock) {
    this.address = address;
    this.login = login;
    this.stored = stored;
    this.downloads = downloads;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "index " + Printable.of(address.toString());
  }

  private boolean isFile() {
    return "file".equals(address.getScheme());
  }

  @Override
  public Stock stock(Deadline deadline) throws UnavailableException, InterruptedException {
    if (!lock.tryLock(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
      throw new UnavailableException("it is being read for others, which takes too long");
    }
    try {
      return known(deadline);
    } finally {
      lock.unlock();
    }
  }

  private Stock known(Deadline deadline) throws UnavailableException, InterruptedException {
    boolean isOld = Duration.between(looked, clock.instant()).compareTo(BELIEVED) >= 0;
    if (isOld || isFile()) {
      look(deadline);
    }
    Stock known = last == null ? kept() : last;
    if (failure.isEmpty()) {
      return known;
    }
    return new Stock(
        known.offers(),
        List.of("%s cannot be read, what it had before counts: %s".formatted(name(), failure)));
  }

  private void look(Deadline deadline) throws InterruptedException {
    try {
      last = isFile() ? read(Path.of(address)) : fetch(deadline);
      failure = "";
    } catch (UnavailableException e) {
      failure = e.reason();
      last = isFile() ? null : last; // whoever takes a file away means it
    }
    looked = clock.instant();
  }

  private Stock fetch(Deadline deadline) throws UnavailableException, InterruptedException {
    try {
      Path part = stored.newPart();
      try {
        downloads.fetch(address, login, part, MOST, deadline);
        Stock read = read(part);
        Files.move(part, index(), StandardCopyOption.REPLACE_EXISTING);
        return read;
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new UnavailableException("it cannot be written into the data folder: " + e, e);
    }
  }

  private Path index() {
    return stored.file(StoredBundles.sha256(address.toString()), ".xml");
  }

  /** What an earlier run has fetched. */
  private Stock kept() throws UnavailableException {
    if (isFile() || !Files.isRegularFile(index())) {
      throw new UnavailableException(failure);
    }
    return read(index());
  }

  private Stock read(Path file) throws UnavailableException {
    try (InputStream in = new LimitedInput(plain(file), MOST)) {
      return stock(IndexParser.parse(in));
    } catch (IOException e) {
      throw new UnavailableException("the index cannot be read: " + e, e);
    }
  }

  private InputStream plain(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    return address.getPath().endsWith(".gz") ? new GZIPInputStream(in) : in;
  }

  private Stock stock(IndexParser.Index index) {
    List<Offer> offers = new ArrayList<>();
    for (Resource resource : index.resources()) {
      resource.getCapabilities(CONTENT).stream()
          .flatMap(each -> offer(resource, each).stream())
          .findFirst()
          .ifPresent(offers::add);
    }
    List<String> notes =
        index.hasReferrals()
            ? List.of(name() + " refers to other ones, which are not looked at; name them, too")
            : List.of();
    return new Stock(offers, notes);
  }

  /** Empty if it does not say where the content is, or if nobody could tell the right one. */
  private Optional<Offer> offer(Resource resource, Capability content) {
    String sha256 = String.valueOf(content.getAttributes().get(CONTENT)).toLowerCase(Locale.ROOT);
    if (!sha256.matches(HEX) || !(content.getAttributes().get("url") instanceof String url)) {
      return Optional.empty();
    }
    return Optional.of(new Offer(resource, url, deadline -> fetch(url, sha256, deadline)));
  }

  private StoredBundles.Stored fetch(String url, String sha256, Deadline deadline)
      throws UnavailableException, InterruptedException {
    Optional<StoredBundles.Stored> there = stored.find(sha256);
    if (there.isPresent()) {
      return there.get();
    }
    URI place = place(url);
    if (isFile() && "file".equals(place.getScheme())) {
      return checked(Path.of(place), sha256);
    }
    return stored.fetch(place, login, sha256, downloads, deadline);
  }

  /** An index by HTTP must not name files of this machine, nor one by https a place by http. */
  private URI place(String url) throws UnavailableException {
    URI place;
    try {
      place = address.resolve(url);
    } catch (IllegalArgumentException e) {
      throw new UnavailableException("the index gives no address: " + Printable.of(url), e);
    }
    String scheme = Objects.requireNonNullElse(place.getScheme(), "");
    boolean isAllowed =
        scheme.equals("https")
            || (scheme.equals("http") && !"https".equals(address.getScheme()))
            || (scheme.equals("file") && isFile());
    if (!isAllowed || place.isOpaque() || place.getUserInfo() != null) {
      throw new UnavailableException(
          "the index gives an address that is not allowed: " + Printable.of(url));
    }
    return place;
  }

  private static StoredBundles.Stored checked(Path file, String sha256)
      throws UnavailableException {
    try {
      if (!StoredBundles.sha256(file).equals(sha256)) {
        throw new UnavailableException(
            "%s is not what the index says: its SHA-256 is another one".formatted(file));
      }
      return new StoredBundles.Stored(file, sha256);
    } catch (IOException e) {
      throw new UnavailableException("%s cannot be read: %s".formatted(file, e), e);
    }
  }
}
