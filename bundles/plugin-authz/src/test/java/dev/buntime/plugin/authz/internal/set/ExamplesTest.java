package dev.buntime.plugin.authz.internal.set;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.jsonc.Jsonc;
import dev.buntime.plugin.authz.internal.pdp.Decision;
import dev.buntime.plugin.authz.internal.pdp.Frame;
import dev.buntime.plugin.authz.internal.query.ContextReader;
import dev.buntime.plugin.authz.internal.query.Situation;
import dev.buntime.plugin.authz.internal.store.Format;
import dev.buntime.plugin.authz.internal.store.StoredPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** The examples of the page about authorization decide what stands below them. */
@RunWith(Parameterized.class)
public class ExamplesTest {
  private static final Path PAGE = Path.of("../../docs/authorization.adoc");
  private static final Pattern POLICY =
      Pattern.compile("\\[source,(json|xml)]\\n----\\n(.*?)\\n----\\n", Pattern.DOTALL);
  private static final Pattern ID = Pattern.compile("(?:\"id\": |PolicyId=)\"(.*?)\"");
  private static final Pattern REQUEST =
      Pattern.compile("\\|`\\+(.*?)\\+` \\|(permit|deny|indeterminate)\\n");
  private static final int EXAMPLES = 10;

  private final String example;

  /**
   * One example.
   *
   * @param title of it
   * @param example its part of the page
   */
  public ExamplesTest(String title, String example) {
    assertThat(title).isNotEmpty();
    this.example = example;
  }

  /** All of them. */
  @Parameters(name = "{0}")
  public static List<Object[]> examples() throws IOException {
    String page = Files.readString(PAGE);
    List<Object[]> examples =
        Arrays.stream(page.substring(page.indexOf("== Ten examples")).split("\n=== "))
            .skip(1)
            .map(part -> new Object[] {part.lines().findFirst().orElseThrow(), part})
            .toList();
    assertThat(examples).hasSize(EXAMPLES);
    return examples;
  }

  @Test
  public void example_decidesAsItSays() throws Exception {
    List<StoredPolicy> policies = new ArrayList<>();
    Matcher policy = POLICY.matcher(example);
    while (policy.find()) {
      Matcher id = ID.matcher(policy.group(2));
      assertThat(id.find()).isTrue();
      Format format = policy.group(1).equals("xml") ? Format.XACML : Format.JSON;
      policies.add(new StoredPolicy(id.group(1), format, policy.group(2)));
    }
    PolicySet set =
        new PolicySetCompiler(new Frame(Combining.DENY_OVERRIDES.id(), Decision.DENY))
            .compile(policies);
    Matcher request = REQUEST.matcher(example);
    int requests = 0;
    while (request.find()) {
      Situation situation =
          ContextReader.read(
              Jsonc.parse("request", request.group(1)), Instant.parse("2030-01-02T12:00:00Z"));
      assertThat(set.decide(situation).verdict().decision())
          .as(request.group(1))
          .isEqualTo(Decision.valueOf(request.group(2).toUpperCase(Locale.ROOT)));
      requests++;
    }
    assertThat(policies).isNotEmpty();
    assertThat(requests).isGreaterThanOrEqualTo(3);
  }
}
