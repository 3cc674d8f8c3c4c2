package dev.buntime.plugin.authz.internal.pdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** The mandatory cases of the conformance suite of XACML 3.0. */
public class ConformanceTest {
  private static final int CASES = 455;

  @Test
  public void everyMandatoryCase_passes() throws IOException {
    Path suite = Path.of(System.getProperty("conformance.dir", "")).normalize();
    assumeTrue(
        "XACML 3.0 conformance: skipped, there is no suite in " + suite,
        Files.isDirectory(suite.resolve("mandatory")));
    List<ConformanceCase> cases = ConformanceCase.in(suite);
    List<String> failures = new ArrayList<>();
    for (ConformanceCase each : cases) {
      each.failure().ifPresent(why -> failures.add(each.name() + ": " + why));
    }
    System.out.printf(
        "XACML 3.0 conformance: %d/%d%n", cases.size() - failures.size(), cases.size());
    assertThat(failures).isEmpty();
    assertThat(cases).hasSizeGreaterThanOrEqualTo(CASES);
  }
}
