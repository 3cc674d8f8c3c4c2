package dev.buntime.plugin.authz.internal.admin;

import dev.buntime.plugin.authz.internal.set.PolicyInfo;
import dev.buntime.plugin.authz.internal.set.PolicySet;
import dev.buntime.plugin.authz.internal.store.PolicyStore.Current;
import dev.buntime.plugin.authz.internal.store.Revision;
import dev.buntime.plugin.authz.internal.store.StoredPolicy;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Shows policies:
 *
 * <ul>
 *   <li>{@code GET /policies}: all, in the order in which they are asked
 *   <li>{@code GET /policies?deleted=true}: those that were deleted, whose versions are kept
 *   <li>{@code GET /policies/<id>}: one as it is written, with its version as ETag
 *   <li>{@code GET /policies/order}: who put them in which order, with its version as ETag
 *   <li>{@code GET /policies/<id>/versions} and {@code /versions/<number>}
 *   <li>{@code GET /policies/<id>/diff?from=<number>&to=<number>}: the latest change unless they
 *       are said
 * </ul>
 *
 * @param point the policies
 */
record PolicyReads(PolicyPoint point) {

  void all(HttpServletResponse response) throws IOException {
    Current<PolicySet> current = point.store().current();
    Map<String, Revision> kept = new LinkedHashMap<>();
    current.policies().forEach(each -> kept.put(each.id(), each));
    Map<String, StoredPolicy> fixed = new HashMap<>();
    point.fixed().forEach(policy -> fixed.put(policy.id(), policy));
    List<Object> all = new ArrayList<>();
    for (PolicyInfo policy : current.compiled().policies()) {
      all.add(
          fixed.containsKey(policy.id())
              ? PolicyJson.ofFixed(fixed.get(policy.id()))
              : PolicyJson.of(Objects.requireNonNull(kept.remove(policy.id()))));
    }
    kept.keySet().removeAll(fixed.keySet());
    kept.values().forEach(each -> all.add(PolicyJson.of(each))); // which do not decide, see status
    Answers.json(response, all);
  }

  void deleted(HttpServletResponse response) throws IOException {
    Answers.json(
        response,
        point.store().deleted().stream()
            .map(each -> {
              Map<String, Object> members = new LinkedHashMap<>();
              members.put("id", each.id());
              members.putAll(PolicyJson.version(each));
              return members;
            })
            .toList());
  }

  void one(String id, HttpServletResponse response) throws IOException, RefusedException {
    Optional<StoredPolicy> fixed =
        point.fixed().stream().filter(policy -> policy.id().equals(id)).findFirst();
    if (fixed.isPresent()) {
      Answers.text(response, PolicyJson.type(fixed.get()), fixed.get().text());
      return;
    }
    Revision revision =
        point.store().current().policy(id).orElseThrow(() -> missing("policy " + id));
    text(revision, response);
  }

  void version(String id, String number, HttpServletResponse response)
      throws IOException, RefusedException {
    text(revision(id, number), response);
  }

  private static void text(Revision revision, HttpServletResponse response)
      throws IOException, RefusedException {
    StoredPolicy policy =
        revision
            .policy()
            .orElseThrow(() ->
                new RefusedException(
                    HttpServletResponse.SC_NOT_FOUND, "The policy was deleted with this version."));
    response.setHeader("ETag", Preconditions.tag(revision));
    response.setDateHeader("Last-Modified", revision.time().toEpochMilli());
    Answers.text(response, PolicyJson.type(policy), policy.text());
  }

  void order(HttpServletResponse response) throws IOException {
    Current<PolicySet> current = point.store().current();
    response.setHeader("ETag", Preconditions.tag(current.order()));
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("order", current.policies().stream().map(Revision::id).toList());
    members.put("version", current.order().version());
    current
        .order()
        .change()
        .ifPresent(change -> {
          members.put("modified", change.time().toString());
          members.put("author", change.author());
        });
    Answers.json(response, members);
  }

  void versions(String id, HttpServletResponse response) throws IOException, RefusedException {
    Answers.json(response, versions(id).reversed().stream().map(PolicyJson::version).toList());
  }

  void diff(String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException, RefusedException {
    List<Revision> versions = versions(id);
    String to = request.getParameter("to");
    String from = request.getParameter("from");
    Revision newer = to == null ? versions.getLast() : revision(id, to);
    Revision older =
        from != null ? revision(id, from) : versions.get(Math.max(0, versions.indexOf(newer) - 1));
    Answers.text(response, "text/x-diff;charset=utf-8", PolicyDiff.of(older, newer));
  }

  private List<Revision> versions(String id) throws RefusedException {
    List<Revision> versions = point.store().versions(id);
    if (versions.isEmpty()) {
      throw missing("policy " + id);
    }
    return versions;
  }

  private Revision revision(String id, String number) throws RefusedException {
    return versions(id).stream()
        .filter(each -> Integer.toString(each.version()).equals(number))
        .findFirst()
        .orElseThrow(() -> missing("version %s of the policy %s".formatted(number, id)));
  }

  private static RefusedException missing(String what) {
    return new RefusedException(
        HttpServletResponse.SC_NOT_FOUND,
        "There is no %s; GET /_/plugin-authz/policies lists those that there are.".formatted(what));
  }
}
