package dev.buntime.plugin.authz.internal.admin;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.buntime.plugin.authz.internal.store.Revision;
import dev.buntime.plugin.authz.internal.store.StoredPolicy;
import java.util.List;

/** How two versions of a policy differ. */
final class PolicyDiff {
  private static final int CONTEXT = 3;

  private PolicyDiff() {}

  /** The unified form; empty if they are the same. */
  static String of(Revision from, Revision to) {
    List<String> before = lines(from);
    List<String> lines =
        UnifiedDiffUtils.generateUnifiedDiff(
            name(from), name(to), before, DiffUtils.diff(before, lines(to)), CONTEXT);
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  private static List<String> lines(Revision revision) {
    return revision.policy().map(StoredPolicy::text).orElse("").lines().toList();
  }

  private static String name(Revision revision) {
    return "%s version %d, %s, %s"
        .formatted(revision.id(), revision.version(), revision.author(), revision.time());
  }
}
