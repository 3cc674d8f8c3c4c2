package dev.buntime.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.Rule;
import org.junit.Test;

public final class RowTest {
  @Rule public final World world = new World();
  private final Row row = new Row();

  private Seat add(String name, String version, int ranking) {
    Seat seat = World.active(world.seat(name, version, ranking), new TestPlugin());
    row.add(seat);
    row.update();
    return seat;
  }

  private List<String> order() {
    return row.chain().seats().stream().map(Seat::toString).toList();
  }

  @Test
  public void chain_isOrderedByRanking_highestFirst_andByServiceId_lowestFirst() {
    add("low", "1.0.0", -5);
    add("first", "1.0.0", 10);
    add("high", "1.0.0", 100);
    add("second", "1.0.0", 10);
    add("none", "1.0.0", 0);

    assertThat(order())
        .containsExactly("high 1.0.0", "first 1.0.0", "second 1.0.0", "none 1.0.0", "low 1.0.0");
    assertThat(row.chain().hearAnswers()).isEqualTo(row.chain().seats().reversed());
  }

  @Test
  public void chain_whenARankingChanges_isOrderedAnew() {
    Seat a = add("a", "1.0.0", 1);
    add("b", "1.0.0", 2);

    a.rank(3);
    row.update();

    assertThat(order()).containsExactly("a 1.0.0", "b 1.0.0");
  }

  @Test
  public void chain_whenNothingChanges_staysTheSame() {
    add("a", "1.0.0", 1);
    Chain before = row.chain();

    row.add(world.seat("b", "1.0.0", 5));
    row.update();

    assertThat(row.chain()).as("b has not begun").isSameAs(before);
  }

  @Test
  public void chain_hasTheNewestOfAName_byBundleVersion_thenByService() {
    add("a", "1.10.0", 0);
    add("a", "1.9.0", 50);
    assertThat(order()).as("an older bundle").containsExactly("a 1.10.0");

    Seat same = add("a", "1.10.0", 0);
    assertThat(row.chain().seats()).as("the same version again").containsExactly(same);

    add("a", "2.0.0", 0);
    assertThat(order()).containsExactly("a 2.0.0");
  }

  @Test
  public void chain_whenTheNewerIsNotReady_hasTheOlder() {
    Seat older = add("a", "1.0.0", 0);
    Seat newer = world.seat("a", "2.0.0", 0);
    row.add(newer);
    row.update();
    assertThat(row.chain().seats()).containsExactly(older);
    newer.refuse("no key");
    row.update();
    assertThat(row.chain().seats()).containsExactly(older);

    Seat third = add("a", "3.0.0", 0);
    assertThat(row.chain().seats()).containsExactly(third);
    assertThat(row.chain().seat("a")).isSameAs(third);

    row.remove(third);
    assertThat(row.chain().seats()).as("it stood by").containsExactly(older);
  }

  @Test
  public void remove_tellsThroughWhichChainsRequestsMayStillCome() {
    Seat a = add("a", "1.0.0", 0);
    Chain one = row.chain();
    one.requests().enter();
    add("b", "1.0.0", 0);
    Chain two = row.chain();
    two.answers().enter();
    add("c", "1.0.0", 0);
    Chain unused = row.chain();
    Seat d = add("d", "1.0.0", 0);
    Chain last = row.chain();

    assertThat(row.remove(a)).contains(one, two, last).doesNotContain(unused);
    assertThat(order()).containsExactly("b 1.0.0", "c 1.0.0", "d 1.0.0");
    assertThat(row.seats()).hasSize(3);
    one.requests().leave();
    two.answers().leave();
    assertThat(row.remove(d)).doesNotContain(one, two);
  }

  @Test
  public void stop_leavesNobody_andSaysWhoWas() {
    Seat a = add("a", "1.0.0", 1);
    Seat b = add("b", "1.0.0", 2);
    Seat standby = add("a", "0.9.0", 9);
    row.add(world.seat("c", "1.0.0", 3));

    assertThat(row.stop()).containsExactly(b, a, standby);

    assertThat(row.chain().isQuiet()).isTrue();
    add("d", "1.0.0", 1);
    assertThat(row.chain().seats()).as("comes too late").isEmpty();
  }
}
