package dev.buntime.settings;

import dev.buntime.jsonc.Place;

/** Where a value comes from. The sources in the order in which they win. */
public sealed interface Origin {

  /** It was given when the runner was started; nothing else can change it until then. */
  sealed interface Start extends Origin {}

  /** The command line. */
  record Option(String flag) implements Start {
    @Override
    public String words() {
      return "command line (" + flag + ")";
    }
  }

  /** The environment. */
  record Variable(String name) implements Start {
    @Override
    public String words() {
      return "environment (" + name + ")";
    }
  }

  /**
   * The web console, or whoever else writes to ConfigAdmin.
   *
   * @param instead what would be in force without it, in words
   */
  record Console(String instead) implements Origin {
    @Override
    public String words() {
      return "console (" + instead + ")";
    }
  }

  /** The file {@code buntime.jsonc}. */
  record File(Place place) implements Origin {
    @Override
    public String words() {
      return "file (%s, line %d)".formatted(place.file(), place.line());
    }
  }

  /** Nobody said anything. */
  record Default() implements Origin {
    @Override
    public String words() {
      return "default";
    }
  }

  /** For a person: {@code file (/opt/buntime/config/buntime.jsonc, line 3)}. */
  String words();
}
