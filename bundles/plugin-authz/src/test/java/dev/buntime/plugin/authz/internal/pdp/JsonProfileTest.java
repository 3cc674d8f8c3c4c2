package dev.buntime.plugin.authz.internal.pdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Attribute;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.AttributeValueType;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Attributes;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Request;
import org.junit.Test;

/** Requests and responses of the JSON Profile of XACML 3.0, version 1.1. */
public class JsonProfileTest {
  private static final String SCHEMA = "http://www.w3.org/2001/XMLSchema#";
  private static final String SUBJECT =
      "urn:oasis:names:tc:xacml:1.0:subject-category:access-subject";
  private static final String RESOURCE = "urn:oasis:names:tc:xacml:3.0:attribute-category:resource";
  private static final String RESOURCE_ID = "urn:oasis:names:tc:xacml:1.0:resource:resource-id";

  /** The example of section 4.2.5. */
  private static final String ANDREAS =
      """
      {"Request": {
        "AccessSubject": {"Attribute": [
          {"AttributeId": "subject-id", "Value": "Andreas"},
          {"AttributeId": "location", "Value": "Gamla Stan"}]},
        "Action": {"Attribute": [
          {"AttributeId": "action-id", "Value": "http://www.xacml.eu/buy", "DataType": "anyURI"}]},
        "Resource": {"Attribute": [
          {"AttributeId": "book-title", "Value": "Learn German in 90 days"},
          {"AttributeId": "currency", "Value": "SEK"},
          {"AttributeId": "price", "Value": 123.34}]}}}
      """;

  @Test
  public void read_takesTheExampleOfTheProfile() throws XacmlException {
    Request request = JsonRequest.read(ANDREAS);
    assertThat(request.getAttributes())
        .extracting(Attributes::getCategory)
        .containsExactly(
            SUBJECT, "urn:oasis:names:tc:xacml:3.0:attribute-category:action", RESOURCE);
    Attribute action = request.getAttributes().get(1).getAttributes().getFirst();
    assertThat(types(action)).containsExactly(SCHEMA + "anyURI");
    Attribute price = request.getAttributes().get(2).getAttributes().get(2);
    assertThat(types(price)).containsExactly(SCHEMA + "double");
    assertThat(texts(price)).containsExactly("123.34");
    assertThat(request.isCombinedDecision()).isFalse();
    assertThat(request.isReturnPolicyIdList()).isFalse();
  }

  @Test
  public void read_infersTypes() throws XacmlException {
    assertThat(types(attribute("\"x\""))).containsExactly(SCHEMA + "string");
    assertThat(types(attribute("true"))).containsExactly(SCHEMA + "boolean");
    assertThat(types(attribute("7"))).containsExactly(SCHEMA + "integer");
    assertThat(types(attribute("7.5"))).containsExactly(SCHEMA + "double");
    assertThat(types(attribute("[1, 2.5]"))).containsExactly(SCHEMA + "double", SCHEMA + "double");
    assertThat(texts(attribute("92233720368547758070"))).containsExactly("92233720368547758070");
  }

  @Test
  public void read_knowsShortTypeNames() throws XacmlException {
    assertThat(types(attribute("\"2026-01-01\", \"DataType\": \"date\"")))
        .containsExactly(SCHEMA + "date");
    assertThat(types(attribute("\"a@b\", \"DataType\": \"rfc822Name\"")))
        .containsExactly("urn:oasis:names:tc:xacml:1.0:data-type:rfc822Name");
    assertThat(types(attribute("\"::1\", \"DataType\": \"ipAddress\"")))
        .containsExactly("urn:oasis:names:tc:xacml:2.0:data-type:ipAddress");
    assertThat(types(attribute("7, \"DataType\": \"" + SCHEMA + "double\"")))
        .containsExactly(SCHEMA + "double");
  }

  @Test
  public void read_withEmptyBag_leavesTheAttributeOut() throws XacmlException {
    assertThat(
            JsonRequest.read(resource("{\"AttributeId\": \"a\", \"Value\": []}"))
                .getAttributes()
                .getFirst()
                .getAttributes())
        .isEmpty();
  }

  @Test
  public void decideJson_takesObjectsAndArraysOfCategories() throws Exception {
    String subject = category("role", "role-1", "");
    String other = category(RESOURCE_ID, "app-1", "");
    String inObjects =
        "{\"Request\": {\"AccessSubject\": %s, \"Resource\": %s}}".formatted(subject, other);
    String inArrays =
        "{\"Request\": {\"AccessSubject\": [%s], \"Resource\": [%s]}}".formatted(subject, other);
    String inFull =
        "{\"Request\": {\"Category\": [%s, %s]}}"
            .formatted(
                category("role", "role-1", "\"CategoryId\": \"" + SUBJECT + "\","),
                category(RESOURCE_ID, "app-1", "\"CategoryId\": \"Resource\","));
    for (String request : List.of(inObjects, inArrays, inFull)) {
      JsonNode results = decide(request);
      assertThat(results).hasSize(1);
      assertThat(results.get(0).get("Decision").asText()).isEqualTo("Permit");
      assertThat(results.get(0).has("PolicyIdentifierList")).isFalse();
    }
  }

  @Test
  public void decideJson_withPolicyIdList_namesPolicies() throws Exception {
    JsonNode result =
        decide(
                "{\"Request\": {\"ReturnPolicyIdList\": true, \"AccessSubject\": %s, \"Resource\": %s}}"
                    .formatted(category("role", "role-1", ""), category(RESOURCE_ID, "app-1", "")))
            .get(0);
    JsonNode policies = result.get("PolicyIdentifierList");
    assertThat(policies.get("PolicyIdReference").get(0).get("Id").asText()).isEqualTo("p1");
    assertThat(policies.get("PolicyIdReference").get(0).get("Version").asText()).isEqualTo("1.0");
    assertThat(policies.get("PolicySetIdReference").get(0).get("Id").asText()).isEqualTo("root");
  }

  @Test
  public void decideJson_returnsAttributesThatAreToBeIncluded() throws Exception {
    String included =
        "{\"Attribute\": [{\"AttributeId\": \"%s\", \"Value\": \"app-1\", \"IncludeInResult\": true}]}"
            .formatted(RESOURCE_ID);
    JsonNode category =
        decide(
                "{\"Request\": {\"AccessSubject\": %s, \"Resource\": %s}}"
                    .formatted(category("role", "role-1", ""), included))
            .get(0)
            .get("Category");
    JsonNode resource =
        category
            .valueStream()
            .filter(each -> each.get("CategoryId").asText().equals(RESOURCE))
            .findFirst()
            .orElseThrow();
    assertThat(resource.get("Attribute").get(0).get("Value").get(0).asText()).isEqualTo("app-1");
  }

  @Test
  public void decideJson_withMultiRequests_givesOneResultEach() throws Exception {
    JsonNode results = decide(multi("false", "\"one\"", "\"two\""));
    assertThat(results).hasSize(2);
    assertThat(results.get(0).get("Decision").asText()).isEqualTo("Permit");
    assertThat(results.get(1).get("Decision").asText()).isEqualTo("Deny");
  }

  @Test
  public void decideJson_combined_givesOneResult() throws Exception {
    JsonNode results = decide(multi("true", "\"one\"", "\"two\""));
    assertThat(results).hasSize(1);
    assertThat(results.get(0).get("Decision").asText()).isEqualTo("Indeterminate");
    JsonNode same = decide(multi("true", "\"one\"", "\"one\""));
    assertThat(same.get(0).get("Decision").asText()).isEqualTo("Permit");
  }

  @Test
  public void decideJson_whenAttributeIsMissing_namesIt() throws Exception {
    JsonNode status =
        decide("{\"Request\": {\"Resource\": %s}}".formatted(category(RESOURCE_ID, "app-1", "")))
            .get(0)
            .get("Status");
    assertThat(status.get("StatusCode").get("Value").asText()).endsWith("status:missing-attribute");
    JsonNode detail = status.get("StatusDetail").get("MissingAttributeDetail").get(0);
    assertThat(detail.get("AttributeId").asText()).isEqualTo("role");
    assertThat(detail.get("Category").asText()).isEqualTo(SUBJECT);
  }

  @Test
  public void decideJson_writesObligations() throws Exception {
    DecisionPoint point = point(Samples.instructing(), "instructing");
    JsonNode result = new ObjectMapper().readTree(point.decideJson(ANDREAS)).get("Response").get(0);
    JsonNode obligation = result.get("Obligations").get(0);
    assertThat(obligation.get("Id").asText()).isEqualTo("urn:o");
    JsonNode assignment = obligation.get("AttributeAssignment").get(0);
    assertThat(assignment.get("AttributeId").asText()).isEqualTo("level");
    assertThat(assignment.get("Value").isInt()).isTrue();
    assertThat(assignment.get("Value").intValue()).isEqualTo(7);
    assertThat(result.get("AssociatedAdvice").get(0).get("Id").asText()).isEqualTo("urn:a");
  }

  @Test
  public void decideJson_looksIntoContent_alsoInBase64() throws Exception {
    DecisionPoint point = point(Samples.selecting(), "selecting");
    for (String content :
        List.of(
            "<record><open>yes</open></record>", "PHJlY29yZD48b3Blbj55ZXM8L29wZW4+PC9yZWNvcmQ+")) {
      assertThat(
              point.decideJson(
                  "{\"Request\": {\"Resource\": {\"Content\": \"%s\"}}}".formatted(content)))
          .contains("\"Permit\"");
    }
  }

  @Test
  public void decideJson_withContentThatFetches_isSyntaxError() throws Exception {
    assertWrong(
        "{\"Request\": {\"Resource\": {\"Content\": \"<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><r>&x;</r>\"}}}",
        "DOCTYPE");
  }

  @Test
  public void decideJson_withBadInput_isSyntaxErrorThatSaysWhatAndWhere() throws Exception {
    assertWrong("", "not an object");
    assertWrong("{", "not JSON");
    assertWrong("[]", "not an object");
    assertWrong("{\"Request\": 1}", "Request is not an object");
    assertWrong("{\"Request\": {}} x", "not JSON");
    assertWrong("{\"Request\": {}, \"Request\": {}}", "Duplicate");
    assertWrong("{\"Request\": {\"Subject\": {}}}", "unknown member Subject");
    assertWrong("{\"Request\": {\"CombinedDecision\": \"no\"}}", "CombinedDecision");
    assertWrong("{\"Request\": {\"Category\": [{}]}}", "Category[0]: CategoryId is missing");
    assertWrong("{\"Request\": {\"Resource\": {\"CategoryId\": \"Action\"}}}", "CategoryId is not");
    assertWrong(resource("{\"Value\": 1}"), "Resource.Attribute[0]: AttributeId is missing");
    assertWrong(resource("{\"AttributeId\": \"a\"}"), "Value is missing");
    assertWrong(resource("{\"AttributeId\": \"a\", \"Value\": null}"), "Value is missing");
    assertWrong(resource("{\"AttributeId\": \"a\", \"Value\": {}}"), "neither a text");
    assertWrong(resource("{\"AttributeId\": \"a\", \"Value\": [1, \"x\"]}"), "different types");
    assertWrong(
        resource("{\"AttributeId\": \"a\", \"Value\": true, \"DataType\": \"integer\"}"),
        "not of the DataType integer");
    assertWrong(resource("{\"AttributeId\": \"a\", \"Value\": 1, \"Valeu\": 1}"), "Valeu");
    assertWrong(multi("false", "\"three\"", "\"two\""), "no category with the Id");
    assertWrong("[".repeat(5_000), "not JSON");
  }

  @Test
  public void decideJson_withTextThatIsNotOfItsType_isSyntaxError() throws Exception {
    String request =
        resource("{\"AttributeId\": \"a\", \"Value\": \"four\", \"DataType\": \"integer\"}");
    assertThat(code(decide(request))).endsWith("status:syntax-error");
    String unknown =
        resource("{\"AttributeId\": \"a\", \"Value\": \"x\", \"DataType\": \"color\"}");
    assertThat(code(decide(unknown))).endsWith("status:syntax-error");
  }

  private static void assertWrong(String request, String message) throws Exception {
    JsonNode results = decide(request);
    assertThat(results).hasSize(1);
    assertThat(results.get(0).get("Decision").asText()).isEqualTo("Indeterminate");
    assertThat(code(results)).as(request).endsWith("status:syntax-error");
    assertThat(results.get(0).get("Status").get("StatusMessage").asText()).contains(message);
  }

  private static String code(JsonNode results) {
    return results.get(0).get("Status").get("StatusCode").get("Value").asText();
  }

  private static Attribute attribute(String value) throws XacmlException {
    return JsonRequest.read(resource("{\"AttributeId\": \"a\", \"Value\": %s}".formatted(value)))
        .getAttributes()
        .getFirst()
        .getAttributes()
        .getFirst();
  }

  private static String resource(String attribute) {
    return "{\"Request\": {\"Resource\": {\"Attribute\": [%s]}}}".formatted(attribute);
  }

  private static String category(String id, String value, String more) {
    return "{%s \"Attribute\": [{\"AttributeId\": \"%s\", \"Value\": \"%s\"}]}"
        .formatted(more, id, value);
  }

  private static String multi(String combined, String first, String second) {
    return """
    {"Request": {"CombinedDecision": %s,
      "AccessSubject": %s,
      "Resource": [%s, %s],
      "MultiRequests": {"RequestReference": [
        {"ReferenceId": ["who", %s]}, {"ReferenceId": ["who", %s]}]}}}
    """
        .formatted(
            combined,
            category("role", "role-1", "\"Id\": \"who\","),
            category(RESOURCE_ID, "app-1", "\"Id\": \"one\","),
            category(RESOURCE_ID, "app-2", "\"Id\": \"two\","),
            first,
            second);
  }

  private static List<String> types(Attribute attribute) {
    return attribute.getAttributeValues().stream().map(AttributeValueType::getDataType).toList();
  }

  private static List<String> texts(Attribute attribute) {
    return attribute.getAttributeValues().stream()
        .map(value -> value.getContent().getFirst().toString())
        .toList();
  }

  private static JsonNode decide(String request) throws PolicyException, JsonProcessingException {
    String response = point(Samples.policySet(3), "root").decideJson(request);
    return new ObjectMapper().readTree(response).get("Response");
  }

  private static DecisionPoint point(String xml, String root) throws PolicyException {
    return DecisionPoint.of(List.of(new PolicyText("document", xml)), root);
  }

  @Test
  public void read_saysTheLine() {
    assertThatThrownBy(() -> JsonRequest.read("{\n  \"Request\": {,}}"))
        .isInstanceOf(XacmlException.class)
        .hasMessageContaining("line 2, column");
  }
}
