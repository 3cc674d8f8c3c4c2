package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.buntime.catalog.WorkerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.Test;

/** The schema for {@code worker.jsonc} says what the code does. */
public class WorkerSchemaTest {
  private static final Path FILE = Path.of("../../config/schema/worker.schema.json");
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Of what the code refuses, what a schema cannot know: how much a text with a unit is, and what
   * no double holds.
   */
  private static final Set<String> UNSEEN =
      Set.of("timeout: \"25h\"", "timeout: 1e-999999999", "maxBodySize: \"3gib\"");

  private static final List<String> ALLOWED =
      List.of(
          "\"$schema\": \"x\", \"entrypoint\": \"com.x.Foo\", \"isolation\": \"bundle\"",
          "\"timeout\": 0, \"ttl\": 31536000, \"idleTimeout\": 0.001, \"drainTimeout\": 3600",
          "\"timeout\": 86400, \"ttl\": \"2h\", \"idleTimeout\": \"1.5m\", \"startTimeout\": \"5 MS\"",
          "\"startTimeout\": 600, \"drainTimeout\": 0",
          "\"maxRequests\": 0, \"autoInstall\": true, \"lowMemory\": false",
          "\"maxRequests\": 2147483647, \"maxConcurrency\": 10000, \"queue\": 100000",
          "\"maxConcurrency\": 1, \"queue\": 0, \"maxBodySize\": 0",
          "\"maxBodySize\": \"10 MiB\", \"healthPath\": \"/health?deep=1\"",
          "\"maxBodySize\": 2147483648, \"healthPath\": \"/\"");

  @Test
  public void schema_isOneItself() throws IOException {
    Schema meta =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema("{\"$ref\": \"https://json-schema.org/draft/2020-12/schema\"}");

    assertThat(meta.validate(tree())).isEmpty();
  }

  @Test
  public void schema_hasTheKeysOfTheCode() throws IOException {
    Set<String> keys =
        tree().path("properties").properties().stream()
            .map(Map.Entry::getKey)
            .filter(key -> !key.equals("$schema"))
            .collect(Collectors.toSet());

    assertThat(keys).containsExactlyInAnyOrderElementsOf(WorkerKeys.KNOWN);
  }

  @Test
  public void schema_allowsWhatTheCodeAllows() throws Exception {
    for (String members : ALLOWED) {
      String text = "{" + members + "}";
      assertThat(schema().validate(JSON.readTree(text))).as(text).isEmpty();
      WorkerFile.parse("f", text);
    }
  }

  @Test
  public void schema_refusesWhatTheCodeRefuses_asFarAsASchemaCanKnow() throws IOException {
    for (Object[] row : WorkerKeysTest.values()) {
      String name = row[0] + ": " + row[1];
      JsonNode tree = JSON.readTree("{\"" + row[0] + "\": " + row[1] + "}");
      if (Double.isInfinite(tree.path(String.valueOf(row[0])).asDouble())) {
        continue; // beyond what the validator can count with
      }
      assertThat(schema().validate(tree).isEmpty()).as(name).isEqualTo(UNSEEN.contains(name));
    }
  }

  @Test
  public void schema_hasTheDefaultsOfTheCode() throws IOException {
    WorkerSettings code = WorkerSettings.DEFAULTS;
    assertThat(standard("timeout")).isEqualTo(seconds(code.timeout()));
    assertThat(standard("ttl")).isEqualTo(seconds(code.ttl()));
    assertThat(standard("maxRequests")).isEqualTo(code.maxRequests());
    assertThat(standard("idleTimeout")).isEqualTo(seconds(code.idleTimeout()));
    assertThat(standard("maxConcurrency")).isEqualTo(code.maxConcurrency());
    assertThat(standard("queue")).isEqualTo(code.queue());
    assertThat(standard("maxBodySize")).isEqualTo(code.maxBodySize());
    assertThat(standard("startTimeout")).isEqualTo(seconds(code.startTimeout()));
    assertThat(standard("drainTimeout")).isEqualTo(seconds(code.drainTimeout()));
    assertThat(tree().at("/properties/lowMemory/default").asBoolean()).isEqualTo(code.lowMemory());
    assertThat(tree().at("/properties/entrypoint/default").asText()).isEqualTo(WorkerFile.AUTO);
    assertThat(tree().at("/properties/healthPath").has("default"))
        .isEqualTo(!code.healthPath().isEmpty());
  }

  private static long seconds(Duration duration) {
    return duration.toSeconds();
  }

  private static long standard(String key) throws IOException {
    JsonNode standard = tree().at("/properties/" + key + "/default");
    assertThat(standard.isIntegralNumber()).as(key).isTrue();
    return standard.asLong();
  }

  private static JsonNode tree() throws IOException {
    return JSON.readTree(Files.readString(FILE));
  }

  private static Schema schema() throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(tree());
  }
}
