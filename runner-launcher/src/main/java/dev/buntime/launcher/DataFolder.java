package dev.buntime.launcher;

import dev.buntime.credentials.PasswordFile;
import dev.buntime.settings.Overrides;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one folder a runner writes to.
 *
 * <pre>
 * data/
 * ├─ lock               held as long as a runner uses the folder
 * ├─ runner.properties  who serves, while someone does
 * ├─ admin.password     salted slow hash
 * ├─ console.json       settings that were edited in the web console
 * ├─ configurations/    what ConfigAdmin holds
 * ├─ framework/         bundle cache, made new at every start
 * └─ logs/
 * </pre>
 */
final class DataFolder {
  private static final Set<PosixFilePermission> OWNERS_FOLDER =
      Set.copyOf(PosixFilePermissions.fromString("rwx------"));
  private static final Set<PosixFilePermission> OWNERS_FILE =
      Set.copyOf(PosixFilePermissions.fromString("rw-------"));

  private final Path root;
  private volatile @Nullable FileChannel locked;

  /**
   * @param root the folder, which may not exist yet
   */
  DataFolder(Path root) {
    this.root = root;
  }

  /** Where it is. */
  Path root() {
    return root;
  }

  /** Where the framework keeps its bundles. */
  Path framework() {
    return root.resolve("framework");
  }

  /** Where ConfigAdmin keeps configurations. */
  Path configurations() {
    return root.resolve("configurations");
  }

  /** Where the log files are. */
  Path logs() {
    return root.resolve("logs");
  }

  /** The admin's password. */
  PasswordFile password() {
    return new PasswordFile(root.resolve("admin.password"));
  }

  /** The note of who serves. */
  RunnerFile runner() {
    return new RunnerFile(root.resolve("runner.properties"));
  }

  /**
   * Makes the folder if it does not exist.
   *
   * @throws Refusal if it cannot be made or written to
   */
  void create() throws Refusal {
    if (Files.exists(root) && !Files.isDirectory(root)) {
      throw unusable("is not a folder", null);
    }
    try {
      if (!Files.exists(root)) {
        Files.createDirectory(root);
      }
    } catch (IOException e) {
      throw unusable("cannot be created in " + root.getParent() + reason(e), e);
    }
    if (!Files.isWritable(root)) {
      throw unusable("cannot be written to by this user", null);
    }
  }

  /**
   * Makes the folder of the configurations if it does not exist, and sees to it that nobody but its
   * owner reads it or what was edited: options of plugins may be secrets.
   *
   * @throws Refusal if that cannot be done
   */
  void createConfigurations() throws Refusal {
    try {
      if (!Files.isDirectory(configurations())) {
        Files.createDirectory(configurations(), ownerOnly());
      }
      if (isPosix()) { // who made them by hand or put them back from a backup may have been
        // generous
        restrict(configurations(), OWNERS_FOLDER);
        if (Files.exists(root.resolve(Overrides.NAME))) {
          restrict(root.resolve(Overrides.NAME), OWNERS_FILE);
        }
      }
    } catch (IOException e) {
      throw unusable("takes no configurations that only this user can read" + reason(e), e);
    }
  }

  private FileAttribute<?>[] ownerOnly() {
    return isPosix()
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNERS_FOLDER)}
        : new FileAttribute<?>[0];
  }

  private static void restrict(Path path, Set<PosixFilePermission> permissions) throws IOException {
    if (!Files.getPosixFilePermissions(path).equals(permissions)) {
      Files.setPosixFilePermissions(path, permissions);
    }
  }

  private boolean isPosix() {
    return root.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /**
   * Takes the folder for this process, until {@link #release} or the end of the process.
   *
   * @throws Refusal if another runner has it
   */
  void lock() throws Refusal {
    try {
      if (!tryLock()) {
        String who = runner().running().map(found -> " (" + found + ")").orElse("");
        throw new Refusal(
            ("Another runner%s uses the data folder %s: stop it with bin/buntime stop,"
                    + " or give this one a folder of its own with %s or %s.")
                .formatted(who, root, Option.DATA.flag(), Option.DATA.variable()));
      }
      runner().delete(); // left behind by a runner that was killed
    } catch (IOException e) {
      throw unusable("cannot be locked" + reason(e), e);
    }
  }

  private boolean tryLock() throws IOException {
    FileChannel channel =
        FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (isLocked(channel)) {
      locked = channel;
      return true;
    }
    channel.close();
    return false;
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException _) {
      return false; // this very process has it already
    }
  }

  /** Leaves the folder to others. */
  void release() throws IOException {
    runner().delete();
    if (locked != null) {
      locked.close();
    }
  }

  private Refusal unusable(String problem, @Nullable IOException cause) {
    return new Refusal(
        "The data folder %s %s: correct that, or name another folder with %s or %s."
            .formatted(root, problem, Option.DATA.flag(), Option.DATA.variable()),
        cause);
  }

  private static String reason(IOException e) {
    return " (" + e.getClass().getSimpleName() + " " + e.getMessage() + ")";
  }
}
