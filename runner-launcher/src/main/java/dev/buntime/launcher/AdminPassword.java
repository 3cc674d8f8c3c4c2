package dev.buntime.launcher;

import dev.buntime.credentials.PasswordFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the admin gets a password: at the first start, and whenever asked for. */
final class AdminPassword {
  private static final Logger log = LoggerFactory.getLogger(AdminPassword.class);

  /** The variable that sets the password of the first start. */
  static final String VARIABLE = "BUNTIME_ADMIN_PASSWORD";

  private final PasswordFile file;
  private final Terminal terminal;

  AdminPassword(PasswordFile file, Terminal terminal) {
    this.file = file;
    this.terminal = terminal;
  }

  /**
   * Sees to it that there is a password: the one there is, else that of the environment, else a
   * random one, which is printed once and logged nowhere.
   *
   * @throws Refusal if the file is damaged or the given password is too short
   */
  void ensure(Map<String, String> environment) throws Refusal {
    String given = environment.getOrDefault(VARIABLE, "");
    if (file.exists()) {
      requireIntact();
      if (!given.isEmpty()) {
        log.info("{} is ignored: the data folder has a password already", VARIABLE);
      }
    } else if (given.isEmpty()) {
      char[] password = PasswordFile.generate();
      write(password, "The generated password");
      terminal
          .out()
          .println(
              "Password of admin, shown only now: %s (bin/buntime passwd sets another)"
                  .formatted(terminal.bold(new String(password))));
    } else {
      write(given.toCharArray(), VARIABLE);
    }
  }

  private void requireIntact() throws Refusal {
    try {
      file.requireIntact();
    } catch (IllegalStateException e) {
      throw new Refusal(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Asks for a password, twice if a person is asked, and stores it. A running runner follows.
   *
   * @throws Refusal if there is none, it is against the rules, or the two differ
   */
  void change() throws IOException, Refusal {
    char[] password = ask("New password of admin");
    if (terminal.console() != null && !Arrays.equals(password, ask("The same again"))) {
      throw new Refusal("The two passwords differ: nothing was changed.");
    }
    write(password, "This password");
    terminal.out().println("The password of admin is set; a running runner uses it from now on.");
  }

  private char[] ask(String question) throws IOException, Refusal {
    return terminal
        .secret(question)
        .orElseThrow(() -> new Refusal("There is no password on the standard input."));
  }

  private void write(char[] password, String what) throws Refusal {
    try {
      file.write(password);
    } catch (IllegalArgumentException e) {
      throw new Refusal(what + " cannot be used. " + e.getMessage(), e);
    } catch (IOException e) {
      throw new Refusal("The password of admin cannot be stored: " + e + ".", e);
    }
  }
}
