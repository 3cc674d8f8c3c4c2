package dev.buntime.settings;

import dev.buntime.jsonc.Jsonc;
import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Member;
import dev.buntime.jsonc.Setting;
import dev.buntime.jsonc.Value;
import dev.buntime.jsonc.Value.Members;
import dev.buntime.jsonc.Value.Text;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the list {@code repositories}. What is read is a list of texts: a path, an address, or the
 * object as JSON with paths that are absolute. It has no passwords, only names of variables.
 */
final class RepositoryReader {
  private static final String ALLOWED =
      "a folder, the address of an index.xml, {\"index\": address} or {\"maven\": address or"
          + " folder, \"artifacts\": [\"group:artifact:version\"]}";
  private static final String ADDRESS =
      "an address such as \"https://example.com/index.xml\", without user, query and fragment";
  private static final String COORDINATES =
      "a release as \"group:artifact:version\", without -SNAPSHOT";
  private static final String VARIABLE =
      "the name of a variable of the environment, which has the password";

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");
  private static final Pattern RELEASE =
      Pattern.compile(
          "[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*:[A-Za-z0-9_-][A-Za-z0-9_.-]*"
              + ":(?!.*-SNAPSHOT$)[A-Za-z0-9_][A-Za-z0-9_.+-]*");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final List<String> KEYS =
      List.of("index", "maven", "artifacts", "user", "passwordVariable");

  private final Path base;

  private RepositoryReader(Path base) {
    this.base = base;
  }

  /**
   * Reads the list.
   *
   * @param base what a relative folder is relative to
   * @return the repositories in their order, none twice
   * @throws JsoncException at the first one that is wrong
   */
  static List<String> read(Setting setting, Path base) throws JsoncException {
    RepositoryReader reader = new RepositoryReader(base);
    List<String> read = new ArrayList<>();
    for (Setting item : setting.items("a list of repositories, each " + ALLOWED)) {
      String repository = reader.repository(item);
      if (read.contains(repository)) {
        throw item.place().error(item.path() + " is there already");
      }
      read.add(repository);
    }
    return List.copyOf(read);
  }

  private String repository(Setting item) throws JsoncException {
    return switch (item.value()) {
      case Text(String text) when text.strip().startsWith("{") ->
          object(item, Jsonc.parse(item.path(), text)); // as it is kept
      case Text _ -> location(item, item.text(ALLOWED));
      case Members(List<Member> members) -> object(item, members);
      default -> throw item.refused(ALLOWED);
    };
  }

  private String location(Setting item, String text) throws JsoncException {
    return SCHEME.matcher(text).matches() ? address(item, text) : folder(item, text);
  }

  private String folder(Setting item, String path) throws JsoncException {
    try {
      return base.resolve(path).toAbsolutePath().normalize().toString();
    } catch (InvalidPathException _) {
      throw item.refused("the path of a folder");
    }
  }

  private static String address(Setting item, String text) throws JsoncException {
    try {
      URI uri = new URI(text);
      String scheme = Objects.requireNonNullElse(uri.getScheme(), "");
      boolean isHttp = scheme.equals("http") || scheme.equals("https");
      boolean isFile = scheme.equals("file") && uri.getAuthority() == null;
      if (!uri.isOpaque()
          && (isFile || (isHttp && uri.getHost() != null))
          && uri.getUserInfo() == null
          && uri.getQuery() == null
          && uri.getFragment() == null) {
        return text;
      }
    } catch (URISyntaxException _) {
      // Refused below, like what is an address of another kind.
    }
    throw item.place().error(item.path() + " is no address that is allowed; allowed is " + ADDRESS);
  }

  private String object(Setting item, List<Member> members) throws JsoncException {
    List<Member> read = new ArrayList<>();
    for (Member member : members) {
      read.add(
          new Member(
              member.key(),
              member.place(),
              new Setting(member.setting().place(), member.setting().path(), value(member))));
    }
    boolean isIndex = find(members, "index") != null;
    boolean isMaven = find(members, "maven") != null;
    if (isIndex == isMaven || isMaven != (find(members, "artifacts") != null)) {
      throw item.place().error("%s is incomplete; allowed is %s".formatted(item.path(), ALLOWED));
    }
    if ((find(members, "user") == null) != (find(members, "passwordVariable") == null)) {
      throw item.place()
          .error(item.path() + " has only one of user and passwordVariable; it needs both or none");
    }
    return JsonText.of(new Members(read));
  }

  private Value value(Member member) throws JsoncException {
    Setting setting = member.setting();
    return switch (member.key()) {
      case "index" -> new Text(address(setting, setting.text(ADDRESS)));
      case "maven" -> new Text(location(setting, setting.text(ALLOWED)));
      case "artifacts" -> artifacts(setting);
      case "user" -> new Text(setting.text("a name"));
      case "passwordVariable" -> new Text(variable(setting));
      default -> throw member.unknown(KEYS);
    };
  }

  /** Who writes the password itself is not to find it in the log. */
  private static String variable(Setting setting) throws JsoncException {
    if (setting.value() instanceof Text(String name) && NAME.matcher(name).matches()) {
      return name;
    }
    throw setting.refusedUnseen(VARIABLE);
  }

  private static Value artifacts(Setting setting) throws JsoncException {
    List<Setting> items = setting.items("a list, each " + COORDINATES);
    for (Setting item : items) {
      var _ = matching(item, RELEASE, COORDINATES);
    }
    return new Value.Items(items);
  }

  private static String matching(Setting setting, Pattern pattern, String allowed)
      throws JsoncException {
    String text = setting.text(allowed);
    if (!pattern.matcher(text).matches()) {
      throw setting.refused(allowed);
    }
    return text;
  }

  private static @Nullable Member find(List<Member> members, String key) {
    return members.stream().filter(each -> each.key().equals(key)).findFirst().orElse(null);
  }
}
