package dev.buntime.plugin.authz.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.plugin.authz.internal.pdp.Decision;
import dev.buntime.plugin.authz.internal.set.Combining;
import dev.buntime.plugin.authz.internal.store.StoredPolicy;
import java.util.Map;
import org.junit.Test;

/** The options as ConfigAdmin has them. */
public class AuthzOptionsTest {

  @Test
  public void nothing_isTheDefaults() {
    AuthzOptions options = AuthzOptions.of(Map.of("service.pid", "plugin-authz"));
    assertThat(options.combining()).isEqualTo(Combining.DENY_OVERRIDES);
    assertThat(options.otherwise()).isEqualTo(Decision.DENY);
    assertThat(options.isKept()).isTrue();
    assertThat(options.path()).isEmpty();
    assertThat(options.fixed()).isEmpty();
    assertThat(options.isDryRun()).isFalse();
    assertThat(options.management()).isFalse();
  }

  @Test
  public void allOfThem() {
    AuthzOptions options =
        AuthzOptions.of(
            Map.of(
                "combiningAlgorithm", "first-applicable",
                "defaultEffect", "permit",
                "store", "file",
                "path", "../policies",
                "dryRun", true,
                "management", true,
                "excludePaths", new String[] {"/x"},
                "owners.a.b", "/{owner}",
                "policies",
                    "{\"id\": \"p\", \"effect\": \"permit\", \"subjects\": [], \"resources\": [], \"actions\": []}"));
    assertThat(options.combining()).isEqualTo(Combining.FIRST_APPLICABLE);
    assertThat(options.otherwise()).isEqualTo(Decision.PERMIT);
    assertThat(options.path()).contains("../policies");
    assertThat(options.isDryRun()).isTrue();
    assertThat(options.management()).isTrue();
    assertThat(options.owners().of("a.b", "/ada")).isEqualTo("ada");
    assertThat(options.fixed()).extracting(StoredPolicy::id).containsExactly("p");
  }

  @Test
  public void whatCannotBeTaken_isRefusedWithItsPlace() {
    refused(Map.of("combiningAlgorithm", "dictator"), "combiningAlgorithm", "deny-overrides");
    refused(Map.of("defaultEffect", "maybe"), "defaultEffect", "permit");
    refused(Map.of("store", "cloud"), "store", "memory");
    refused(Map.of("store", "memory", "path", "x"), "path", "left out");
    refused(Map.of("dryRun", "yes"), "dryRun", "true");
    refused(Map.of("excludePaths", new String[] {"("}), "excludePaths", "regular expression");
    refused(Map.of("polices", "x"), "polices", "policies");
    refused(Map.of("owners.a", "/x"), "owners.a", "{owner}");
    refused(Map.of("owners.a", "/**/{owner}"), "owners.a", "{owner}");
    refused(Map.of("owners.a", "/{owner}x"), "owners.a", "{owner}");
    refused(Map.of("policies", "{}"), "policies[0]", "id is missing");
    refused(Map.of("policies", "no JSON"), "policies[0]", "");
    String policy =
        "{\"id\": \"p\", \"effect\": \"permit\", \"subjects\": [], \"resources\": [], \"actions\": []}";
    refused(Map.of("policies", new String[] {policy, policy}), "policies[1]", "twice");
    refused(
        Map.of(
            "policies",
            policy.replace(
                "\"actions\": []", "\"actions\": [], \"obligations\": [{\"id\": \"lgo\"}]")),
        "policies[0]",
        "lgo");
  }

  private static void refused(Map<String, Object> options, String place, String allowed) {
    assertThatThrownBy(() -> AuthzOptions.of(options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("plugins in buntime.jsonc, options of plugin-authz: ")
        .hasMessageContaining(place)
        .hasMessageContaining(allowed);
  }

  @Test
  public void owner_isTheSegmentThatIsNamed() {
    Owners owners =
        AuthzOptions.of(Map.of("owners.a", "/x/*/{owner}/**", "owners.b", "/u.+/{owner}")).owners();
    assertThat(owners.of("a", "/x/1/ada/2/3")).isEqualTo("ada");
    assertThat(owners.of("a", "/x/1/ada")).isEqualTo("ada");
    assertThat(owners.of("a", "/x/1/ada\n/2")).isEqualTo("ada\n");
    assertThat(owners.of("a", "/x/1")).isEmpty();
    assertThat(owners.of("a", "/x/1//2")).isEmpty();
    assertThat(owners.of("b", "/u.+/bob")).isEqualTo("bob");
    assertThat(owners.of("b", "/uxx/bob")).isEmpty();
    assertThat(owners.of("c", "/x/1/ada")).isEmpty();
  }
}
