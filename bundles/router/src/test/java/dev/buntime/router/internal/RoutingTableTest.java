package dev.buntime.router.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assert.assertThrows;

import dev.buntime.catalog.CatalogSnapshot;
import dev.buntime.catalog.LiveApp;
import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.Test;

public class RoutingTableTest {

  @Test
  public void find_withoutRange_isTheHighestRelease() throws InvocationException {
    assertThat(found(Apps.table("a@1.0.0", "a@2.0.0", "a@3.0.0-rc.1"), "a")).isEqualTo("a@2.0.0");
  }

  @Test
  public void find_withRange_isTheHighestInIt() throws InvocationException {
    RoutingTable table = Apps.table("a@1.0.0", "a@1.5.0", "a@2.0.0", "b@1.9.0");

    assertThat(found(table, "a@1")).isEqualTo("a@1.5.0");
    assertThat(found(table, "a@[1.0,1.1)")).isEqualTo("a@1.0.0");
  }

  @Test
  public void find_again_isTheSame() throws InvocationException {
    RoutingTable table = Apps.table("a@1.0.0", "a@2.0.0");

    assertThat(table.find("a@1")).isSameAs(table.find("a@1"));
    assertThat(table.remembered()).isEqualTo(1);
  }

  @Test
  public void find_splitsAtTheFirstAt() {
    InvocationException refusal = refusal(Apps.table("a@1.0.0"), "a@1@2");

    assertThat(refusal.code()).isEqualTo(ErrorCode.RANGE_INVALID);
    assertThat(refusal.detail()).contains("'1@2'", "position 2", "'@'");
  }

  @Test
  public void find_ofAnUnknownApp_saysWhichAndWhereTheAppsAre() {
    InvocationException refusal = refusal(Apps.table("a@1.0.0"), "shop");

    assertThat(refusal.code()).isEqualTo(ErrorCode.APP_NOT_FOUND);
    assertThat(refusal.app()).isEqualTo("shop");
    assertThat(refusal.detail()).contains("No app named 'shop'", "GET /", "GET /_/deployments");
  }

  @Test
  public void find_ofAnUnknownAppWithRange_isAppNotFound() {
    InvocationException refusal = refusal(Apps.table("a@1.0.0"), "shop@not a range");

    assertThat(refusal.code()).isEqualTo(ErrorCode.APP_NOT_FOUND);
    assertThat(refusal.app()).isEqualTo("shop");
  }

  @Test
  public void find_ofWhatIsNoName_isAppNotFoundWithoutAName() {
    for (String segment : List.of("", "A", "-a", ".", "a b", "é", "@1", "%41")) {
      InvocationException refusal = refusal(Apps.table("a@1.0.0"), segment);

      assertThat(refusal.code()).as(segment).isEqualTo(ErrorCode.APP_NOT_FOUND);
      assertThat(refusal.app()).as(segment).isEmpty();
    }
  }

  @Test
  public void find_ofAReservedName_saysThatItIsReserved() {
    assertThat(refusal(Apps.table("a@1.0.0"), "_admin").detail())
        .contains("reserved for the runner");
  }

  @Test
  public void find_ofALongName_quotesOnlyItsBeginning() {
    assertThat(refusal(RoutingTable.EMPTY, "n".repeat(5000)).detail()).hasSizeLessThan(400);
  }

  @Test
  public void find_whenNoVersionIsInTheRange_listsTheVersionsHighestFirst() {
    RoutingTable table = Apps.table("a@1.2.0", "a@1.10.0", "a@2.0.0-rc.1", "a@1.0.0");

    InvocationException refusal = refusal(table, "a@^3");

    assertThat(refusal.code()).isEqualTo(ErrorCode.VERSION_NOT_FOUND);
    assertThat(refusal.app()).isEqualTo("a");
    assertThat(refusal.detail())
        .isEqualTo(
            "No deployed version of a is in the range '^3'."
                + " There are: 2.0.0-rc.1, 1.10.0, 1.2.0, 1.0.0.");
    assertThat(refusal(table, "a@^3").detail()).isEqualTo(refusal.detail());
  }

  @Test
  public void find_whenThereAreManyVersions_listsFifty() {
    RoutingTable table = RoutingTable.EMPTY.next(Apps.many(1, 53));

    assertThat(refusal(table, "app-0@2").detail())
        .contains("There are: 1.52.0, 1.51.0,")
        .endsWith(", 1.4.0, 1.3.0 and 3 more.");
  }

  @Test
  public void find_ofAnEmptyRange_isInvalidAtItsFirstPosition() {
    InvocationException refusal = refusal(Apps.table("a@1.0.0"), "a@");

    assertThat(refusal.code()).isEqualTo(ErrorCode.RANGE_INVALID);
    assertThat(refusal.app()).isEqualTo("a");
    assertThat(refusal.detail()).startsWith("'' is not a version range, position 1: ");
  }

  @Test
  public void find_ofMoreRangesThanTheCacheHolds_staysRight() throws InvocationException {
    RoutingTable table = RoutingTable.EMPTY.next(Apps.many(1, 6000));

    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 6000; i++) {
        assertThat(found(table, "app-0@1." + i)).isEqualTo("app-0@1." + i + ".0");
      }
    }

    assertThat(table.remembered()).isEqualTo(RoutingTable.CACHE_LIMIT);
  }

  @Test
  public void find_ofMalformedRangesAndUnknownApps_isNotRemembered() {
    RoutingTable table = Apps.table("a@1.0.0");

    for (int i = 0; i < 100; i++) {
      refusal(table, "a@y" + i);
      refusal(table, "b" + i + "@1");
    }

    assertThat(table.remembered()).isZero();
  }

  @Test
  public void next_afterAnotherVersionIsDeployed_changesThatAppAlone() throws InvocationException {
    RoutingTable before = Apps.table("a@1.0.0", "b@1.0.0");
    RoutingTable after = before.next(with(before(), List.of("a@1.1.0"), List.of()));

    assertThat(found(before, "a@1")).isEqualTo("a@1.0.0");
    assertThat(found(after, "a@1")).isEqualTo("a@1.1.0");
    assertThat(found(after, "b@1")).isEqualTo("b@1.0.0");
  }

  @Test
  public void next_afterAVersionIsRemoved_fallsBack() throws InvocationException {
    CatalogSnapshot both = Apps.snapshot("a@1.0.0", "a@1.1.0");
    RoutingTable table = RoutingTable.EMPTY.next(both);

    assertThat(found(table, "a@1")).isEqualTo("a@1.1.0");
    assertThat(found(table.next(with(both, List.of(), List.of("a@1.1.0.jar"))), "a@1"))
        .isEqualTo("a@1.0.0");
  }

  @Test
  public void next_afterTheLastVersionIsRemoved_doesNotKnowTheApp() {
    CatalogSnapshot one = Apps.snapshot("a@1.0.0", "b@1.0.0");
    RoutingTable table =
        RoutingTable.EMPTY.next(one).next(with(one, List.of(), List.of("a@1.0.0.jar")));

    assertThat(refusal(table, "a").code()).isEqualTo(ErrorCode.APP_NOT_FOUND);
  }

  @Test
  public void next_afterTheSameVersionIsRedeployed_choosesTheNewBundle()
      throws InvocationException {
    CatalogSnapshot old = Apps.snapshot("a@1.0.0");
    RoutingTable before = RoutingTable.EMPTY.next(old);
    RoutingTable after = before.next(with(old, List.of("a@1.0.0"), List.of()));

    assertThat(after.find("a").bundle()).isNotSameAs(before.find("a").bundle());
    assertThat(after.find("a@1").bundle()).isSameAs(after.find("a").bundle());
  }

  @Test
  public void next_afterManyRandomSteps_isTheTableMadeAtOnce() throws InvocationException {
    CatalogSnapshot snapshot = CatalogSnapshot.EMPTY;
    RoutingTable stepwise = RoutingTable.EMPTY;
    for (int step = 0; step < 200; step++) {
      String id = "app-%d@1.%d.0".formatted(step % 3, step * 7 % 11);
      boolean present = snapshot.deployment(id + ".jar").isPresent();
      snapshot =
          present
              ? with(snapshot, List.of(), List.of(id + ".jar"))
              : with(snapshot, List.of(id), List.of());
      stepwise = stepwise.next(snapshot);

      assertThat(everything(stepwise)).isEqualTo(everything(RoutingTable.EMPTY.next(snapshot)));
    }
  }

  private static List<String> everything(RoutingTable table) {
    return IntStream.range(0, 3)
        .boxed()
        .flatMap(app -> IntStream.range(0, 11).mapToObj(i -> "app-%d@1.%d".formatted(app, i)))
        .map(segment -> foundOrCode(table, segment))
        .collect(Collectors.toList());
  }

  private static String foundOrCode(RoutingTable table, String segment) {
    try {
      return found(table, segment);
    } catch (InvocationException e) {
      return e.code().name();
    }
  }

  private static CatalogSnapshot before() {
    return Apps.snapshot("a@1.0.0", "b@1.0.0");
  }

  private static CatalogSnapshot with(
      CatalogSnapshot snapshot, Collection<String> ids, Collection<String> removed) {
    return snapshot.with(ids.stream().map(Apps::deployment).toList(), removed);
  }

  private static String found(RoutingTable table, String segment) throws InvocationException {
    LiveApp app = table.find(segment);
    return app.id().toString();
  }

  private static InvocationException refusal(RoutingTable table, String segment) {
    return assertThrows(InvocationException.class, () -> table.find(segment));
  }
}
