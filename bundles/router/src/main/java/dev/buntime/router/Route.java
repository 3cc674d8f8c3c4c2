package dev.buntime.router;

import dev.buntime.catalog.LiveApp;
import java.util.Objects;

/** Who answers a path. */
public sealed interface Route {

  /**
   * An app version answers.
   *
   * @param app the app version
   * @param contextPath the first segment as the client typed it, decoded, with its slash: {@code
   *     /hello-api@1}; for the shell app at {@code /} what the client could have typed instead, so
   *     that the links of its page lead to it
   * @param rest what follows the context path: empty, or beginning with {@code /}
   */
  record ToApp(LiveApp app, String contextPath, String rest) implements Route {
    /** Checks that nothing is null. */
    public ToApp {
      Objects.requireNonNull(app, "app");
      Objects.requireNonNull(contextPath, "contextPath");
      Objects.requireNonNull(rest, "rest");
    }
  }

  /** The runner itself answers: {@code /_} and everything below. */
  record ToRunner() implements Route {}

  /**
   * The start page answers, since no shell app is in force.
   *
   * @param notice why the configured shell is not in force, for people; empty if none is configured
   */
  record Start(String notice) implements Route {
    /** Checks that nothing is null. */
    public Start {
      Objects.requireNonNull(notice, "notice");
    }

    /** No shell app is configured. */
    public Start() {
      this("");
    }
  }
}
