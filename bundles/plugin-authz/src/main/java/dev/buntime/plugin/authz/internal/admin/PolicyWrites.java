package dev.buntime.plugin.authz.internal.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.buntime.jsonc.JsoncException;
import dev.buntime.plugin.authz.internal.admin.AdminServlet.UnwrittenException;
import dev.buntime.plugin.authz.internal.attributes.PolicyId;
import dev.buntime.plugin.authz.internal.set.PolicySet;
import dev.buntime.plugin.authz.internal.shortform.ShortPolicy;
import dev.buntime.plugin.authz.internal.store.Format;
import dev.buntime.plugin.authz.internal.store.Revision;
import dev.buntime.plugin.authz.internal.store.SetCheck;
import dev.buntime.plugin.authz.internal.store.StoreException;
import dev.buntime.plugin.authz.internal.store.StoredPolicy;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Changes policies:
 *
 * <ul>
 *   <li>{@code POST /policies}: a new one; XACML has its id in the query, {@code ?id=}
 *   <li>{@code PUT /policies/<id>}: a new one, or with {@code If-Match} in place of another
 *   <li>{@code DELETE /policies/<id>} with {@code If-Match}
 *   <li>{@code POST /policies/validate}: says whether it would be taken
 *   <li>{@code PUT /policies/order}: {@code {"order": [<id>, …]}}; {@code If-Match} is its choice
 *   <li>{@code POST /policies/<id>/rollback}: {@code {"version": <number>}}
 * </ul>
 *
 * <p>What would lock its author out is refused unless the query says {@code force=true}.
 *
 * @param point the policies
 */
record PolicyWrites(PolicyPoint point) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String BODY = "the body";

  void create(HttpServletRequest request, HttpServletResponse response)
      throws IOException, RefusedException, StoreException {
    String text = AdminServlet.body(request);
    StoredPolicy policy = stored(id(request, text), text);
    refuseFixed(policy.id());
    created(request, response, policy);
  }

  private void created(
      HttpServletRequest request, HttpServletResponse response, StoredPolicy policy)
      throws IOException, StoreException {
    Revision made = written(() -> point.store().create(policy, author(request), check(request)));
    response.setStatus(HttpServletResponse.SC_CREATED);
    response.setHeader("Location", "/_/plugin-authz/policies/" + made.id());
    answer(response, made);
  }

  void put(String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException, RefusedException, StoreException {
    String text = AdminServlet.body(request);
    StoredPolicy policy = stored(id, text);
    refuseFixed(id);
    Optional<Revision> latest = point.store().current().policy(id);
    Preconditions.check(request, latest);
    if (latest.isEmpty()) {
      created(request, response, policy);
      return;
    }
    int expected = Preconditions.expected(request, latest.get());
    answer(
        response,
        written(() -> point.store().replace(policy, expected, author(request), check(request))));
  }

  void delete(String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException, RefusedException, StoreException {
    refuseFixed(id);
    Revision latest =
        point
            .store()
            .current()
            .policy(id)
            .orElseThrow(() ->
                new RefusedException(
                    HttpServletResponse.SC_NOT_FOUND, "There is no policy %s.".formatted(id)));
    int expected = Preconditions.expected(request, latest);
    written(() -> {
      point.store().delete(id, expected, author(request), check(request));
      return id;
    });
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }

  void rollback(String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException, RefusedException, StoreException {
    JsonNode version = tree(AdminServlet.body(request)).path("version");
    if (!version.isInt()) {
      throw bad("The body is {\"version\": <number>}; GET …/versions lists the numbers.");
    }
    refuseFixed(id);
    answer(
        response,
        written(
            () -> point.store().rollback(id, version.asInt(), author(request), check(request))));
  }

  void order(HttpServletRequest request, HttpServletResponse response)
      throws IOException, RefusedException, StoreException {
    JsonNode body = tree(AdminServlet.body(request));
    JsonNode order = body.isArray() ? body : body.path("order");
    List<String> ids = new ArrayList<>();
    for (JsonNode each : order) {
      if (!each.isTextual()) {
        throw bad("The order is a list of the ids of policies, {\"order\": [\"a\", \"b\"]}.");
      }
      ids.add(each.asText());
    }
    if (!order.isArray()) {
      throw bad("The body is {\"order\": [\"a\", \"b\"]}, with the ids of policies.");
    }
    OptionalInt expected = Preconditions.expected(request, point.store().current().order());
    written(() -> {
      point.store().order(ids, expected, author(request), check(request));
      return ids;
    });
    new PolicyReads(point).order(response);
  }

  void validate(HttpServletRequest request, HttpServletResponse response)
      throws IOException, RefusedException {
    String text = AdminServlet.body(request);
    Map<String, Object> members = new LinkedHashMap<>();
    try {
      StoredPolicy policy = stored(id(request, text), text);
      refuseFixed(policy.id());
      point.store().validate(policy, check(request));
      members.put("valid", true);
      members.put("id", policy.id());
      if (policy.format() == Format.JSON) {
        members.put("xacml", ShortPolicy.read(BODY, text).xacml());
      }
    } catch (RefusedException | StoreException | JsoncException e) {
      members.put("valid", false);
      members.put("problem", AdminServlet.sentence(String.valueOf(e.getMessage())));
    }
    Answers.json(response, members);
  }

  private static void answer(HttpServletResponse response, Revision revision) throws IOException {
    response.setHeader("ETag", Preconditions.tag(revision));
    Answers.json(response, PolicyJson.of(revision));
  }

  private static StoredPolicy stored(String id, String text) throws RefusedException {
    if (!PolicyId.isOne(id)) {
      throw bad("'%s' cannot be the id of a policy, which is %s.".formatted(id, PolicyId.ALLOWED));
    }
    return new StoredPolicy(id, AdminServlet.isXml(text) ? Format.XACML : Format.JSON, text);
  }

  private static String id(HttpServletRequest request, String text) throws RefusedException {
    String id = request.getParameter("id");
    if (id != null) {
      return id;
    }
    if (AdminServlet.isXml(text)) {
      throw bad("Say the id of a policy in XACML in the query: ?id=<id>.");
    }
    try {
      return ShortPolicy.read(BODY, text).id();
    } catch (JsoncException e) {
      throw new RefusedException(
          HttpServletResponse.SC_BAD_REQUEST,
          AdminServlet.sentence(String.valueOf(e.getMessage())),
          e);
    }
  }

  private void refuseFixed(String id) throws RefusedException {
    if (point.fixed().stream().anyMatch(policy -> policy.id().equals(id))) {
      throw new RefusedException(
          HttpServletResponse.SC_CONFLICT,
          "The policy %s stands in the options of plugin-authz: change it in buntime.jsonc."
              .formatted(id));
    }
  }

  private SetCheck<PolicySet> check(HttpServletRequest request) {
    return "true".equals(request.getParameter("force")) ? SetCheck.none() : point.lockout(request);
  }

  private static String author(HttpServletRequest request) {
    return Objects.requireNonNullElse(request.getRemoteUser(), "unknown");
  }

  private static JsonNode tree(String body) throws RefusedException {
    try {
      return MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      throw new RefusedException(
          HttpServletResponse.SC_BAD_REQUEST, "The body is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static RefusedException bad(String detail) {
    return new RefusedException(HttpServletResponse.SC_BAD_REQUEST, detail);
  }

  /** A change of the store. */
  private interface Change<T> {
    T make() throws IOException, StoreException;
  }

  private static <T> T written(Change<T> change) throws UnwrittenException, StoreException {
    try {
      return change.make();
    } catch (IOException e) {
      throw new UnwrittenException(e);
    }
  }
}
