package dev.buntime.plugin.authz.internal.pdp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Attribute;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Attributes;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.AttributesReference;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.MultiRequests;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Request;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.RequestDefaults;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.RequestReference;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests of the JSON Profile of XACML 3.0, version 1.1 (section 4). What the profile does
 * not know is refused, so that a slip of the pen does not change a decision.
 */
final class JsonRequest {
  private static final Set<String> MEMBERS =
      Set.of("ReturnPolicyIdList", "CombinedDecision", "XPathVersion", "Category", "MultiRequests");
  private static final Set<String> OF_CATEGORY = Set.of("CategoryId", "Id", "Content", "Attribute");
  private static final Set<String> OF_ATTRIBUTE =
      Set.of("AttributeId", "Value", "Issuer", "DataType", "IncludeInResult");

  private final List<Attributes> categories = new ArrayList<>();
  private final Map<String, Attributes> byId = new LinkedHashMap<>();

  private JsonRequest() {}

  static Request read(String json) throws XacmlException {
    JsonNode root;
    try {
      root = JsonForm.MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      String place =
          e.getLocation() == null
              ? ""
              : "line %d, column %d: "
                  .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
      throw new XacmlException(place + "not JSON: " + e.getOriginalMessage(), e);
    }
    JsonObject outer = JsonObject.of("the document", root);
    outer.allow(Set.of("Request"));
    return new JsonRequest().request(JsonObject.of("Request", outer.required("Request")));
  }

  private Request request(JsonObject request) throws XacmlException {
    for (Map.Entry<String, JsonNode> member : request.node().properties()) {
      String shorthand = JsonForm.CATEGORIES.get(member.getKey());
      if (shorthand != null) {
        categories(member.getKey(), member.getValue(), shorthand);
      } else if (member.getKey().equals("Category")) {
        categories(member.getKey(), member.getValue(), null);
      } else if (!MEMBERS.contains(member.getKey())) {
        throw new XacmlException("Request: unknown member " + member.getKey());
      }
    }
    String version = request.optional("XPathVersion");
    return new Request(
        version == null ? null : new RequestDefaults(version),
        categories,
        references(request.node().get("MultiRequests")),
        request.truth("ReturnPolicyIdList"),
        request.truth("CombinedDecision"));
  }

  private void categories(String name, JsonNode node, @Nullable String id) throws XacmlException {
    int number = 0;
    for (JsonNode each : JsonForm.items(node)) {
      String place = node.isArray() ? "%s[%d]".formatted(name, number) : name;
      category(JsonObject.of(place, each), id);
      number++;
    }
  }

  private void category(JsonObject category, @Nullable String shorthand) throws XacmlException {
    category.allow(OF_CATEGORY);
    String given = category.optional("CategoryId");
    String id = given == null ? shorthand : JsonForm.CATEGORIES.getOrDefault(given, given);
    if (id == null) {
      throw category.wrong("CategoryId is missing");
    }
    if (shorthand != null && !shorthand.equals(id)) {
      throw category.wrong("CategoryId is not " + shorthand);
    }
    List<Attribute> attributes = new ArrayList<>();
    JsonNode list = category.node().get("Attribute");
    int number = 0;
    for (JsonNode each : list == null ? List.<JsonNode>of() : JsonForm.items(list)) {
      String place = "%s.Attribute[%d]".formatted(category.place(), number);
      attribute(JsonObject.of(place, each), attributes);
      number++;
    }
    String content = category.optional("Content");
    String reference = category.optional("Id");
    Attributes made =
        new Attributes(
            content == null ? null : JsonForm.content(category, content),
            attributes,
            id,
            reference);
    categories.add(made);
    if (reference != null && byId.put(reference, made) != null) {
      throw category.wrong("another category has the Id " + reference);
    }
  }

  private static void attribute(JsonObject attribute, List<Attribute> to) throws XacmlException {
    attribute.allow(OF_ATTRIBUTE);
    JsonValues values =
        JsonValues.of(attribute, attribute.required("Value"), attribute.optional("DataType"));
    String id = attribute.text("AttributeId");
    String issuer = attribute.optional("Issuer");
    boolean isIncluded = attribute.truth("IncludeInResult");
    if (!values.texts().isEmpty()) { // an empty bag is one that is not there
      to.add(new Attribute(values.xacml(), id, issuer, isIncluded));
    }
  }

  private @Nullable MultiRequests references(@Nullable JsonNode node) throws XacmlException {
    if (node == null) {
      return null;
    }
    JsonObject multi = JsonObject.of("MultiRequests", node);
    multi.allow(Set.of("RequestReference"));
    List<RequestReference> requests = new ArrayList<>();
    for (JsonNode each : JsonForm.items(multi.required("RequestReference"))) {
      JsonObject reference = JsonObject.of("MultiRequests.RequestReference", each);
      reference.allow(Set.of("ReferenceId"));
      List<AttributesReference> ids = new ArrayList<>();
      for (JsonNode id : JsonForm.items(reference.required("ReferenceId"))) {
        Attributes category = byId.get(id.asText());
        if (!id.isTextual() || category == null) {
          throw reference.wrong("there is no category with the Id " + id);
        }
        ids.add(new AttributesReference(category));
      }
      requests.add(new RequestReference(ids));
    }
    if (requests.isEmpty()) {
      throw multi.wrong("RequestReference is empty");
    }
    return new MultiRequests(requests);
  }
}
