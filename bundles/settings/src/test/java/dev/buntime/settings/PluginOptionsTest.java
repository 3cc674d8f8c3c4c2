package dev.buntime.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.Test;

public final class PluginOptionsTest {

  @Test
  public void of_scalars_areWhatTheyAre() throws SettingsException {
    assertThat(
            options(
                """
                "text": "a", "empty": "", "yes": true, "whole": 5, "negative": -0,
                "large": 9223372036854775807, "fraction": 5.0, "exponent": 1e3
                """))
        .containsOnly(
            entry("text", "a"),
            entry("empty", ""),
            entry("yes", true),
            entry("whole", 5L),
            entry("negative", 0L),
            entry("large", Long.MAX_VALUE),
            entry("fraction", 5.0),
            entry("exponent", 1000.0));
  }

  @Test
  public void of_objects_joinsKeysWithDots() throws SettingsException {
    assertThat(
            options(
                "\"cache\": {\"ttl\": 5, \"store\": {\"path\": \"/x\"}, \"none\": {}}, \"cache.max\": 1"))
        .containsOnly(
            entry("cache.ttl", 5L), entry("cache.store.path", "/x"), entry("cache.max", 1L));
  }

  @Test
  public void of_lists_areOfOneKind() throws SettingsException {
    assertThat(
            options(
                """
                "texts": ["a", "b"], "whole": [1, 2], "mixed": [1, 2.5], "truths": [true],
                "none": [], "objects": [{"a": 1.50, "b": [null, "ä"]}, [1, {}]]
                """))
        .containsOnly(
            entry("texts", List.of("a", "b")),
            entry("whole", List.of(1L, 2L)),
            entry("mixed", List.of(1.0, 2.5)),
            entry("truths", List.of(true)),
            entry("none", List.of()),
            entry("objects", List.of("{\"a\":1.50,\"b\":[null,\"ä\"]}", "[1,{}]")));
  }

  @Test
  public void of_theRanking_isAnInteger() throws SettingsException {
    assertThat(options("\"service.ranking\": 100")).containsOnly(entry("service.ranking", 100));
    assertThat(options("\"service\": {\"ranking\": -1}"))
        .containsOnly(entry("service.ranking", -1));
    assertThat(options("\"Service.Ranking\": 1")).containsOnly(entry("service.ranking", 1));
  }

  private static SortedMap<String, Object> options(String members) throws SettingsException {
    return SettingsFile.parse(
            Path.of("/c/buntime.jsonc"),
            "{\"plugins\": [[\"plugin-a\", {" + members + "}]]}",
            Map.of())
        .plugins()
        .getFirst()
        .options();
  }
}
