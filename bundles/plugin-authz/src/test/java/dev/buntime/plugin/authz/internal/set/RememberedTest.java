package dev.buntime.plugin.authz.internal.set;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.plugin.authz.internal.attributes.Vocabulary;
import dev.buntime.plugin.authz.internal.pdp.Decision;
import dev.buntime.plugin.authz.internal.pdp.Query;
import dev.buntime.plugin.authz.internal.pdp.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

/** What is remembered of decisions, and for how long. */
public class RememberedTest {
  private static final Outcome OUTCOME =
      new Outcome(
          new Verdict(
              Decision.PERMIT,
              Verdict.OK,
              "",
              List.of(),
              List.of(),
              List.of(),
              List.of(),
              List.of()),
          Optional.empty());

  private final Remembered known = new Remembered();

  private static Query query(String path) {
    return Query.builder().add(Vocabulary.PATH, path).build();
  }

  @Test
  public void get_ofWhatIsAskedForAgain_outlivesOthers() {
    known.put(query("kept"), OUTCOME);
    known.put(query("once"), OUTCOME);
    for (int n = 0; n < 4 * Remembered.MOST; n++) {
      known.put(query("/" + n), OUTCOME);
      assertThat(known.get(query("kept"))).isSameAs(OUTCOME);
    }
    assertThat(known.get(query("once"))).isNull();
    assertThat(known.size()).isBetween(Remembered.MOST, 2 * Remembered.MOST);
  }

  @Test
  public void put_ofLongTexts_isNotRemembered() {
    Query longest = query("a".repeat(1000));
    Query tooLong = query("a".repeat(1001));
    known.put(longest, OUTCOME);
    known.put(tooLong, OUTCOME);
    assertThat(known.get(longest)).isSameAs(OUTCOME);
    assertThat(known.get(tooLong)).isNull();
  }
}
