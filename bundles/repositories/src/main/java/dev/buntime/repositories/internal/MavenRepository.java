package dev.buntime.repositories.internal;

import dev.buntime.jsonc.Printable;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.resource.Resource;

/**
 * Releases in a Maven repository. It says nothing of what a bundle needs, so each is fetched to
 * look into it; a release never changes, so that is done once.
 */
final class MavenRepository implements Repository {
  private static final Pattern SHA256 =
      Pattern.compile("\\s*([0-9a-fA-F]{64})\\b.*", Pattern.DOTALL);
  private static final Pattern SHA1 = Pattern.compile("\\s*([0-9a-fA-F]{40})\\b.*", Pattern.DOTALL);
  private static final int MOST_OF_CHECKSUM = 1024;

  private final URI base;
  private final List<String> artifacts;
  private final @Nullable Login login;
  private final StoredBundles stored;
  private final Downloads downloads;
  private final Map<String, Resource> known = new ConcurrentHashMap<>(); // by checksum

  /**
   * @param base address by HTTP, or of a folder
   * @param artifacts each group, artifact and version with colons between them
   * @param login who asks, null for nobody
   * @param stored where is kept what was fetched
   */
  MavenRepository(
      URI base,
      List<String> artifacts,
      @Nullable Login login,
      StoredBundles stored,
      Downloads downloads) {
    this.base = base;
    this.artifacts = List.copyOf(artifacts);
    this.login = login;
    this.stored = stored;
    this.downloads = downloads;
  }

  @Override
  public String name() {
    return "Maven repository " + Printable.of(base.toString());
  }

  /** When the server is not available, it is asked for nothing more, but what is there counts. */
  @Override
  public Stock stock(Deadline deadline) throws InterruptedException {
    List<Offer> offers = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    String failure = "";
    for (String artifact : artifacts) {
      try {
        Optional<StoredBundles.Stored> there = find(artifact);
        if (there.isEmpty() && !failure.isEmpty()) {
          throw new UnavailableException(failure);
        }
        offers.add(offer(artifact, there.isPresent() ? there.get() : fetch(artifact, deadline)));
      } catch (UnreachableException e) {
        failure = e.reason();
        notes.add(note(artifact, e));
      } catch (UnavailableException e) {
        notes.add(note(artifact, e));
      }
    }
    return new Stock(offers, notes);
  }

  private String note(String artifact, UnavailableException e) {
    return "%s of %s is not available: %s".formatted(artifact, name(), e.reason());
  }

  private Offer offer(String artifact, StoredBundles.Stored jar) throws UnavailableException {
    Resource resource = known.get(jar.sha256());
    if (resource == null) {
      resource = BundleManifests.read(jar.file());
      known.put(jar.sha256(), resource);
    }
    return new Offer(resource, artifact, _ -> jar);
  }

  private URI address(String artifact) {
    String[] parts = artifact.split(":", -1);
    String file = parts[1] + "-" + parts[2] + ".jar";
    String folder = base.toString().endsWith("/") ? base.toString() : base + "/";
    return URI.create(
        folder + String.join("/", parts[0].replace('.', '/'), parts[1], parts[2], file));
  }

  private Optional<StoredBundles.Stored> find(String artifact) {
    return stored.recall(address(artifact).toString());
  }

  private StoredBundles.Stored fetch(String artifact, Deadline deadline)
      throws UnavailableException, InterruptedException {
    URI address = address(artifact);
    if ("file".equals(address.getScheme())) {
      return local(Path.of(address));
    }
    try {
      Path part = stored.newPart();
      try {
        downloads.fetch(address, login, part, StoredBundles.MOST, deadline);
        check(address, part, deadline);
        StoredBundles.Stored kept = stored.keep(part, StoredBundles.sha256(part));
        stored.remember(address.toString(), kept);
        return kept;
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new UnavailableException("it cannot be written into the data folder: " + e, e);
    }
  }

  /** The file itself: a folder needs no cache, and says with what name it has which content. */
  private static StoredBundles.Stored local(Path file) throws UnavailableException {
    if (!Files.isRegularFile(file)) {
      throw new MissingException(Printable.of(file.toString()) + " is not there");
    }
    try {
      return new StoredBundles.Stored(file, StoredBundles.sha256(file));
    } catch (IOException e) {
      throw new UnavailableException("%s cannot be read: %s".formatted(file, e), e);
    }
  }

  private void check(URI address, Path part, Deadline deadline)
      throws IOException, UnavailableException, InterruptedException {
    Optional<String> expected = checksum(address, ".sha256", SHA256, deadline);
    String algorithm = expected.isPresent() ? "SHA-256" : "SHA-1";
    if (expected.isEmpty()) {
      expected = checksum(address, ".sha1", SHA1, deadline);
    }
    if (expected.isEmpty()) {
      throw new MissingException("it has neither a .sha256 nor a .sha1 beside it");
    }
    if (!StoredBundles.checksum(part, algorithm).equalsIgnoreCase(expected.get())) {
      throw new UnavailableException(
          "%s is not what its checksum says (%s)".formatted(address, algorithm));
    }
  }

  private Optional<String> checksum(URI address, String suffix, Pattern pattern, Deadline deadline)
      throws IOException, UnavailableException, InterruptedException {
    Path part = stored.newPart();
    try {
      downloads.fetch(URI.create(address + suffix), login, part, MOST_OF_CHECKSUM, deadline);
      Matcher found = pattern.matcher(Files.readString(part, StandardCharsets.ISO_8859_1));
      return found.matches() ? Optional.of(found.group(1)) : Optional.empty();
    } catch (MissingException _) {
      return Optional.empty();
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
