package dev.buntime.versions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import org.junit.Test;

/** Compares with the recorded answers of node-semver, see {@code node-semver.js}. */
public class NodeSemverTest {
  private static final String VERSIONS = "versions: ";

  @Test
  public void best_forRandomRanges_isWhatNodeSemverChooses() throws IOException {
    NavigableSet<SemVer> versions = Collections.emptyNavigableSet();
    List<String> differences = new ArrayList<>();
    int compared = 0;
    for (String line : recorded()) {
      if (line.startsWith(VERSIONS)) {
        versions = Versions.of(line.substring(VERSIONS.length()));
      } else if (!line.startsWith("#")) {
        int end = line.lastIndexOf(" ; ");
        String chosen = Versions.resolve(line.substring(0, end), versions);
        if (!chosen.equals(line.substring(end + 3))) {
          differences.add(line + ", but chosen was " + chosen + " of " + versions);
        }
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(1000);
    assertThat(differences).isEmpty();
  }

  private static List<String> recorded() throws IOException {
    try (var in =
            Objects.requireNonNull(NodeSemverTest.class.getResourceAsStream("node-semver.txt"));
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }
}
