package dev.buntime.plugin.authz.internal.pdp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.xml.bind.JAXBElement;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Collectors;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Advice;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Attribute;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.AttributeAssignment;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.AttributeValueType;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Attributes;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.IdReferenceType;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Obligation;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Response;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Result;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Status;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.StatusCode;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/** Writes responses of the JSON Profile of XACML 3.0, version 1.1 (section 5). */
final class JsonResponse {
  private JsonResponse() {}

  static String write(Response response) {
    ObjectNode root = JsonForm.MAPPER.createObjectNode();
    ArrayNode results = root.putArray("Response");
    for (Result result : response.getResults()) {
      result(results.addObject(), result);
    }
    return root.toString();
  }

  private static void result(ObjectNode json, Result result) {
    json.put("Decision", result.getDecision().value());
    if (result.getStatus() != null) {
      status(json.putObject("Status"), result.getStatus());
    }
    if (result.getObligations() != null) {
      ArrayNode list = json.putArray("Obligations");
      for (Obligation each : result.getObligations().getObligations()) {
        action(list.addObject(), each.getObligationId(), each.getAttributeAssignments());
      }
    }
    if (result.getAssociatedAdvice() != null) {
      ArrayNode list = json.putArray("AssociatedAdvice");
      for (Advice each : result.getAssociatedAdvice().getAdvices()) {
        action(list.addObject(), each.getAdviceId(), each.getAttributeAssignments());
      }
    }
    if (!result.getAttributes().isEmpty()) {
      ArrayNode list = json.putArray("Category");
      for (Attributes each : result.getAttributes()) {
        category(list.addObject(), each);
      }
    }
    if (result.getPolicyIdentifierList() != null) {
      policies(
          json.putObject("PolicyIdentifierList"),
          result.getPolicyIdentifierList().getPolicyIdReferencesAndPolicySetIdReferences());
    }
  }

  private static void status(ObjectNode json, Status status) {
    optional(json, "StatusMessage", status.getStatusMessage());
    if (status.getStatusDetail() != null) {
      ObjectNode detail = JsonForm.MAPPER.createObjectNode();
      for (Element each : status.getStatusDetail().getAnies()) {
        if (VerdictReader.isMissingAttribute(each)) {
          missing(detail.withArray("MissingAttributeDetail").addObject(), each);
        }
      }
      if (!detail.isEmpty()) {
        json.set("StatusDetail", detail);
      }
    }
    code(json.putObject("StatusCode"), status.getStatusCode());
  }

  private static void code(ObjectNode json, StatusCode code) {
    json.put("Value", code.getValue());
    if (code.getStatusCode() != null) {
      code(json.putObject("StatusCode"), code.getStatusCode());
    }
  }

  private static void missing(ObjectNode json, Element detail) {
    for (String name : List.of("AttributeId", "Category", "DataType", "Issuer")) {
      if (detail.hasAttribute(name)) {
        json.put(name, detail.getAttribute(name));
      }
    }
  }

  private static void action(ObjectNode json, String id, List<AttributeAssignment> assignments) {
    json.put("Id", id);
    if (assignments.isEmpty()) {
      return;
    }
    ArrayNode list = json.putArray("AttributeAssignment");
    for (AttributeAssignment each : assignments) {
      ObjectNode assignment = list.addObject();
      assignment.put("AttributeId", each.getAttributeId());
      optional(assignment, "Category", each.getCategory());
      optional(assignment, "Issuer", each.getIssuer());
      assignment.put("DataType", each.getDataType());
      ArrayNode value = JsonForm.MAPPER.createArrayNode();
      value(value, each);
      assignment.set("Value", value.get(0));
    }
  }

  private static void category(ObjectNode json, Attributes category) {
    json.put("CategoryId", category.getCategory());
    optional(json, "Id", category.getId());
    ArrayNode list = json.putArray("Attribute");
    for (Attribute each : category.getAttributes()) {
      ObjectNode attribute = list.addObject();
      attribute.put("AttributeId", each.getAttributeId());
      optional(attribute, "Issuer", each.getIssuer());
      attribute.put("DataType", each.getAttributeValues().getFirst().getDataType());
      attribute.put("IncludeInResult", each.isIncludeInResult());
      ArrayNode values = attribute.putArray("Value");
      for (AttributeValueType value : each.getAttributeValues()) {
        value(values, value);
      }
    }
  }

  private static void policies(ObjectNode json, List<JAXBElement<IdReferenceType>> references) {
    for (JAXBElement<IdReferenceType> each : references) {
      ObjectNode reference = json.withArray(each.getName().getLocalPart()).addObject();
      reference.put("Id", each.getValue().getValue());
      optional(reference, "Version", each.getValue().getVersion());
    }
  }

  /** A value as JSON has it, if it has it. */
  private static void value(ArrayNode to, AttributeValueType value) {
    String text =
        value.getContent().stream().map(Serializable::toString).collect(Collectors.joining());
    String type = value.getDataType();
    if (type.equals(JsonForm.type("boolean"))) {
      to.add(text.equals("true") || text.equals("1"));
    } else if (type.equals(JsonForm.type("integer"))) {
      to.add(new BigInteger(text.strip()));
    } else if (type.equals(JsonForm.type("double"))
        && Character.isDigit(text.charAt(text.length() - 1))) {
      to.add(new BigDecimal(text.strip()));
    } else {
      to.add(text);
    }
  }

  private static void optional(ObjectNode json, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      json.put(name, value);
    }
  }
}
