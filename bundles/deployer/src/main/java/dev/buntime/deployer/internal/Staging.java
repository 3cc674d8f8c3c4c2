package dev.buntime.deployer.internal;

import dev.buntime.deployer.internal.Sighting.Kind;
import dev.buntime.deployer.internal.archives.ArchiveCheck;
import dev.buntime.deployer.internal.archives.ArchiveLimits;
import dev.buntime.deployer.internal.archives.RefusedArchiveException;
import dev.buntime.deployer.internal.forms.ArtifactName;
import dev.buntime.deployer.internal.forms.Forms;
import dev.buntime.deployer.internal.forms.UnfitException;
import dev.buntime.versions.AppVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The private folder into which artifacts are copied, once each, before they are looked into; there
 * they are made bundles if they are none. Thread-safe.
 */
final class Staging {
  private static final Logger log = LoggerFactory.getLogger(Staging.class);

  private static final int LARGEST_SIDECAR = 256 << 10;

  private final ArchiveCheck archives = new ArchiveCheck(ArchiveLimits.DEFAULTS);
  private final Path folder;
  private final Forms forms;
  private final AtomicLong copies = new AtomicLong();

  /**
   * @param folder made when it is needed; what an earlier run left there is deleted
   * @param forms make bundles of what is none
   */
  Staging(Path folder, Forms forms) {
    this.folder = folder;
    this.forms = forms;
    PrivateFiles.clean(folder);
  }

  /**
   * Copies and checks an artifact that looks as it was seen.
   *
   * @param artifact where it is
   * @param name of the artifact: its path in its folder, with {@code /}
   */
  Reading read(Path artifact, String name, Sighting seen) {
    Path copy = folder.resolve(copies.incrementAndGet() + Sighting.JAR);
    Reading reading = new Reading.Moving();
    try {
      if (FolderTree.isNoText(artifact, name)) {
        throw new RefusedException(
            "its name has bytes that are no text in the encoding of the system, %s. Rename it"
                .formatted(System.getProperty("sun.jnu.encoding")));
      }
      archives.checkSize(seen.stamp().size());
      Files.createDirectories(folder);
      reading = read(artifact, name, seen, copy);
    } catch (RefusedArchiveException e) {
      reading = new Reading.Unusable("", new RefusedException(e.reason()));
    } catch (RefusedException e) {
      reading = new Reading.Unusable("", e);
    } catch (IOException e) {
      reading = unreadable(artifact, seen, e);
    }
    if (!(reading instanceof Reading.Complete)) {
      PrivateFiles.delete(copy);
    }
    return reading;
  }

  private Reading read(Path original, String artifact, Sighting seen, Path copy)
      throws IOException, RefusedException {
    String sha256;
    if (seen.kind() == Kind.FILE) {
      sha256 = copy(original, copy);
    } else {
      Optional<FolderTree> tree =
          FolderTree.look(original).filter(each -> each.stamp().equals(seen.stamp()));
      if (tree.isEmpty()) {
        return new Reading.Moving();
      }
      Optional<String> unfinished = tree.get().unfinished();
      if (unfinished.isPresent()) {
        return Reading.Incomplete.folder(unfinished.get());
      }
      sha256 = new FolderPacker(original, tree.get()).pack(copy);
    }
    String sidecar = sidecar(original, seen);
    return isStill(original, seen)
        ? check(artifact, seen, copy, sha256, sidecar)
        : new Reading.Moving();
  }

  /**
   * Copies a file.
   *
   * @return SHA-256 of what was copied, in lower-case hex
   */
  static String copy(Path from, Path to) throws IOException {
    try (OutputStream out = Files.newOutputStream(to)) {
      return Checksum.of(from, out);
    }
  }

  private Reading check(
      String artifact, Sighting seen, Path copy, String sha256, @Nullable String sidecar)
      throws IOException {
    try {
      ArtifactName name = name(artifact, seen);
      archives.check(copy);
      List<String> warnings = forms.bundle(copy, name, sidecar != null);
      return new Reading.Complete(
          new StagedArtifact(
              artifact,
              copy,
              seen.stamp().size(),
              sha256,
              Checksum.of(copy),
              JarContent.read(copy),
              sidecar,
              name.isBinding() ? new AppVersion(name.app(), name.version()) : null,
              warnings,
              seen.set() == null ? null : SetFile.setOf(artifact)));
    } catch (ZipException e) {
      return Reading.Incomplete.archive(artifact, String.valueOf(e.getMessage()));
    } catch (UnfitException e) {
      RefusedException refusal = new RefusedException(e.reason());
      return seen.kind() == Kind.FOLDER
          ? Reading.Incomplete.unfit(refusal) // it may be filled just now
          : new Reading.Unusable(sha256, refusal);
    } catch (RefusedArchiveException e) {
      return new Reading.Unusable(sha256, new RefusedException(e.reason()));
    } catch (RefusedException e) {
      return new Reading.Unusable(sha256, e);
    }
  }

  private static boolean isStill(Path artifact, Sighting seen) throws IOException {
    return Sighting.of(artifact).filter(seen::isAlone).isPresent();
  }

  private static ArtifactName name(String artifact, Sighting seen) throws RefusedException {
    String own = seen.set() == null ? artifact : SetFile.memberOf(artifact);
    try {
      return seen.kind() == Kind.FILE ? ArtifactName.ofFile(own) : ArtifactName.ofFolder(own);
    } catch (UnfitException e) {
      throw new RefusedException(e.reason());
    }
  }

  /** A file that went away or was replaced meanwhile is no trouble: the next look tells. */
  private static Reading unreadable(Path artifact, Sighting seen, IOException why) {
    try {
      if (!isStill(artifact, seen)) {
        return new Reading.Moving();
      }
    } catch (IOException e) {
      why.addSuppressed(e);
    }
    log.debug("{} cannot be read", artifact, why);
    return new Reading.Unreadable(why.toString());
  }

  private static @Nullable String sidecar(Path artifact, Sighting seen)
      throws IOException, RefusedException {
    if (seen.sidecar() == null) {
      return null;
    }
    try (InputStream in = Files.newInputStream(Sighting.sidecarOf(artifact))) {
      byte[] text = in.readNBytes(LARGEST_SIDECAR + 1);
      if (text.length > LARGEST_SIDECAR) {
        throw new RefusedException(
            "its %s file is larger than %d KiB, which is the most that is read"
                .formatted(Sighting.SIDECAR, LARGEST_SIDECAR >> 10));
      }
      return new String(text, StandardCharsets.UTF_8);
    }
  }
}
