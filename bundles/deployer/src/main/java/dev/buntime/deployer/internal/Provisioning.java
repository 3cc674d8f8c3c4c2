package dev.buntime.deployer.internal;

import dev.buntime.deployer.internal.archives.ArchiveCheck;
import dev.buntime.deployer.internal.archives.ArchiveLimits;
import dev.buntime.deployer.internal.archives.RefusedArchiveException;
import dev.buntime.jsonc.Printable;
import dev.buntime.repositories.Plan;
import dev.buntime.repositories.Plan.Provided;
import dev.buntime.repositories.Repositories;
import dev.buntime.repositories.UnprovidedException;
import dev.buntime.versions.AppVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.jar.Attributes;
import java.util.zip.ZipException;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.wiring.BundleRevision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets what apps need and do not bring. It may take as long as networks take; so it is done on
 * threads of its own, and no deployment waits for that of another artifact. Thread-safe.
 */
final class Provisioning {
  private static final Logger log = LoggerFactory.getLogger(Provisioning.class);
  private static final String SERVICE_COMPONENT = "Service-Component";

  private final Repositories repositories;
  private final ResolverHookFactory wall;
  private final Path folder;
  private final RetainedCopies copies;
  private final Executor threads;
  private final ArchiveCheck archives = new ArchiveCheck(ArchiveLimits.DEFAULTS);
  private final AtomicLong files = new AtomicLong();

  /**
   * @param wall decides what apps may have of the runner's bundles
   * @param folder for what is looked into; what an earlier run left there is deleted
   * @param copies keeps what is installed
   * @param threads where it is done
   */
  Provisioning(
      Repositories repositories,
      ResolverHookFactory wall,
      Path folder,
      RetainedCopies copies,
      Executor threads) {
    this.repositories = repositories;
    this.wall = wall;
    this.folder = folder;
    this.copies = copies;
    this.threads = threads;
    PrivateFiles.clean(folder);
  }

  /**
   * Begins.
   *
   * @param app is installed and cannot be resolved
   * @return what is to be installed beside it; fails with a {@link RefusedException}, perhaps in a
   *     {@link CompletionException}
   */
  CompletableFuture<Provision> begin(AppVersion id, Bundle app) {
    return CompletableFuture.supplyAsync(() -> provide(id, app), threads);
  }

  private Provision provide(AppVersion id, Bundle app) {
    try {
      BundleRevision revision = app.adapt(BundleRevision.class);
      if (revision == null) {
        throw new IllegalStateException(id + " was undeployed");
      }
      Provision provision = keep(repositories.plan(revision, wall));
      provision.notes().forEach(note -> log.info("{}: {}", id, note));
      return provision;
    } catch (RefusedException e) {
      throw new CompletionException(e);
    } catch (UnprovidedException e) {
      throw new CompletionException(new RefusedException(e.reason(), Retry.LATER));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(new RefusedException("the runner stops", Retry.LATER));
    }
  }

  private Provision keep(Plan plan) throws RefusedException {
    List<RetainedCopies.Copy> kept = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    boolean complete = false;
    try {
      for (Provided each : plan.bundles()) {
        kept.add(keep(each, notes));
      }
      plan.notes().forEach(note -> notes.add("autoInstall: " + Printable.of(note)));
      complete = true;
      return new Provision(kept, notes);
    } finally {
      if (!complete) {
        kept.forEach(RetainedCopies.Copy::close);
      }
    }
  }

  private RetainedCopies.Copy keep(Provided provided, List<String> notes) throws RefusedException {
    Path file = folder.resolve(files.incrementAndGet() + Sighting.JAR);
    try {
      archives.checkSize(Files.size(provided.file()));
      Files.createDirectories(folder);
      if (!Staging.copy(provided.file(), file).equals(provided.sha256())) {
        throw new RefusedException("it was changed on the way");
      }
      archives.check(file);
      notes.add("autoInstall: installed " + words(provided));
      notRunning(provided, JarContent.read(file).headers(), notes);
      return copies.retain(file, provided.sha256());
    } catch (RefusedArchiveException e) {
      throw refused(provided, e.reason());
    } catch (RefusedException e) {
      throw refused(provided, e.reason());
    } catch (ZipException e) {
      throw refused(provided, "it is not complete: " + e.getMessage());
    } catch (IOException e) {
      log.debug("{} cannot be kept", provided, e);
      throw refused(provided, "it cannot be copied: " + e);
    } finally {
      PrivateFiles.delete(file);
    }
  }

  private static String words(Provided provided) {
    return Printable.of(
        "%s %s from %s".formatted(provided.name(), provided.version(), provided.repository()));
  }

  private static RefusedException refused(Provided provided, String reason) {
    return new RefusedException(
        "autoInstall needs %s, which is refused: %s. Correct it in the repository"
            .formatted(words(provided), reason),
        Retry.LATER);
  }

  private static void notRunning(Provided provided, Attributes headers, List<String> notes) {
    String activator = headers.getValue(Constants.BUNDLE_ACTIVATOR);
    String components = headers.getValue(SERVICE_COMPONENT);
    String what = activator != null ? "an activator" : components != null ? "components" : "";
    if (!what.isEmpty()) {
      notes.add(
          "autoInstall: %s %s has %s, which is not started: the app gets its classes, no services"
              .formatted(Printable.of(provided.name()), provided.version(), what));
    }
  }

  /** The refusal that something failed with; another failure is one of the runner. */
  static RefusedException refusal(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException
            ? Objects.requireNonNullElse(failure.getCause(), failure)
            : failure;
    if (cause instanceof RefusedException refused) {
      return refused;
    }
    log.error("what an app needs cannot be provided", cause);
    return new RefusedException(
        "the runner failed to provide what it needs: " + cause + ". Report this; the log has more",
        Retry.LATER);
  }
}
