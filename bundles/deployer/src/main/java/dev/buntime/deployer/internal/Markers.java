package dev.buntime.deployer.internal;

import dev.buntime.catalog.Deployment.Refused;
import dev.buntime.catalog.Deployment.Stopped;
import dev.buntime.catalog.LiveApp;
import dev.buntime.jsonc.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files {@code <artifact>.deployed} and {@code <artifact>.failed} beside artifacts, which tell
 * what became of them. Those of others are left alone. For one thread, except for {@link #enable}.
 */
final class Markers {
  private static final Logger log = LoggerFactory.getLogger(Markers.class);

  static final String DEPLOYED = ".deployed";
  static final String FAILED = ".failed";

  /** The first line of each: by it the runner knows its own. */
  private static final String OURS =
      "# Written by Buntime, which takes it away when it is not true any more.\n";

  private static final String UNFINISHED = ".buntime-marker";

  private final Path folder;
  private volatile boolean enabled;
  private boolean wasEnabled = true; // so that those of an earlier run go
  private boolean warned;
  private Map<String, Known> shown = Map.of();
  private final Map<String, String> written = new HashMap<>(); // text by file

  /**
   * @param folder of the artifacts
   */
  Markers(Path folder) {
    this.folder = folder;
  }

  /** Says whether there are markers, from the next {@link #show} on. From any thread. */
  void enable(boolean on) {
    enabled = on;
  }

  /** Takes away all that an earlier run left. */
  void clear() {
    written.clear();
    shown = Map.of();
    try {
      ArtifactFinder.each(
          folder,
          (child, name) -> {
            clear(child, name);
            if (Files.isDirectory(child) && !name.startsWith(".")) {
              clearIn(child);
            }
          });
    } catch (IOException e) {
      log.debug("{} cannot be looked through for markers", folder, e);
    }
  }

  private void clearIn(Path child) {
    try {
      ArtifactFinder.each(child, this::clear);
    } catch (IOException e) {
      log.debug("{} cannot be looked through for markers", child, e);
    }
  }

  private void clear(Path file, String name) {
    if (name.endsWith(DEPLOYED) || name.endsWith(FAILED) || name.endsWith(UNFINISHED)) {
      remove(file);
    }
  }

  /**
   * Has the markers tell this.
   *
   * @param known what is known of each artifact, by its path; never changed
   */
  void show(Map<String, Known> known) {
    boolean on = enabled;
    if (!on && wasEnabled) {
      clear();
    }
    if (on && (!wasEnabled || !known.equals(shown))) {
      write(known);
    }
    wasEnabled = on;
  }

  private void write(Map<String, Known> known) {
    Map<String, String> wanted = new HashMap<>();
    known.forEach((artifact, each) -> {
      if (each.deployment().outcome() instanceof Stopped && each.trouble() == null) {
        return; // neither nor
      }
      String reason = failure(each);
      String text = reason == null ? success(each) : reason;
      wanted.put(artifact + (reason == null ? DEPLOYED : FAILED), OURS + text + "\n");
    });
    for (String file :
        written.keySet().stream().filter(each -> !wanted.containsKey(each)).toList()) {
      remove(folder.resolve(file));
      written.remove(file);
    }
    boolean all = true;
    for (Map.Entry<String, String> each : wanted.entrySet()) {
      all &=
          each.getValue().equals(written.get(each.getKey()))
              || write(each.getKey(), each.getValue());
    }
    shown = all ? known : Map.of();
  }

  private static @Nullable String failure(Known known) {
    if (known.trouble() != null) {
      return known.trouble().warning();
    }
    return known.deployment().outcome() instanceof Refused(var _, String reason) ? reason : null;
  }

  private static String success(Known known) {
    Optional<LiveApp> app = known.live();
    return "%s since %s%nsha256 %s"
        .formatted(
            app.map(each -> each.id().toString()).orElse("deployed"),
            known.deployment().since(),
            known.deployment().sha256());
  }

  /** Returns whether there is nothing left to do. */
  private boolean write(String file, String text) {
    Path marker = folder.resolve(file);
    Path part = marker.resolveSibling("." + marker.getFileName() + UNFINISHED);
    try {
      if (Files.exists(marker, LinkOption.NOFOLLOW_LINKS) && !isOurs(marker)) {
        log.debug("{} belongs to somebody else and is left alone", Printable.of(file));
        return true;
      }
      var _ = Files.deleteIfExists(part);
      Files.writeString(part, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      Files.move(part, marker, StandardCopyOption.ATOMIC_MOVE);
      written.put(file, text);
      warned = false;
      return true;
    } catch (NoSuchFileException e) {
      log.debug("the folder of {} has gone", Printable.of(file), e);
      return true;
    } catch (IOException e) {
      PrivateFiles.delete(part);
      warn(e);
      return false;
    }
  }

  private void warn(IOException why) {
    if (!warned) {
      log.warn(
          "no markers can be written to {} ({}): let the runner write there, or switch"
              + " deployments.markers off",
          folder,
          Printable.of(why.toString()));
    }
    warned = true;
  }

  /** Takes a marker away, if it is one. */
  static void remove(Path marker) {
    try {
      if (isOurs(marker)) {
        Files.delete(marker);
      }
    } catch (NoSuchFileException _) {
      // Somebody else took it away.
    } catch (IOException e) {
      log.debug("{} is left", marker, e);
    }
  }

  private static boolean isOurs(Path marker) throws IOException {
    if (!Files.isRegularFile(marker, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    byte[] sign = OURS.getBytes(StandardCharsets.UTF_8);
    try (InputStream in = Files.newInputStream(marker, LinkOption.NOFOLLOW_LINKS)) {
      return new String(in.readNBytes(sign.length), StandardCharsets.UTF_8).equals(OURS);
    }
  }
}
