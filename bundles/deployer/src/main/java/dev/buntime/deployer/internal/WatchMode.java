package dev.buntime.deployer.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** How changes of a folder are noticed. */
enum WatchMode {
  /** Whichever fits the file system. */
  AUTO,
  /** The system tells. */
  EVENTS,
  /** By looking again and again. */
  POLLING;

  /**
   * File systems that others change without this system's knowledge: those of the network, of
   * virtual machines and containers that share folders of their host, and of programs. A bind mount
   * has the type of what is mounted.
   */
  private static final Pattern OTHERS_CHANGE =
      Pattern.compile(
          "nfs.*|cifs|smb.*|afs|coda|ceph|lustre|gpfs|beegfs.*|glusterfs|ocfs2|gfs2"
              + "|9p|virtiofs|vboxsf|vmhgfs|prl_fs|drvfs|osxfs|fakeowner|fuse|fuse\\..*");

  /**
   * How, and why so.
   *
   * @param mode not {@link #AUTO}
   * @param reason in words
   */
  record Choice(WatchMode mode, String reason) {}

  /** The mode of a configuration; what is none of its values is {@link #AUTO}. */
  static WatchMode of(String configured) {
    return switch (configured.toLowerCase(Locale.ROOT)) {
      case "events" -> EVENTS;
      case "polling" -> POLLING;
      default -> AUTO;
    };
  }

  /**
   * Decides.
   *
   * @throws IOException if the folder is not there
   */
  Choice choose(Path folder) throws IOException {
    return this == AUTO
        ? choose(Files.getFileStore(folder).type(), System.getProperty("os.name", ""))
        : new Choice(this, "as configured");
  }

  /** What fits a type of file systems. */
  static Choice choose(String type, String system) {
    if (OTHERS_CHANGE.matcher(type).matches()) {
      return new Choice(
          POLLING, "on the file system " + type + " others change files without an event");
    }
    if (system.startsWith("Mac")) {
      return new Choice(POLLING, "Java gets no events from macOS");
    }
    return new Choice(EVENTS, "the file system is " + type);
  }

  /** Whether this machine alone changes a folder, so that its clock stands in the file system. */
  static boolean isLocal(Path folder) {
    try {
      return !OTHERS_CHANGE.matcher(Files.getFileStore(folder).type()).matches();
    } catch (IOException _) { // it is gone, which the next look shows
      return false;
    }
  }
}
