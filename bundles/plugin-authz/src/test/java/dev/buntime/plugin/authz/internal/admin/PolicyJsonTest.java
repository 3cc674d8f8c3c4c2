package dev.buntime.plugin.authz.internal.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.buntime.plugin.authz.internal.store.Format;
import dev.buntime.plugin.authz.internal.store.Revision;
import dev.buntime.plugin.authz.internal.store.StoredPolicy;
import java.time.Instant;
import java.util.Optional;
import org.junit.Test;

/** How policies are shown. */
public class PolicyJsonTest {
  private static ObjectNode shown(String text) {
    StoredPolicy policy = new StoredPolicy("a", Format.JSON, text);
    return PolicyJson.of(new Revision("a", 3, Optional.of(policy), "ada", Instant.EPOCH));
  }

  @Test
  public void policy_withAByteOrderMarkAndComments_isShownWithItsMembers() {
    ObjectNode shown = shown("\ufeff// mine\n{\"id\": \"a\", \"effect\": \"deny\",}");

    assertThat(shown.path("effect").asText()).isEqualTo("deny");
    assertThat(shown.path("version").asInt()).isEqualTo(3);
    assertThat(shown.has("problem")).isFalse();
  }

  @Test
  public void policy_thatCannotBeShown_isShownWithoutItsMembers() {
    for (String text : new String[] {"{\"id\": ", "[]", "", "\ufeff\ufeff{}"}) {
      ObjectNode shown = shown(text);

      assertThat(shown.path("id").asText()).as(text).isEqualTo("a");
      assertThat(shown.path("problem").asText()).as(text).startsWith("its text is no ");
      assertThat(shown.path("author").asText()).as(text).isEqualTo("ada");
    }
  }
}
