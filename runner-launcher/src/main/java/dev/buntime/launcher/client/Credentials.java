package dev.buntime.launcher.client;

import dev.buntime.launcher.Refusal;
import dev.buntime.launcher.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the password of admin: in the environment, in a file that nobody else can read, or by
 * asking. It never comes from the command line, which other users of the machine can see.
 */
final class Credentials {
  /** The variable with the password. */
  static final String PASSWORD = "BUNTIME_PASSWORD";

  /** The variable with the path of a file that has it in its first line. */
  static final String FILE = "BUNTIME_PASSWORD_FILE";

  private static final String USER = "admin";

  private static final Set<PosixFilePermission> OWN =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private final Map<String, String> environment;
  private final Terminal terminal;

  Credentials(Map<String, String> environment, Terminal terminal) {
    this.environment = environment;
    this.terminal = terminal;
  }

  /**
   * The value of the header field {@code Authorization} (RFC 7617).
   *
   * @throws Refusal if there is no password, or its file can be read by others
   */
  String header() throws Refusal, IOException {
    String pair = USER + ":" + password();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private String password() throws Refusal, IOException {
    String given = environment.getOrDefault(PASSWORD, "");
    if (!given.isEmpty()) {
      return given;
    }
    Optional<Path> file = file();
    if (file.isPresent()) {
      return read(file.get());
    }
    if (terminal.console() == null) {
      throw missing();
    }
    return terminal.secret("Password of admin").map(String::new).orElseThrow(Credentials::missing);
  }

  private static Refusal missing() {
    return new Refusal(
        "There is no password: set %s, or %s to a file that has it and that only you can read."
            .formatted(PASSWORD, FILE));
  }

  /** The one that is named, or the one that is where programs of Linux have theirs, if it is. */
  private Optional<Path> file() {
    String named = environment.getOrDefault(FILE, "");
    if (!named.isEmpty()) {
      return Optional.of(Path.of(named));
    }
    String home = environment.getOrDefault("HOME", "");
    String config = environment.getOrDefault("XDG_CONFIG_HOME", home + "/.config");
    Path usual = Path.of(config, "buntime", "password");
    return Files.exists(usual) ? Optional.of(usual) : Optional.empty();
  }

  private static String read(Path file) throws Refusal, IOException {
    try {
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")
          && !OWN.containsAll(Files.getPosixFilePermissions(file))) {
        throw new Refusal(
            "Others can read the password in %s: chmod 600 %s, and change the password."
                .formatted(file, file));
      }
      return Files.readAllLines(file).stream()
          .findFirst()
          .filter(line -> !line.isEmpty())
          .orElseThrow(
              () -> new Refusal("The file " + file + " has no password in its first line."));
    } catch (NoSuchFileException _) {
      throw new Refusal("There is no file %s, which %s names.".formatted(file, FILE));
    }
  }
}
