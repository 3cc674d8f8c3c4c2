package dev.buntime.management.internal.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

/** Who is sent what, by a clock that stands still until a test moves it. */
public final class EventStreamTest {
  private static final Set<EventKind> ALL = EnumSet.allOf(EventKind.class);
  private static final Duration TICK = Duration.ofMillis(100);

  private long nanos;
  private int made;
  private int left;
  private final EventStream stream =
      new EventStream("7", () -> nanos, () -> Optional.of("{\"n\":" + ++made + "}"), () -> left++);

  @Test
  public void join_getsTheDelayAndStatsAtOnce() {
    Client client = join(ALL, null);

    assertThat(client.read())
        .containsExactly("retry: 2000\nid: 7-0\n\n", "id: 7-1\nevent: stats\ndata: {\"n\":1}\n\n");
  }

  @Test
  public void stats_areToldEachSecondToAllFromOneReading() {
    Client first = join(ALL, null);
    Client second = join(ALL, null);
    first.read();
    second.read();
    made = 0;

    pass(Duration.ofMillis(900));
    assertThat(first.read()).isEmpty();
    pass(TICK);
    assertThat(first.read()).containsExactly("id: 7-3\nevent: stats\ndata: {\"n\":1}\n\n");
    assertThat(second.read()).hasSize(1);
    pass(Duration.ofSeconds(3));

    assertThat(first.read()).as("the newest of those that it did not read").hasSize(1);
    assertThat(made).isEqualTo(4);
  }

  @Test
  public void stats_whenNobodyWantsThem_areNotMade() {
    Client client = join(Set.of(EventKind.WORKER), null);
    client.read();

    pass(Duration.ofSeconds(5));
    assertThat(made).isZero();
    assertThat(client.read()).isEmpty();
  }

  @Test
  public void stats_whenSomebodyListensAgain_areToldASecondAfterTheFirst() {
    Client client = join(ALL, null);
    stream.leave(client.subscriber);
    nanos += Duration.ofSeconds(20).toNanos();

    Client next = join(ALL, null);
    pass(Duration.ofMillis(900));
    assertThat(next.read()).hasSize(2);
    pass(TICK);
    assertThat(next.read()).hasSize(1);
    assertThat(made).isEqualTo(3);
  }

  @Test
  public void events_haveRisingIdsAndGoToThoseWhoWantThem() {
    Client all = join(ALL, null);
    Client plugins = join(Set.of(EventKind.PLUGIN), null);
    all.read();
    plugins.read();

    stream.tell(EventKind.WORKER, "{}");
    stream.tell(EventKind.PLUGIN, "{}");
    stream.tell(EventKind.DEPLOYMENT, "{}");

    assertThat(all.read())
        .containsExactly(
            "id: 7-2\nevent: worker\ndata: {}\n\n",
            "id: 7-3\nevent: plugin\ndata: {}\n\n",
            "id: 7-4\nevent: deployment\ndata: {}\n\n");
    assertThat(plugins.read()).containsExactly("id: 7-3\nevent: plugin\ndata: {}\n\n");
  }

  @Test
  public void events_areTheSameBytesForAll() {
    Client first = join(Set.of(EventKind.WORKER), null);
    Client second = join(Set.of(EventKind.WORKER), null);
    first.read();
    second.read();

    stream.tell(EventKind.WORKER, "{}");

    Frame sent = first.subscriber.next();
    assertThat(sent).isNotNull().isSameAs(second.subscriber.next());
  }

  @Test
  public void join_afterAPause_getsWhatItMissedInOrder() {
    Client client = join(ALL, null);
    stream.tell(EventKind.WORKER, "1");
    client.read();
    stream.leave(client.subscriber);
    stream.tell(EventKind.WORKER, "2");
    stream.tell(EventKind.DEPLOYMENT, "3");

    Client back = join(Set.of(EventKind.WORKER, EventKind.DEPLOYMENT), "7-2");
    Client partly = join(Set.of(EventKind.DEPLOYMENT), "7-2");

    assertThat(back.read())
        .containsExactly(
            "retry: 2000\nid: 7-2\n\n",
            "id: 7-3\nevent: worker\ndata: 2\n\n",
            "id: 7-4\nevent: deployment\ndata: 3\n\n");
    assertThat(partly.read()).hasSize(2).last().asString().contains("deployment");
  }

  @Test
  public void join_whenNothingWasMissed_isToldNothing() {
    stream.tell(EventKind.WORKER, "1");

    assertThat(join(Set.of(EventKind.WORKER), "7-1").read())
        .containsExactly("retry: 2000\nid: 7-1\n\n");
  }

  @Test
  public void join_withAnIdThatIsTooOld_isToldSoAndGetsFreshStats() {
    for (int i = 0; i <= EventRing.MOST; i++) {
      stream.tell(EventKind.WORKER, "{}");
    }

    assertThat(join(ALL, "7-0").read())
        .containsExactly(
            "retry: 2000\nid: 7-1001\n\n",
            "id: 7-1001\nevent: reset\n"
                + "data: {\"reason\":\"events after 7-0 are not kept any more\"}\n\n",
            "id: 7-1002\nevent: stats\ndata: {\"n\":1}\n\n");
    assertThat(join(Set.of(EventKind.WORKER), "7-1").read()).hasSize(1 + EventRing.MOST);
  }

  @Test
  public void join_withAnIdOfAnotherRunOrNone_isToldSo() {
    stream.tell(EventKind.WORKER, "{}");

    for (String id : List.of("6-1", "7-2", "7--1", "7-x", "7-", "", "7", "nonsense")) {
      assertThat(join(Set.of(EventKind.WORKER), id).read())
          .as(id)
          .hasSize(2)
          .last()
          .asString()
          .startsWith("id: 7-1\nevent: reset\n");
    }
  }

  @Test
  public void lose_isToldToAllAndToThoseWhoComeBack() {
    stream.tell(EventKind.WORKER, "{}");
    Client client = join(Set.of(EventKind.WORKER), null);
    client.read();

    stream.lose();

    assertThat(client.read()).hasSize(1).first().asString().startsWith("id: 7-2\nevent: reset\n");
    assertThat(join(Set.of(EventKind.WORKER), "7-1").read().getLast()).contains("event: reset");
    assertThat(join(Set.of(EventKind.WORKER), "7-2").read()).hasSize(1);
  }

  @Test
  public void heartbeat_comesWhenNothingElseDoes() {
    Client client = join(Set.of(EventKind.WORKER), null);
    client.read();

    pass(Duration.ofMillis(14_900));
    assertThat(client.read()).isEmpty();
    pass(TICK);
    assertThat(client.read()).containsExactly(": still here\n\n");
    pass(Duration.ofSeconds(10));
    stream.tell(EventKind.WORKER, "{}");
    client.read();
    pass(Duration.ofSeconds(10));
    assertThat(client.read()).isEmpty();
  }

  @Test
  public void heartbeat_whileNoPlaceIsLeft_comesEachSecond() {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < EventHub.MOST_SUBSCRIBERS; i++) {
      clients.add(join(Set.of(EventKind.WORKER), null));
    }
    clients.forEach(Client::read);

    pass(EventStream.HEARTBEAT_IF_FULL);
    assertThat(clients).allMatch(each -> each.read().equals(List.of(": still here\n\n")));
    stream.leave(clients.removeFirst().subscriber);
    pass(EventStream.HEARTBEAT_IF_FULL);
    assertThat(clients).allMatch(each -> each.read().isEmpty());
  }

  @Test
  public void client_thatReadsNothing_keepsTheNewestStatsAloneAndIsSentAway() {
    Client reader = join(ALL, null);
    Client sleeper = join(ALL, null);
    for (int second = 1; second < 30; second++) {
      stream.tell(EventKind.WORKER, "{}");
      pass(Duration.ofSeconds(1));
      assertThat(reader.read()).isNotEmpty();
      assertThat(sleeper.subscriber.size()).isEqualTo(2 + second); // the preamble and one of stats
    }
    assertThat(sleeper.ended).isFalse();

    pass(Duration.ofSeconds(1));
    assertThat(sleeper.ended).isTrue();
    assertThat(left).isEqualTo(1);
    assertThat(reader.ended).isFalse();
    assertThat(stream.size()).isEqualTo(1);
  }

  @Test
  public void client_forWhomTooMuchWaits_isSentAwayAtOnce() {
    Client reader = join(Set.of(EventKind.WORKER), null);
    Client sleeper = join(Set.of(EventKind.WORKER), null);
    for (int i = 1; i < Subscriber.MOST; i++) {
      stream.tell(EventKind.WORKER, "{}");
      assertThat(reader.read()).isNotEmpty();
    }
    assertThat(sleeper.ended).isFalse();
    assertThat(sleeper.subscriber.size()).isEqualTo(Subscriber.MOST);

    stream.tell(EventKind.WORKER, "{}");
    assertThat(sleeper.ended).isTrue();
    assertThat(reader.read()).hasSize(1);
    stream.tell(EventKind.WORKER, "{}");
    assertThat(sleeper.subscriber.size()).isEqualTo(Subscriber.MOST);
  }

  @Test
  public void client_thatWritesSlowlyButDoes_stays() {
    Client client = join(Set.of(EventKind.WORKER), null);
    for (int i = 0; i < 10; i++) {
      stream.tell(EventKind.WORKER, "{}");
      stream.tell(EventKind.WORKER, "{}");
      pass(Duration.ofSeconds(29));
      assertThat(client.subscriber.next()).isNotNull();
    }
    assertThat(client.ended).isFalse();
  }

  @Test
  public void outlet_isToBeginOnlyIfItRests() {
    Client client = join(Set.of(EventKind.WORKER), null);
    stream.tell(EventKind.WORKER, "1");
    assertThat(client.begun).as("it has not rested yet").isZero();
    client.read();

    stream.tell(EventKind.WORKER, "2");
    stream.tell(EventKind.WORKER, "3");
    assertThat(client.begun).isEqualTo(1);
    client.read();
    stream.tell(EventKind.WORKER, "4");
    assertThat(client.begun).isEqualTo(2);
  }

  @Test
  public void endAll_endsAllOnce() {
    Client first = join(ALL, null);
    Client second = join(ALL, null);

    stream.endAll("the test is over");
    stream.endAll("the test is over");
    stream.leave(first.subscriber);

    assertThat(first.ended).isTrue();
    assertThat(second.ended).isTrue();
    assertThat(left).isEqualTo(2);
    assertThat(stream.size()).isZero();
  }

  private Client join(Set<EventKind> kinds, @Nullable String lastId) {
    Client client = new Client(new Subscriber(kinds, () -> nanos));
    stream.join(client.subscriber, client, lastId);
    return client;
  }

  private void pass(Duration time) {
    for (long end = nanos + time.toNanos(); nanos < end; ) {
      nanos += TICK.toNanos();
      stream.tick();
    }
  }

  private static final class Client implements Outlet {
    final Subscriber subscriber;
    int begun;
    boolean ended;

    Client(Subscriber subscriber) {
      this.subscriber = subscriber;
    }

    /** All that waits, as one who reads fast. */
    List<String> read() {
      List<String> all = new ArrayList<>();
      for (Frame each = subscriber.next(); each != null; each = subscriber.next()) {
        all.add(each.toString());
      }
      assertThat(subscriber.rest()).isTrue();
      return all;
    }

    @Override
    public void begin() {
      begun++;
    }

    @Override
    public void end() {
      ended = true;
    }
  }
}
