package dev.buntime.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.Test;

/** The schema says what the code does. */
public final class SettingsSchemaTest {
  private static final Path CONFIG = Path.of("../../config");
  private static final JsonMapper JSONC =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final List<String> ALLOWED =
      List.of(
          "{}",
          "{\"$schema\": \"x\"}",
          "{\"appsDir\": \"../apps\", \"pluginsDir\": \"${HOME}\"}",
          "{\"host\": \"::1\", \"port\": 0}",
          "{\"host\": \"${M:-localhost}\", \"mode\": \"${M:-test}\"}",
          "{\"port\": 65535, \"poolSize\": 1}",
          "{\"tls\": {\"certificate\": \"c.pem\", \"key\": \"${K:-k.pem}\"}}",
          "{\"tls\": {\"keystore\": \"/k.p12\", \"passwordFile\": \"\"}}",
          "{\"trustedProxies\": [\"10.0.0.7\", \"10.0.0.0/8\", \"fd00::/8\", \"${P:-::1}\"]}",
          "{\"management\": {\"host\": \"::1\", \"port\": 8001}}",
          "{\"shell\": \"\", \"mode\": \"staging\", \"poolSize\": 100000}",
          "{\"plugins\": [], \"required\": []}",
          "{\"plugins\": [\"plugin-a\", [\"@buntime/b_c.d\"], [\"x\", {}]], \"required\": [\"${P:-q}\"]}",
          "{\"plugins\": [[\"a\", {\"t\": \"\", \"n\": 1.5, \"b\": false, \"o\": {\"p\": {}}}]]}",
          "{\"plugins\": [[\"a\", {\"l\": [], \"m\": [1, 2.5], \"s\": [\"x\"], \"b\": [true]}]]}",
          "{\"plugins\": [[\"a\", {\"l\": [{}, [null]], \"service.ranking\": -1}]]}",
          "{\"repositories\": []}",
          "{\"repositories\": [\"../bundles\", \"https://x.org/index.xml\", \"file:///x/index.xml\"]}",
          "{\"repositories\": [{\"index\": \"http://x/i.xml\", \"user\": \"u\", \"passwordVariable\": \"P\"}]}",
          "{\"repositories\": [{\"maven\": \"https://x.org/m2\", \"artifacts\": [\"a.b:c:1.0\"]}]}",
          "{\"repositories\": [{\"maven\": \"../m2\", \"artifacts\": []}]}",
          "{\"limits\": {}, \"management\": {}}",
          "{\"limits\": {\"body\": 0, \"header\": 1024, \"connections\": 0}}",
          "{\"limits\": {\"body\": 1099511627776, \"header\": \"1 MiB\", \"connections\": 1000000}}",
          "{\"limits\": {\"pluginTimeout\": 0.01}}",
          "{\"limits\": {\"pluginTimeout\": 600}}",
          "{\"limits\": {\"pluginTimeout\": \"500 ms\"}}",
          "{\"management\": {\"console\": true}}",
          "{\"management\": {\"roles\": {\"admin\": [\"ops\", \"/a/b c\"], \"viewer\": []}}}",
          "{\"logging\": {\"level\": \"debug\", \"format\": \"json\"}}",
          "{\"logging\": {\"levels\": {\"a.b\": \"warn\"}, \"apps\": {\"x-y\": \"${L:-info}\"}}}",
          "{\"logging\": {\"file\": {\"size\": \"1 MiB\", \"days\": 1, \"total\": \"1gib\"}}}",
          "{\"logging\": {\"flood\": {\"rate\": 0, \"burst\": 1}}}",
          "{\"logging\": {\"access\": {\"enabled\": true, \"format\": \"combined\"}}}");

  @Test
  public void schema_isOneItself() throws IOException {
    Schema meta =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema("{\"$ref\": \"https://json-schema.org/draft/2020-12/schema\"}");

    assertThat(meta.validate(tree())).isEmpty();
  }

  @Test
  public void schema_allowsWhatTheCodeAllows() throws Exception {
    Schema schema = schema();
    for (String text : ALLOWED) {
      assertThat(schema.validate(JSONC.readTree(text))).as(text).isEmpty();
      SettingsFile.parse(Path.of("/c/buntime.jsonc"), text, Malformed.ENVIRONMENT);
    }
  }

  @Test
  public void schema_refusesWhatTheCodeRefuses_asFarAsASchemaCanKnow() throws Exception {
    Schema schema = schema();
    for (Malformed each : Malformed.table()) {
      assertThat(refuses(schema, each.text())).as(each.name()).isEqualTo(each.seenBySchema());
    }
  }

  @Test
  public void schema_hasTheKeysOfTheCode() throws IOException {
    JsonNode schema = tree();
    TreeSet<String> keys = new TreeSet<>();
    collect("", schema, keys);
    keys.remove("$schema");

    assertThat(keys)
        .isEqualTo(new TreeSet<>(List.of(Key.values()).stream().map(Key::path).toList()));
  }

  private static void collect(String prefix, JsonNode schema, Set<String> keys) {
    for (String name : names(schema)) {
      JsonNode inner = schema.at("/properties/" + name);
      if (inner.has("properties")) {
        collect(prefix + name + ".", inner, keys);
      } else {
        keys.add(prefix + name);
      }
    }
  }

  @Test
  public void schema_hasTheRangesAndDefaultsOfTheCode() throws IOException {
    for (Key key : Key.values()) {
      JsonNode property = property(key);
      assertThat(property.path("description").asText()).as(key.path()).isNotEmpty();
      switch (key.form()) {
        case Form.WholeNumber(int least, int most) -> range(key, least, most);
        case Form.Bytes(long least, long most) -> range(key, (double) least, (double) most);
        case Form.Time(var least, var most) ->
            range(key, least.toMillis() / 1000.0, most.toMillis() / 1000.0);
        case Form.Word(List<String> words) ->
            assertThat(property.findValue("enum")).extracting(JsonNode::asText).isEqualTo(words);
        case Form.Level _ ->
            assertThat(property.findValue("enum"))
                .extracting(JsonNode::asText)
                .isEqualTo(Form.Level.WORDS);
        case Form.Levels _ ->
            assertThat(property.path("additionalProperties").has("$ref")).isTrue();
        case Form.Truth _, Form.AppOrNone _, Form.Matching _, Form.Folder _ -> {}
        case Form.FileOrNone _, Form.Networks _ -> {}
        case Form.PluginNames _, Form.Plugins _, Form.Repositories _, Form.RoleNames _ -> {}
      }
      standard(key, property);
    }
  }

  @Test
  public void shippedFile_isValid_andNamesTheSchema() throws Exception {
    Path file = CONFIG.resolve("buntime.jsonc");
    String text = Files.readString(file);
    JsonNode tree = JSONC.readTree(text);

    assertThat(schema().validate(tree)).isEmpty();
    assertThat(SettingsFile.read(file, Map.of()).values()).as("all is the default").isEmpty();
    assertThat(file.resolveSibling(tree.path("$schema").asText())).exists();
  }

  /** What is a comment in the shipped file is an example that works. */
  @Test
  public void shippedFile_whenUncommented_isValid() throws Exception {
    String text =
        Files.readString(CONFIG.resolve("buntime.jsonc")).replaceAll("(?m)^( *)// (?=\")", "$1");

    assertThat(schema().validate(JSONC.readTree(text))).isEmpty();
    assertThat(SettingsFile.parse(Path.of("/c/buntime.jsonc"), text, Map.of()).values())
        .containsOnlyKeys(Key.values());
  }

  private static void range(Key key, double least, double most) throws IOException {
    assertThat(property(key).path("minimum").asDouble()).as(key.path()).isEqualTo(least);
    assertThat(property(key).path("maximum").asDouble()).as(key.path()).isEqualTo(most);
  }

  /** Defaults that depend on something are said in words. */
  private static void standard(Key key, JsonNode property) {
    switch (key) {
      case APPS_DIR, PLUGINS_DIR, POOL_SIZE, LOG_FORMAT, ACCESS ->
          assertThat(property.path("description").asText()).contains("Default: ");
      case PLUGIN_TIMEOUT ->
          assertThat(property.path("default").asLong() * 1000)
              .isEqualTo(key.standard(CONFIG, Mode.TEST));
      case LOGGERS, LOGGING_APPS -> assertThat(property.path("default").toString()).isEqualTo("{}");
      default ->
          assertThat(property.path("default").toString())
              .as(key.path())
              .isEqualTo(PropertyValues.words(key.standard(CONFIG, Mode.TEST)));
    }
  }

  private static boolean refuses(Schema schema, String text) {
    try {
      JsonNode tree = JSONC.readTree(text);
      return tree.isMissingNode() || !schema.validate(tree).isEmpty();
    } catch (JsonProcessingException _) {
      return true;
    }
  }

  private static JsonNode property(Key key) throws IOException {
    JsonNode property = tree().at("/properties/" + key.path().replace(".", "/properties/"));
    assertThat(property.isMissingNode()).as(key.path()).isFalse();
    return property;
  }

  private static List<String> names(JsonNode schema) {
    return StreamSupport.stream(schema.path("properties").properties().spliterator(), false)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static JsonNode tree() throws IOException {
    return JSONC.readTree(Files.readString(CONFIG.resolve("schema/buntime.schema.json")));
  }

  private static Schema schema() throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(tree());
  }
}
