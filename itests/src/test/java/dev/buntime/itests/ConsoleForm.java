package dev.buntime.itests;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A form of the web console's page of configurations, as its script shows and saves it. */
final class ConsoleForm {
  private final RunnerProcess runner;
  private final String pid;
  private final Map<String, List<String>> fields = new LinkedHashMap<>();

  private ConsoleForm(RunnerProcess runner, String pid) {
    this.runner = runner;
    this.pid = pid;
  }

  /** Opens one. */
  static ConsoleForm open(RunnerProcess runner, String pid) {
    ConsoleForm form = new ConsoleForm(runner, pid);
    Http.json(form.post(""))
        .path("properties")
        .properties()
        .forEach(each -> form.fields.put(each.getKey(), values(each.getValue())));
    return form;
  }

  private static List<String> values(JsonNode property) {
    List<String> values = new ArrayList<>();
    if (property.has("values")) {
      property.path("values").forEach(each -> values.add(each.asText()));
    } else {
      values.add(property.path("value").asText());
    }
    return values;
  }

  /** What is in a field. */
  List<String> field(String name) {
    return fields.getOrDefault(name, List.of());
  }

  /** Writes into a field. */
  ConsoleForm set(String name, List<String> values) {
    fields.put(name, values);
    return this;
  }

  /** Writes into a field. */
  ConsoleForm set(String name, String value) {
    return set(name, List.of(value));
  }

  /** Saves it, with what is in all its fields. */
  HttpResponse<String> save() {
    StringBuilder body =
        new StringBuilder("apply=true&action=ajaxConfigManager&propertylist=")
            .append(encoded(String.join(",", fields.keySet())));
    fields.forEach((name, values) ->
        values.forEach(
            value -> body.append('&').append(encoded(name)).append('=').append(encoded(value))));
    return post(body.toString());
  }

  private HttpResponse<String> post(String body) {
    return Http.send(
        HttpRequest.newBuilder(runner.uri("/_/console/configMgr/" + pid))
            .POST(BodyPublishers.ofString(body)),
        "Content-Type",
        "application/x-www-form-urlencoded",
        "Authorization",
        Http.ADMIN);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
