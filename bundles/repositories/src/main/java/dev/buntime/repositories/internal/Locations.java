package dev.buntime.repositories.internal;

import dev.buntime.jsonc.Jsonc;
import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Member;
import dev.buntime.jsonc.Setting;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes repositories out of what the configuration says, the same for the same text. */
final class Locations {
  private static final Pattern ADDRESS = Pattern.compile("(?:https?|file):.*");

  private final StoredBundles stored;
  private final Downloads downloads;
  private final Map<String, Repository> known = new ConcurrentHashMap<>();

  /**
   * @param stored where what is fetched is kept
   */
  Locations(StoredBundles stored, Downloads downloads) {
    this.stored = stored;
    this.downloads = downloads;
  }

  /** The repository at a location; one that says why if it cannot be used. */
  Repository repository(String location) {
    return known.computeIfAbsent(location, this::make);
  }

  private Repository make(String location) {
    try {
      if (location.startsWith("{")) {
        return object(Jsonc.parse("repositories", location));
      }
      return ADDRESS.matcher(location).matches()
          ? index(location, null)
          : new FolderRepository(Path.of(location));
    } catch (JsoncException | IllegalArgumentException e) {
      return new Unusable("a repository", "it is configured wrongly: " + e.getMessage());
    }
  }

  private Repository index(String address, @Nullable Login login) {
    return new IndexRepository(
        URI.create(address), login, stored, downloads, InstantSource.system());
  }

  private Repository object(List<Member> members) throws JsoncException {
    String user = text(members, "user");
    String variable = text(members, "passwordVariable");
    Login login = user.isEmpty() ? null : new Login(user, variable, System::getenv);
    String index = text(members, "index");
    return index.isEmpty() ? maven(members, login) : index(index, login);
  }

  private Repository maven(List<Member> members, @Nullable Login login) throws JsoncException {
    String base = text(members, "maven");
    List<String> artifacts = new ArrayList<>();
    for (Member member : members) {
      if (member.key().equals("artifacts")) {
        for (Setting item : member.setting().items("a list")) {
          artifacts.add(item.text("an artifact"));
        }
      }
    }
    URI address = ADDRESS.matcher(base).matches() ? URI.create(base) : Path.of(base).toUri();
    return new MavenRepository(address, artifacts, login, stored, downloads);
  }

  private static String text(List<Member> members, String key) throws JsoncException {
    for (Member member : members) {
      if (member.key().equals(key)) {
        return member.setting().text("a text");
      }
    }
    return "";
  }

  /** Forgets all repositories but these. */
  void retain(Collection<Repository> repositories) {
    known.values().retainAll(repositories);
  }
}
