package dev.buntime.deployer.internal;

import dev.buntime.catalog.Generations;
import dev.buntime.versions.AppVersion;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/**
 * The generations of one deployed content.
 *
 * <pre>
 * home:    FREE ──take──→ TAKEN ──giveBack──→ REFRESHING ──fresh class loader──→ FREE
 *            └──────────────┴────────retire───────┴──→ GONE
 * others:  installed by take, uninstalled after giveBack
 * </pre>
 *
 * <p>Thread-safe. The framework is never called with the lock held.
 */
final class ArtifactGenerations implements Generations {
  private final AppVersion id;
  private final RetainedCopies.Copy copy;
  private final AppBundles bundles;
  private final SpentBundles spent;
  private final Bundle home;

  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Bundle> others = new HashSet<>(); // guarded by lock
  private Home state = Home.FREE; // guarded by lock
  private Provision provision = Provision.NONE; // guarded by lock
  private CompletableFuture<Void> provided = CompletableFuture.completedFuture(null); // set once
  private boolean retired; // guarded by lock

  private enum Home {
    FREE,
    TAKEN,
    REFRESHING,
    GONE
  }

  /**
   * Installs the home.
   *
   * @param copy closed when this is retired, or at once if this fails
   * @throws RefusedException if it cannot be installed or resolved
   */
  static ArtifactGenerations install(
      AppVersion id, RetainedCopies.Copy copy, AppBundles bundles, SpentBundles spent)
      throws RefusedException {
    boolean installed = false;
    try {
      Bundle home = bundles.install(id, copy);
      installed = true;
      return new ArtifactGenerations(id, copy, bundles, spent, home);
    } finally {
      if (!installed) {
        copy.close();
      }
    }
  }

  /**
   * Installs the home. If it cannot be resolved, what it needs is provided meanwhile; it is of no
   * use before {@link #provided}.
   *
   * @param copy closed when this is retired, or at once if this fails
   * @throws RefusedException if it cannot be installed
   */
  static ArtifactGenerations installProvided(
      AppVersion id,
      RetainedCopies.Copy copy,
      AppBundles bundles,
      SpentBundles spent,
      Provisioning provisioning)
      throws RefusedException {
    boolean installed = false;
    try {
      Bundle home = bundles.place(id, copy);
      installed = true;
      ArtifactGenerations made = new ArtifactGenerations(id, copy, bundles, spent, home);
      if (!bundles.resolve(home)) {
        made.provided = provisioning.begin(id, home).thenAccept(made::provide);
      }
      return made;
    } finally {
      if (!installed) {
        copy.close();
      }
    }
  }

  private ArtifactGenerations(
      AppVersion id,
      RetainedCopies.Copy copy,
      AppBundles bundles,
      SpentBundles spent,
      Bundle home) {
    this.id = id;
    this.copy = copy;
    this.bundles = bundles;
    this.spent = spent;
    this.home = home;
  }

  /** The generation that is always there. */
  Bundle home() {
    return home;
  }

  /** What is installed; its file stays as long as this is not retired. */
  RetainedCopies.Copy copy() {
    return copy;
  }

  /**
   * Completes, on any thread, when the home is resolved; fails with a {@link RefusedException},
   * perhaps in a {@link CompletionException}, if it cannot be.
   */
  CompletableFuture<Void> provided() {
    return provided;
  }

  /** What was installed besides the artifact itself, in words. */
  List<String> notes() {
    return provision().notes();
  }

  /** Whether something was installed besides the artifact itself. */
  boolean isProvided() {
    return !provision().copies().isEmpty();
  }

  private Provision provision() {
    lock.lock();
    try {
      return provision;
    } finally {
      lock.unlock();
    }
  }

  private void provide(Provision found) {
    boolean kept = false;
    try {
      bundles.complete(home, found.copies());
      kept = keep(found);
    } catch (RefusedException e) {
      throw new CompletionException(e);
    } finally {
      if (!kept) {
        found.close();
      }
    }
  }

  private boolean keep(Provision found) {
    lock.lock();
    try {
      checkDeployed();
      provision = found;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the home is there; somebody may have uninstalled it by hand. */
  boolean isInstalled() {
    return home.getState() != Bundle.UNINSTALLED;
  }

  @Override
  public Bundle take() throws BundleException {
    // Somebody else may have started it, or taken it away.
    boolean usable = home.getState() == Bundle.RESOLVED;
    return usable && takeHome() ? home : takeOther();
  }

  private boolean takeHome() {
    lock.lock();
    try {
      checkDeployed();
      boolean free = state == Home.FREE;
      state = free ? Home.TAKEN : state;
      return free;
    } finally {
      lock.unlock();
    }
  }

  private Bundle takeOther() throws BundleException {
    boolean kept = false;
    Bundle other = installOther();
    try {
      addOther(other);
      kept = true;
      return other;
    } finally {
      if (!kept) {
        spent.uninstall(other);
      }
    }
  }

  private Bundle installOther() throws BundleException {
    try {
      List<RetainedCopies.Copy> companions = provision().copies();
      return companions.isEmpty()
          ? bundles.install(id, copy)
          : bundles.installWith(id, copy, companions);
    } catch (RefusedException e) {
      lock.lock();
      try {
        checkDeployed(); // its content may have been deleted meanwhile
      } finally {
        lock.unlock();
      }
      throw new BundleException(e.reason(), BundleException.RESOLVE_ERROR, e);
    }
  }

  private void addOther(Bundle other) {
    lock.lock();
    try {
      checkDeployed();
      others.add(other);
    } finally {
      lock.unlock();
    }
  }

  private void checkDeployed() {
    if (retired) {
      throw new IllegalStateException(id + " (" + home.getLocation() + ") was undeployed");
    }
  }

  @Override
  public void giveBack(Bundle generation) {
    if (generation.equals(home)) {
      giveHomeBack();
    } else if (removeOther(generation)) {
      spent.uninstall(generation);
    }
  }

  private boolean removeOther(Bundle generation) {
    lock.lock();
    try {
      return others.remove(generation);
    } finally {
      lock.unlock();
    }
  }

  private void giveHomeBack() {
    Home next;
    lock.lock();
    try {
      if (state != Home.TAKEN) {
        return;
      }
      next = retired ? Home.GONE : Home.REFRESHING;
      state = next;
    } finally {
      lock.unlock();
    }
    if (next == Home.GONE) {
      spent.uninstall(home);
    } else {
      spent.refresh(home, this::refreshed);
    }
  }

  private void refreshed() {
    lock.lock();
    try {
      if (state == Home.REFRESHING) { // else it is retired, and on its way
        state = Home.FREE;
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets go of all generations: at once, those that are taken when they are given back or stop.
   * Further calls do nothing.
   */
  void retire() {
    boolean taken;
    Set<Bundle> inUse;
    lock.lock();
    try {
      if (retired) {
        return;
      }
      retired = true;
      taken = state == Home.TAKEN;
      state = taken ? Home.TAKEN : Home.GONE;
      inUse = Set.copyOf(others);
    } finally {
      lock.unlock();
    }
    copy.close();
    provision().close();
    inUse.forEach(spent::uninstallAfterUse);
    if (taken) {
      spent.uninstallAfterUse(home);
    } else {
      spent.uninstall(home);
    }
  }
}
