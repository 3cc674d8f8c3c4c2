package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What an OpenAPI document says of requests and answers. */
final class OpenApi {
  private static final List<String> METHODS = List.of("get", "put", "post", "delete");

  private final JsonNode document;

  OpenApi(JsonNode document) {
    this.document = document;
  }

  JsonNode document() {
    return document;
  }

  /** All operations, such as {@code GET /_/deployments/{app}}. */
  List<String> operations() {
    List<String> operations = new ArrayList<>();
    document
        .path("paths")
        .properties()
        .forEach(path ->
            METHODS.stream()
                .filter(path.getValue()::has)
                .forEach(method ->
                    operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    return operations;
  }

  /** The operation that a request is, the one with the fewest placeholders if there are several. */
  String operation(String method, String path) {
    return operations().stream()
        .filter(each -> each.startsWith(method + " "))
        .filter(each -> path.matches(pattern(each.substring(method.length() + 1))))
        .min(Comparator.comparingLong(each -> each.chars().filter(c -> c == '{').count()))
        .orElseThrow(() -> new AssertionError("no operation is " + method + " " + path));
  }

  private static String pattern(String template) {
    return Pattern.quote(template)
        .replace("{path}", "\\E.+\\Q")
        .replaceAll("\\{\\w+}", "\\\\E[^/]+\\\\Q");
  }

  /** Says that an answer is one of those that the document has for its request. */
  void check(HttpResponse<String> answer) {
    String method = answer.request().method();
    String operation = operation(method, answer.request().uri().getRawPath());
    JsonNode responses =
        document
            .path("paths")
            .path(operation.substring(operation.indexOf(' ') + 1))
            .path(method.toLowerCase(Locale.ROOT))
            .path("responses");
    JsonNode response = responses.path(String.valueOf(answer.statusCode()));
    assertThat(response.isMissingNode())
        .as("%s answered %s: %s", operation, answer.statusCode(), answer.body())
        .isFalse();
    JsonNode content = resolved(response).path("content");
    if (content.isMissingNode()) {
      assertThat(answer.body()).as(operation).isEmpty();
      return;
    }
    String type = answer.headers().firstValue("Content-Type").orElse("").split(";", 2)[0];
    assertThat(content.has(type)).as("%s answered with %s", operation, type).isTrue();
    if (type.endsWith("json")) {
      checkBody(operation, content.path(type).path("schema"), answer.body());
    }
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
  }

  private void checkBody(String operation, JsonNode schema, String body) {
    ObjectNode whole = new ObjectMapper().createObjectNode();
    whole.setAll((ObjectNode) schema);
    whole.set("components", Objects.requireNonNull(document.get("components")));
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole.toString(), InputFormat.JSON)
                .validate(body, InputFormat.JSON))
        .as("%s: %s", operation, body)
        .isEmpty();
  }

  /** Methods that a path has. */
  Map<String, List<String>> methods() {
    Map<String, List<String>> methods = new TreeMap<>();
    document
        .path("paths")
        .properties()
        .forEach(path ->
            methods.put(path.getKey(), METHODS.stream().filter(path.getValue()::has).toList()));
    return methods;
  }
}
