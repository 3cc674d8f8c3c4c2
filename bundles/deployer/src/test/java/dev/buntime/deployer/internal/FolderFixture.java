package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.catalog.Deployment;
import dev.buntime.catalog.LiveApp;
import dev.buntime.deployer.internal.forms.Forms;
import dev.buntime.runtime.DeploymentListener;
import dev.buntime.testing.FrameworkRule;
import dev.buntime.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.Bundle;

/**
 * An apps folder and all that deploys it, in a real framework but for the catalog and the
 * rehearsal.
 */
public abstract class FolderFixture {
  @Rule public final TemporaryFolder temp = new TemporaryFolder();
  @Rule public final FrameworkRule felix = new FrameworkRule();

  final List<DeploymentListener> listeners = new ArrayList<>();
  final RecordingCatalog catalog = new RecordingCatalog();
  final RecordingRehearsal rehearsal = new RecordingRehearsal();
  final FakeRepositories repositories = new FakeRepositories();
  private final ReentrantLock serial = new ReentrantLock();
  final AtomicInteger wakeUps = new AtomicInteger();
  Path folder = Path.of("");
  Path staging = Path.of("");
  private Path artifacts = Path.of("");
  AppBundles bundles;
  SpentBundles spent;
  Stops stops;
  AppsFolder apps;
  Markers markers;
  private Instant now = Instant.now();
  private Runnable listed = () -> {};

  @Before
  public void start() throws IOException {
    folder = temp.newFolder("apps").toPath();
    staging = temp.newFolder("staging").toPath();
    bundles = new AppBundles(felix.context());
    artifacts = temp.newFolder("artifacts").toPath();
    spent = new SpentBundles(bundles, this::oneAfterTheOther, () -> now);
    begin();
  }

  /** As at the start of the runner: nothing is known, the folder is as it is. */
  final void begin() {
    markers = new Markers(folder);
    stops = new Stops(temp.getRoot().toPath().resolve("stopped"));
    RetainedCopies copies = new RetainedCopies(artifacts);
    apps =
        new AppsFolder(
            folder,
            this::list,
            new Staging(staging, Forms.all()),
            new Deployments(
                catalog,
                bundles,
                copies,
                spent,
                stops,
                new Provisioning(
                    repositories, triggers -> null, staging, copies, repositories.threads()),
                new Rehearsals(rehearsal, InstantSource.system()),
                new DeploymentNews(listeners, InstantSource.system()),
                InstantSource.system()),
            markers,
            new SecondTries(repositories::revision));
    apps.begin(wakeUps::incrementAndGet);
  }

  private ArtifactFinder.Found list(Path listing) throws IOException {
    ArtifactFinder.Found found = new AppFinder().find(listing);
    listed.run();
    return found;
  }

  /** Has something happen once when a scan has just listed the folder. */
  final void onceListed(Runnable event) {
    listed =
        () -> {
          listed = () -> {};
          event.run();
        };
  }

  /** One bundle and one copy for each live app, none is left over, nothing is left in staging. */
  @After
  public void checkInvariant() {
    List<Bundle> live = catalog.snapshot().liveApps().stream().map(LiveApp::bundle).toList();
    List<String> companions = live.stream().map(each -> each.getLocation() + "/").toList();
    assertThat(bundles.all())
        .filteredOn(each -> companions.stream().noneMatch(each.getLocation()::startsWith))
        .containsExactlyInAnyOrderElementsOf(live);
    assertThat(staging).isEmptyDirectory();
    List<String> copies =
        Stream.of(artifacts.toFile().list()).map(each -> each.substring(0, 12)).toList();
    assertThat(copies)
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    live.stream().map(FolderFixture::checksum),
                    repositories.inUse().map(each -> each.substring(0, 12)))
                .toList());
  }

  /** The start of the checksum of what a bundle was installed from. */
  private static String checksum(Bundle bundle) {
    String location = bundle.getLocation();
    return location.substring(location.indexOf('#') + 1, location.lastIndexOf('.'));
  }

  /** On the caller's thread, which now and then is the framework's. */
  private void oneAfterTheOther(Runnable task) {
    serial.lock();
    try {
      task.run();
    } finally {
      serial.unlock();
    }
  }

  final Deployment.Outcome outcome(String artifact) {
    return catalog.snapshot().deployment(artifact).orElseThrow().outcome();
  }

  static void touch(Path file) throws IOException {
    Files.setLastModifiedTime(
        file, FileTime.from(Files.getLastModifiedTime(file).toInstant().plusSeconds(60)));
  }

  static TestJar app(String version) {
    return TestJar.bundle("app", version);
  }

  /** Two looks that are far enough apart. */
  final void settle() {
    scanAfter(Duration.ofMillis(1));
    scanAfter(FolderScan.QUIET);
  }

  final void scanAfter(Duration time) {
    now = now.plus(time);
    apps.scan(now);
  }
}
