package dev.buntime.plugin.authn.internal.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.plugin.Identity;
import java.util.List;
import java.util.Map;
import org.junit.Test;

public class TokenIdentityTest {

  private static Identity of(Map<String, Object> claims) {
    return TokenIdentity.of(new VerifiedToken("ada", claims));
  }

  @Test
  public void of_whenAllIsThere_takesAll() {
    Identity ada =
        of(
            Map.of(
                "name", "Ada L.",
                "preferred_username", "ada",
                "email", "ada@example.com",
                "roles", List.of("a", "b"),
                "groups", List.of("/g")));

    assertThat(ada.sub()).isEqualTo("ada");
    assertThat(ada.name()).isEqualTo("Ada L.");
    assertThat(ada.email()).isEqualTo("ada@example.com");
    assertThat(ada.roles()).containsExactlyInAnyOrder("a", "b");
    assertThat(ada.groups()).containsExactly("/g");
    assertThat(ada.claims()).containsKey("preferred_username");
  }

  @Test
  public void of_whenClaimsAreOfOtherTypes_leavesThemOut() {
    Identity ada = of(Map.of("name", 1, "roles", "one", "groups", List.of(1, "", "g", List.of())));

    assertThat(ada.name()).isEmpty();
    assertThat(ada.roles()).containsExactly("one");
    assertThat(ada.groups()).containsExactly("g");
  }

  @Test
  public void of_whenRolesAreReserved_takesThemOut() {
    Identity ada =
        of(Map.of("roles", List.of("buntime:admin", "BunTime:editor", " buntime:read", "user")));

    assertThat(ada.roles()).containsExactly("user");
  }
}
