package dev.buntime.plugin.authz.internal;

import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Member;
import dev.buntime.plugin.authz.internal.pdp.Decision;
import dev.buntime.plugin.authz.internal.pdp.Frame;
import dev.buntime.plugin.authz.internal.set.Combining;
import dev.buntime.plugin.authz.internal.shortform.ShortPolicy;
import dev.buntime.plugin.authz.internal.store.Format;
import dev.buntime.plugin.authz.internal.store.StoredPolicy;
import dev.buntime.plugin.support.ExcludedPaths;
import dev.buntime.plugin.support.OptionTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The options of the plugin. Immutable.
 *
 * @param combining how the decisions of policies become one
 * @param otherwise what is decided of what no policy is for
 * @param isKept whether policies are kept in a folder
 * @param path of that folder; empty for the plugin's own
 * @param fixed policies that stand in the options themselves
 * @param excluded paths of which nothing is decided
 * @param isDryRun whether nobody is refused, and only the log tells who would be
 * @param management whether what is below {@code /_/} is decided as well
 * @param owners whose resources are
 */
record AuthzOptions(
    Combining combining,
    Decision otherwise,
    boolean isKept,
    Optional<String> path,
    List<StoredPolicy> fixed,
    ExcludedPaths excluded,
    boolean isDryRun,
    boolean management,
    Owners owners) {
  private static final String POLICIES = "policies";
  private static final List<String> KEYS =
      List.of(
          "combiningAlgorithm",
          "defaultEffect",
          "store",
          "path",
          POLICIES,
          "excludePaths",
          "dryRun",
          "management",
          "owners");
  private static final String FILE = "file";
  private static final String MEMORY = "memory";

  /** Copies the list. */
  AuthzOptions {
    fixed = List.copyOf(fixed);
  }

  /**
   * Reads the options.
   *
   * @param properties of the component
   * @throws IllegalArgumentException if one cannot be taken; the message says which, and what is
   *     allowed
   */
  static AuthzOptions of(Map<String, Object> properties) {
    Map<String, Object> others = new HashMap<>(properties);
    try {
      List<StoredPolicy> fixed = fixed(others.remove(POLICIES));
      return read(OptionTree.of(AuthzPlugin.NAME, others, Set.of()), fixed);
    } catch (JsoncException e) {
      throw new IllegalArgumentException(
          "plugins in buntime.jsonc, options of plugin-authz: " + e.problem() + ".");
    }
  }

  private static AuthzOptions read(List<Member> members, List<StoredPolicy> fixed)
      throws JsoncException {
    Combining combining = Combining.DENY_OVERRIDES;
    Decision otherwise = Decision.DENY;
    String store = FILE;
    Optional<Member> path = Optional.empty();
    ExcludedPaths excluded = ExcludedPaths.NONE;
    boolean isDryRun = false;
    boolean management = false;
    Owners owners = Owners.NONE;
    for (Member member : members) {
      switch (member.key()) {
        case "combiningAlgorithm" ->
            combining = Combining.of(member.setting().oneOf(Combining.words()));
        case "defaultEffect" ->
            otherwise =
                member.setting().oneOf(List.of("deny", "permit")).equals("deny")
                    ? Decision.DENY
                    : Decision.PERMIT;
        case "store" -> store = member.setting().oneOf(List.of(FILE, MEMORY));
        case "path" -> path = Optional.of(member);
        case "excludePaths" -> excluded = ExcludedPaths.read(member.setting());
        case "dryRun" -> isDryRun = member.setting().truth();
        case "management" -> management = member.setting().truth();
        case "owners" -> owners = Owners.read(member.setting());
        default -> throw member.unknown(KEYS);
      }
    }
    Optional<String> folder = Optional.empty();
    if (path.isPresent()) {
      if (store.equals(MEMORY)) {
        throw path.get()
            .setting()
            .refused("left out, because store is memory; policies are kept there if it is file");
      }
      folder = Optional.of(path.get().setting().text("the path of a folder"));
    }
    return new AuthzOptions(
        combining,
        otherwise,
        store.equals(FILE),
        folder,
        fixed,
        excluded,
        isDryRun,
        management,
        owners);
  }

  private static List<StoredPolicy> fixed(@Nullable Object value) throws JsoncException {
    List<StoredPolicy> policies = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    Object[] texts =
        switch (value) {
          case null -> new Object[0];
          case Object[] several -> several;
          case Object one -> new Object[] {one};
        };
    for (Object each : texts) {
      String text = String.valueOf(each);
      String place = "%s[%d]".formatted(POLICIES, policies.size());
      String id = id(place, text);
      if (!ids.add(id)) {
        throw new JsoncException("%s: the policy %s is there twice".formatted(place, id));
      }
      policies.add(new StoredPolicy(id, Format.JSON, text));
    }
    return policies;
  }

  private static String id(String place, String text) throws JsoncException {
    try {
      return ShortPolicy.read(place, text).id();
    } catch (JsoncException e) { // which policy it is says its place
      throw new JsoncException(String.valueOf(e.getMessage()));
    }
  }

  /** What policies are combined in. */
  Frame frame() {
    return new Frame(combining.id(), otherwise);
  }
}
