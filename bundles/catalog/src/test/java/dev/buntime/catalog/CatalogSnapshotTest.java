package dev.buntime.catalog;

import static dev.buntime.catalog.Artifacts.id;
import static dev.buntime.catalog.Artifacts.live;
import static dev.buntime.catalog.Artifacts.refused;
import static dev.buntime.catalog.Artifacts.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.versions.SemVer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

public final class CatalogSnapshotTest {

  @Test
  public void empty_hasNothing() {
    assertThat(CatalogSnapshot.EMPTY.deployments()).isEmpty();
    assertThat(CatalogSnapshot.EMPTY.liveApps()).isEmpty();
    assertThat(CatalogSnapshot.EMPTY.versions()).isEmpty();
    assertThat(CatalogSnapshot.EMPTY.find(id("shop@1.0.0"))).isEmpty();
    assertThat(CatalogSnapshot.EMPTY.deployment("shop.jar")).isEmpty();
  }

  @Test
  public void with_whenPut_findsByArtifactAndId() {
    Deployment shop = live("shop.jar", "shop@1.0.0");

    CatalogSnapshot after = CatalogSnapshot.EMPTY.with(List.of(shop), List.of());

    assertThat(after.deployment("shop.jar")).contains(shop);
    assertThat(after.find(id("shop@1.0.0"))).contains(app(shop));
    assertThat(after.find(id("shop@1.0.1"))).isEmpty();
    assertThat(CatalogSnapshot.EMPTY.deployments()).as("the one before").isEmpty();
  }

  @Test
  public void with_whenRefused_isNotCalled() {
    CatalogSnapshot after = CatalogSnapshot.EMPTY.with(List.of(refused("bad.jar")), List.of());

    assertThat(after.deployments()).hasSize(1);
    assertThat(after.liveApps()).isEmpty();
    assertThat(after.versions()).isEmpty();
  }

  @Test
  public void with_whenSameArtifact_replacesIt() {
    Deployment second = live("shop.jar", "shop@2.0.0");

    CatalogSnapshot after =
        snapshotOf(live("shop.jar", "shop@1.0.0")).with(List.of(second), List.of());

    assertThat(after.deployments()).containsExactly(second);
    assertThat(after.find(id("shop@1.0.0"))).isEmpty();
    assertThat(after.find(id("shop@2.0.0"))).contains(app(second));
  }

  @Test
  public void with_whenRemoved_isGoneAndUnknownOnesAreIgnored() {
    CatalogSnapshot after =
        snapshotOf(live("a.jar", "a@1.0.0"), live("b.jar", "b@1.0.0"))
            .with(List.of(), List.of("a.jar", "never.jar"));

    assertThat(after.liveApps()).extracting(LiveApp::id).containsExactly(id("b@1.0.0"));
  }

  @Test
  public void with_whenPutAndRemoved_isPut() {
    Deployment moved = live("shop.jar", "shop@1.0.0");

    CatalogSnapshot after = CatalogSnapshot.EMPTY.with(List.of(moved), List.of("shop.jar"));

    assertThat(after.deployments()).containsExactly(moved);
  }

  @Test
  public void with_whenVersionMovesToAnotherArtifact_takesIt() {
    Deployment moved = live("new.jar", "shop@1.0.0");

    CatalogSnapshot after =
        snapshotOf(live("old.jar", "shop@1.0.0")).with(List.of(moved), List.of("old.jar"));

    assertThat(after.find(id("shop@1.0.0"))).contains(app(moved));
  }

  @Test
  public void with_whenVersionIsLiveTwice_isRefusedAndNamesBoth() {
    CatalogSnapshot before = snapshotOf(live("a.jar", "shop@1.0.0"));
    List<Deployment> second = List.of(live("b.jar", "shop@1.0.0"));

    assertThatThrownBy(() -> before.with(second, List.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("b.jar: shop@1.0.0 is live in another artifact already");
    assertThat(before.deployments()).hasSize(1);
  }

  @Test
  public void with_whenSecondOfAVersionIsRefused_isAllowed() {
    Deployment second =
        new Deployment(
            "b.jar",
            1,
            "",
            Instant.EPOCH,
            List.of(),
            new Deployment.Refused(id("shop@1.0.0"), "a.jar has this version already"));

    CatalogSnapshot after = snapshotOf(live("a.jar", "shop@1.0.0"), second);

    assertThat(after.deployments()).hasSize(2);
    assertThat(after.liveApps()).hasSize(1);
  }

  @Test
  public void deployments_areSortedByArtifact() {
    assertThat(
            snapshotOf(refused("c.jar"), live("a.jar", "z@1.0.0"), live("b.jar", "y@1.0.0"))
                .deployments())
        .extracting(Deployment::artifact)
        .containsExactly("a.jar", "b.jar", "c.jar");
  }

  @Test
  public void versions_areSortedByNameAndPrecedence() {
    CatalogSnapshot snapshot =
        snapshot("shop@2.0.0", "shop@10.0.0", "cart@1.0.0", "shop@2.0.0-rc.1", "shop@2.0.0+b");

    assertThat(snapshot.versions().keySet()).containsExactly("cart", "shop");
    assertThat(snapshot.versions().get("shop"))
        .extracting(SemVer::toString)
        .containsExactly("2.0.0-rc.1", "2.0.0", "2.0.0+b", "10.0.0");
  }

  @Test
  public void collections_cannotBeEdited() {
    CatalogSnapshot snapshot = snapshot("shop@1.0.0");

    assertThatThrownBy(snapshot.deployments()::clear)
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(snapshot.liveApps()::clear)
        .isInstanceOf(UnsupportedOperationException.class);
    snapshot.versions().clear();
    assertThat(snapshot.versions()).as("a copy").hasSize(1);
  }

  @Test
  public void deployment_copiesItsWarnings() {
    List<String> warnings = new ArrayList<>(List.of("worker.jsonc: unknown key 'x'"));
    Deployment deployment =
        new Deployment("a.jar", 1, "", Instant.EPOCH, warnings, refused("a.jar").outcome());

    warnings.clear();

    assertThat(deployment.warnings()).containsExactly("worker.jsonc: unknown key 'x'");
  }

  private static CatalogSnapshot snapshotOf(Deployment... deployments) {
    return CatalogSnapshot.EMPTY.with(List.of(deployments), List.of());
  }

  private static LiveApp app(Deployment deployment) {
    return ((Deployment.Live) deployment.outcome()).app();
  }
}
