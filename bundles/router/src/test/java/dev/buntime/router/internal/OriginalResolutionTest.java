package dev.buntime.router.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assert.assertThrows;

import dev.buntime.catalog.CatalogSnapshot;
import dev.buntime.catalog.Deployment;
import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import java.util.List;
import org.junit.Test;

/** What the original runner promised of the lookup of a version in its apps folder. */
public class OriginalResolutionTest {
  private final RoutingTable table =
      Apps.table("my-app@1.0.0", "my-app@1.4.0", "my-app@1.4.2", "my-app@1.5.0", "my-app@2.0.0");

  @Test
  public void find_exact() throws InvocationException {
    assertFound("my-app@1.4.0", "my-app@1.4.0");
  }

  @Test
  public void find_major() throws InvocationException {
    assertFound("my-app@1", "my-app@1.5.0");
  }

  @Test
  public void find_majorAndMinor() throws InvocationException {
    assertFound("my-app@1.4", "my-app@1.4.2");
  }

  @Test
  public void find_caret() throws InvocationException {
    assertFound("my-app@^1.0.0", "my-app@1.5.0");
  }

  @Test
  public void find_tilde() throws InvocationException {
    assertFound("my-app@~1.4.0", "my-app@1.4.2");
  }

  @Test
  public void find_withoutRange_isTheHighest() throws InvocationException {
    assertFound("my-app", "my-app@2.0.0");
  }

  @Test
  public void find_ignoresFilesThatAreNoApps() throws InvocationException {
    assertThat(with(Apps.refused("README.md")).find("my-app").id()).hasToString("my-app@2.0.0");
  }

  @Test
  public void find_ignoresArtifactsWithoutASemanticVersion() throws InvocationException {
    assertThat(with(Apps.refused("my-app-latest")).find("my-app").id()).hasToString("my-app@2.0.0");
  }

  @Test
  public void find_comparesNumbersAsNumbers() throws InvocationException {
    RoutingTable versions = Apps.table("my-app@1.10.0", "my-app@2.0.0", "my-app@1.2.0");

    assertThat(versions.find("my-app").id()).hasToString("my-app@2.0.0");
    assertThat(versions.find("my-app@1").id()).hasToString("my-app@1.10.0");
  }

  @Test
  public void find_ofAMissingApp_isRefused() {
    assertRefused(table, "other-app", ErrorCode.APP_NOT_FOUND);
  }

  @Test
  public void find_ofAnUnsatisfiedRange_isRefused() {
    assertRefused(table, "my-app@^3.0.0", ErrorCode.VERSION_NOT_FOUND);
  }

  @Test
  public void find_ofAnAppWithoutVersions_isRefused() {
    CatalogSnapshot one = Apps.snapshot("my-app@1.0.0");
    RoutingTable emptied =
        RoutingTable.EMPTY.next(one).next(one.with(List.of(), List.of("my-app@1.0.0.jar")));

    assertRefused(emptied, "my-app", ErrorCode.APP_NOT_FOUND);
  }

  private static RoutingTable with(Deployment refused) {
    CatalogSnapshot snapshot = Apps.snapshot("my-app@1.0.0", "my-app@2.0.0");
    return RoutingTable.EMPTY.next(snapshot.with(List.of(refused), List.of()));
  }

  private void assertFound(String segment, String id) throws InvocationException {
    assertThat(table.find(segment).id()).hasToString(id);
  }

  private static void assertRefused(RoutingTable table, String segment, ErrorCode code) {
    assertThat(assertThrows(InvocationException.class, () -> table.find(segment)).code())
        .isEqualTo(code);
  }
}
