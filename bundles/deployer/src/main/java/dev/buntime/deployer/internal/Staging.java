package dev.buntime.deployer.internal;

import dev.buntime.deployer.internal.archives.ArchiveCheck;
import dev.buntime.deployer.internal.archives.ArchiveLimits;
import dev.buntime.deployer.internal.archives.RefusedArchiveException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The private folder into which artifacts are copied, once each, before they are looked into. */
final class Staging {
  private static final Logger log = LoggerFactory.getLogger(Staging.class);

  private final ArchiveCheck archives = new ArchiveCheck(ArchiveLimits.DEFAULTS);
  private final Path folder;
  private long copies;

  /**
   * @param folder made when it is needed; what an earlier run left there is deleted
   */
  Staging(Path folder) {
    this.folder = folder;
    PrivateFiles.clean(folder);
  }

  /** Copies and checks an artifact of the apps folder that looks as it was seen. */
  Reading read(Path artifact, Sighting seen) {
    Path copy = folder.resolve(++copies + Sighting.JAR);
    Reading reading = new Reading.Moving();
    try {
      archives.checkSize(seen.jar().size());
      Files.createDirectories(folder);
      String sha256 = copy(artifact, copy);
      String sidecar = sidecar(artifact, seen);
      if (Sighting.of(artifact).equals(Optional.of(seen))) {
        reading = check(artifact, copy, sha256, sidecar);
      }
    } catch (RefusedArchiveException e) {
      reading = new Reading.Unusable("", new RefusedException(e.reason()));
    } catch (IOException e) {
      reading = unreadable(artifact, seen, e);
    }
    if (!(reading instanceof Reading.Complete)) {
      PrivateFiles.delete(copy);
    }
    return reading;
  }

  private Reading check(Path artifact, Path copy, String sha256, @Nullable String sidecar)
      throws IOException {
    try {
      String name = String.valueOf(artifact.getFileName());
      archives.check(copy);
      JarContent content = JarContent.read(copy);
      return new Reading.Complete(
          new StagedArtifact(name, copy, Files.size(copy), sha256, content, sidecar));
    } catch (ZipException e) {
      return new Reading.Incomplete(String.valueOf(e.getMessage()));
    } catch (RefusedArchiveException e) {
      return new Reading.Unusable(sha256, new RefusedException(e.reason()));
    } catch (RefusedException e) {
      return new Reading.Unusable(sha256, e);
    }
  }

  /** A file that went away or was replaced meanwhile is no trouble: the next look tells. */
  private static Reading unreadable(Path artifact, Sighting seen, IOException why) {
    try {
      if (!Sighting.of(artifact).equals(Optional.of(seen))) {
        return new Reading.Moving();
      }
    } catch (IOException e) {
      why.addSuppressed(e);
    }
    log.debug("{} cannot be read", artifact, why);
    return new Reading.Unreadable(why.toString());
  }

  /**
   * Copies a file.
   *
   * @return SHA-256 of what was copied, in lower-case hex
   */
  static String copy(Path from, Path to) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(from), digest)) {
      Files.copy(in, to);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static @Nullable String sidecar(Path artifact, Sighting seen) throws IOException {
    return seen.sidecar() == null
        ? null
        : new String(Files.readAllBytes(Sighting.sidecarOf(artifact)), StandardCharsets.UTF_8);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
