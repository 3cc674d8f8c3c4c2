package dev.buntime.itests.pax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Arrays;
import java.util.List;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** The web console and the health checks, and who gets in. */
public class ConsolePaxIT extends InsideRunner {
  private static final String CONSOLE = "/_/console/bundles";
  private static final String HEALTH_CHECK = "org.apache.felix.hc.api.HealthCheck";

  @Test
  public void console_whenNobodyIsLoggedIn_answers401() {
    assertThat(get(CONSOLE).statusCode()).isEqualTo(401);
    assertThat(getAs("admin", "admin", CONSOLE).statusCode()).isEqualTo(401);
  }

  @Test
  public void console_whenAdminIsLoggedIn_listsTheBundles() {
    var answer = getAs("admin", Distribution.PASSWORD, CONSOLE + ".json");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("dev.buntime.management");
  }

  @Test
  public void console_whenTheLoginIsGone_letsNobodyIn() throws BundleException {
    Bundle management = bundle("dev.buntime.management");
    management.stop();
    try {
      for (String password : List.of("admin", Distribution.PASSWORD)) {
        assertThat(getAs("admin", password, CONSOLE).statusCode()).as(password).isNotEqualTo(200);
      }
      assertThat(get(CONSOLE).statusCode()).isNotEqualTo(200);
    } finally {
      management.start();
    }
    await()
        .untilAsserted(() ->
            assertThat(getAs("admin", Distribution.PASSWORD, CONSOLE).statusCode()).isEqualTo(200));
    assertThat(getAs("admin", "admin", CONSOLE).statusCode()).isEqualTo(401);
  }

  @Test
  public void healthChecks_areRegistered_andAnswer() throws InvalidSyntaxException {
    assertThat(checkers("live")).containsExactly("dev.buntime.management");
    assertThat(checkers("ready"))
        .containsExactlyInAnyOrder(
            "dev.buntime.management", "dev.buntime.management", "dev.buntime.config");
    for (String tag : List.of("live", "ready")) {
      assertThat(get("/_/health/" + tag).body()).contains("\"overallResult\"", "OK");
    }
  }

  /** Symbolic names of the bundles that have a check of this tag. */
  private List<String> checkers(String tag) throws InvalidSyntaxException {
    ServiceReference<?>[] checks =
        context.getAllServiceReferences(HEALTH_CHECK, "(hc.tags=" + tag + ")");
    return Arrays.stream(checks).map(check -> check.getBundle().getSymbolicName()).toList();
  }

  private Bundle bundle(String name) {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> name.equals(bundle.getSymbolicName()))
        .findFirst()
        .orElseThrow();
  }
}
