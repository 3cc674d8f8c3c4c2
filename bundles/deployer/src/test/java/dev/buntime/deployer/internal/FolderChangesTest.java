package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class FolderChangesTest {
  @Rule public final TemporaryFolder temp = new TemporaryFolder();

  private final AtomicInteger told = new AtomicInteger();
  private Path folder = Path.of("");
  private FolderChanges changes;

  @Before
  public void setUp() throws IOException {
    folder = temp.newFolder("apps").toPath();
    changes = new FolderChanges("test-watch", folder, told::incrementAndGet);
    changes.mode(WatchMode.EVENTS);
  }

  @After
  public void close() {
    changes.close();
  }

  @Test
  public void check_whenEvents_tellsOfChangesAndOfThoseInFoldersThatAreFollowed()
      throws IOException {
    Path inner = Files.createDirectories(folder.resolve("hello/css"));
    changes.check();
    changes.follow(Map.of(folder.resolve("hello"), "1", inner, "2"));
    assertThat(changes.pause()).isEqualTo(FolderChanges.SAFETY);

    Files.writeString(inner.resolve("style.css"), "");
    await().untilAtomic(told, org.hamcrest.Matchers.greaterThan(0));
  }

  @Test
  public void follow_whenAFolderIsReplaced_tellsOfTheNewOne() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("hello"));
    changes.check();
    changes.follow(Map.of(inner, "1"));
    Files.move(inner, temp.getRoot().toPath().resolve("away"));
    Files.createDirectory(inner);
    await().untilAtomic(told, org.hamcrest.Matchers.greaterThan(0));

    changes.follow(Map.of(inner, "2"));
    int before = told.get();
    Files.writeString(inner.resolve("index.html"), "");
    await().untilAtomic(told, org.hamcrest.Matchers.greaterThan(before));
  }

  @Test
  public void follow_whenThereAreTooManyFolders_isLookedAtOften() {
    changes.check();
    Map<Path, String> many = new TreeMap<>();
    for (int i = 0; i <= FolderWatch.MAX_FOLLOWED; i++) {
      many.put(folder.resolve("none" + i), "");
    }

    changes.follow(many);
    assertThat(changes.pause()).isEqualTo(FolderChanges.POLLING);

    changes.follow(Map.of());
    assertThat(changes.pause()).isEqualTo(FolderChanges.SAFETY);
  }

  @Test
  public void mode_whenItChanges_isTakenUpByTheNextCheck() {
    changes.check();
    changes.mode(WatchMode.POLLING);
    changes.check();
    assertThat(changes.pause()).isEqualTo(FolderChanges.POLLING);

    changes.mode(WatchMode.EVENTS);
    changes.check();
    assertThat(changes.pause()).isEqualTo(FolderChanges.SAFETY);
  }

  @Test
  public void check_whenTheFolderComesLater_watchesIt() throws IOException {
    Files.delete(folder);
    changes.check();
    assertThat(changes.pause()).isEqualTo(FolderChanges.POLLING);

    Files.createDirectory(folder);
    changes.check();
    assertThat(changes.pause()).isEqualTo(FolderChanges.SAFETY);
  }
}
