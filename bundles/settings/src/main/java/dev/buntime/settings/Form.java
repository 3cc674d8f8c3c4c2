package dev.buntime.settings;

import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Member;
import dev.buntime.jsonc.Setting;
import dev.buntime.jsonc.Value;
import dev.buntime.versions.AppSegment;
import java.net.InetAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What values a key takes. A value that was read is what ConfigAdmin holds: a text, a truth value,
 * an {@code Integer}, a {@code Long}, or a list of texts.
 */
sealed interface Form {

  /**
   * Reads a value of {@code buntime.jsonc}.
   *
   * @param base what a relative folder is relative to
   * @throws JsoncException if it is not allowed
   */
  Object read(Setting setting, Path base) throws JsoncException;

  /**
   * Reads a value that ConfigAdmin holds; differs from {@link #read} where a property has another
   * unit than the key.
   *
   * @throws JsoncException if it is not allowed
   */
  default Object readProperty(Setting setting, Path base) throws JsoncException {
    return read(setting, base);
  }

  /** What a text on the command line is, or in the environment, where all is text. */
  default Value ofText(String text) {
    return new Value.Text(text);
  }

  /** A whole number. */
  record WholeNumber(int least, int most) implements Form {
    private static final Pattern DIGITS = Pattern.compile("-?\\d{1,18}");

    @Override
    public Object read(Setting setting, Path base) throws JsoncException {
      return setting.whole(least, most);
    }

    @Override
    public Value ofText(String text) {
      return DIGITS.matcher(text).matches() ? new Value.Numeral(text) : new Value.Text(text);
    }
  }

  /** A number of bytes. */
  record Bytes(long least, long most) implements Form {
    @Override
    public Object read(Setting setting, Path base) throws JsoncException {
      return setting.bytes(least, most);
    }
  }

  /** A time in seconds; the property is in milliseconds. */
  record Time(Duration least, Duration most) implements Form {
    @Override
    public Object read(Setting setting, Path base) throws JsoncException {
      return setting.duration(least, most).toMillis();
    }

    @Override
    public Object readProperty(Setting setting, Path base) throws JsoncException {
      return (long)
          setting.whole(Math.toIntExact(least.toMillis()), Math.toIntExact(most.toMillis()));
    }
  }

  /** True or false. */
  record Truth() implements Form {
    @Override
    public Object read(Setting setting, Path base) throws JsoncException {
      return setting.truth();
    }
  }

  /** One of some words. */
  record Word(List<String> words) implements Form {
    @Override
    public Object read(Setting setting, Path base) throws JsoncException {
      return setting.oneOf(words);
    }
  }

  /** How grave something is; on the command line in upper case, too. */
  record Level() implements Form {
    static final List<String> WORDS = List.of("debug", "info", "warn", "error");

    @Override
    public Object read(Setting setting, Path base) throws JsoncException {
      return setting.oneOf(WORDS);
    }

    @Override
    public Value ofText(String text) {
      return new Value.Text(text.toLowerCase(Locale.ROOT));
    }
  }

  /**
   * Levels by name, as an object; the property is a list of texts such as {@code name=debug}.
   *
   * @param name what a name is
   * @param names what the names are those of, in words and with an example
   */
  record Levels(Pattern name, String names) implements Form {
    @Override
    public Object read(Setting setting, Path base) throws JsoncException {
      List<String> levels = new ArrayList<>();
      for (Member member : setting.members("an object with levels by names of " + names)) {
        levels.add(level(member.setting(), member.key(), member.setting()));
      }
      return List.copyOf(levels);
    }

    @Override
    public Object readProperty(Setting setting, Path base) throws JsoncException {
      List<String> levels = new ArrayList<>();
      for (Setting item : setting.items("a list of levels by names of " + names)) {
        String text = item.text(allowed());
        int end = Math.max(text.indexOf('='), 0);
        levels.add(
            level(
                item,
                text.substring(0, end),
                new Setting(
                    item.place(),
                    item.path(),
                    new Value.Text(text.substring(end).replaceFirst("^=", "")))));
      }
      return List.copyOf(levels);
    }

    private String level(Setting whole, String key, Setting level) throws JsoncException {
      if (!name.matcher(key).matches()) {
        throw whole.refused(allowed());
      }
      return key + "=" + level.oneOf(Level.WORDS);
    }

    private String allowed() {
      return "a level, one of %s, by a name of %s".formatted(String.join(", ", Level.WORDS), names);
    }
  }

  /** An app as a URL names it, or an empty text for none. */
  record AppOrNone() implements Form {
    private static final String ALLOWED = "an app such as \"home\" or \"home@^1\", or \"\"";

    @Override
    public Object read(Setting setting, Path base) throws JsoncException {
      String app = setting.anyText(ALLOWED).strip();
      Optional<String> fault = app.isEmpty() ? Optional.empty() : AppSegment.fault(app);
      if (fault.isPresent()) {
        throw setting.refused(ALLOWED + "; " + fault.get());
      }
      return app;
    }
  }

  /** A text of a pattern. */
  record Matching(Pattern pattern, String allowed) implements Form {
    /** Where a program may listen. */
    static final Matching HOST =
        new Matching(
            Pattern.compile("[A-Za-z0-9.:%_-]{1,255}"),
            "a name or address of this machine, such as \"127.0.0.1\", \"::\" or \"localhost\"");

    @Override
    public Object read(Setting setting, Path base) throws JsoncException {
      String text = setting.text(allowed);
      if (!pattern.matcher(text).matches()) {
        throw setting.refused(allowed);
      }
      return text;
    }
  }

  /** A folder; read as an absolute path. */
  record Folder() implements Form {
    private static final String ALLOWED = "the path of a folder";

    @Override
    public Object read(Setting setting, Path base) throws JsoncException {
      String path = setting.text(ALLOWED);
      try {
        return base.resolve(path).toAbsolutePath().normalize().toString();
      } catch (InvalidPathException _) {
        throw setting.refused(ALLOWED);
      }
    }
  }

  /** A file, or an empty text for none; read as an absolute path. */
  record FileOrNone() implements Form {
    private static final String ALLOWED = "the path of a file, or \"\"";

    @Override
    public Object read(Setting setting, Path base) throws JsoncException {
      String path = setting.anyText(ALLOWED);
      try {
        return path.isEmpty() ? "" : base.resolve(path).toAbsolutePath().normalize().toString();
      } catch (InvalidPathException _) {
        throw setting.refused(ALLOWED);
      }
    }
  }

  /** Addresses and networks (CIDR, RFC 4632). */
  record Networks() implements Form {
    private static final String ALLOWED =
        "an address or a network, such as \"10.0.0.7\", \"10.0.0.0/8\" or \"fd00::/8\"";

    @Override
    public Object read(Setting setting, Path base) throws JsoncException {
      List<String> networks = new ArrayList<>();
      for (Setting item : setting.items("a list of addresses and networks")) {
        networks.add(network(item));
      }
      return List.copyOf(networks);
    }

    private static String network(Setting item) throws JsoncException {
      String text = item.text(ALLOWED);
      int slash = text.indexOf('/');
      try {
        int bits =
            8
                * InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash))
                    .getAddress()
                    .length;
        int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
        if (prefix >= 0 && prefix <= bits) {
          return text;
        }
      } catch (IllegalArgumentException _) {
        // It is refused below.
      }
      throw item.refused(ALLOWED);
    }
  }

  /** Names of plugins, each once. */
  record PluginNames() implements Form {
    @Override
    public Object read(Setting setting, Path base) throws JsoncException {
      List<String> names = new ArrayList<>();
      for (Setting item : setting.items("a list of names of plugins")) {
        String name = PluginNaming.read(item);
        if (names.contains(name)) {
          throw item.place().error("%s is %s, which is there already".formatted(item.path(), name));
        }
        names.add(name);
      }
      return List.copyOf(names);
    }
  }

  /** Names of roles as a provider of identities has them, each once. */
  record RoleNames() implements Form {
    private static final int LONGEST = 256;

    /** What plugins may say by themselves; mapping it would mean two things. */
    private static final String RESERVED = "buntime:";

    @Override
    public Object read(Setting setting, Path base) throws JsoncException {
      List<String> names = new ArrayList<>();
      for (Setting item : setting.items("a list of names of roles")) {
        String name = item.text("the name of a role, such as \"ops\"");
        if (name.length() > LONGEST || name.chars().anyMatch(Character::isISOControl)) {
          throw item.refused("the name of a role, at most 256 characters without line breaks");
        }
        if (name.startsWith(RESERVED)) {
          throw item.refused("the name of a role of a provider; those with \"buntime:\" need none");
        }
        if (names.contains(name)) {
          throw item.place().error("%s is %s, which is there already".formatted(item.path(), name));
        }
        names.add(name);
      }
      return List.copyOf(names);
    }
  }

  /**
   * Plugins, each with its options or without; read by {@link PluginReader}. The property is a list
   * of the names.
   */
  record Plugins() implements Form {
    @Override
    public Object read(Setting setting, Path base) throws JsoncException {
      return PluginReader.read(setting).stream().map(ListedPlugin::name).toList();
    }

    @Override
    public Object readProperty(Setting setting, Path base) throws JsoncException {
      return new PluginNames().read(setting, base);
    }
  }

  /** Repositories; the property is a list of texts, each read by {@link RepositoryReader}. */
  record Repositories() implements Form {
    @Override
    public Object read(Setting setting, Path base) throws JsoncException {
      return RepositoryReader.read(setting, base);
    }
  }
}
