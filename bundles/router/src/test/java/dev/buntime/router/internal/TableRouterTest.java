package dev.buntime.router.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assert.assertThrows;

import dev.buntime.catalog.CatalogSnapshot;
import dev.buntime.catalog.LiveApp;
import dev.buntime.router.Route;
import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.Test;

public class TableRouterTest {

  @Test
  public void route_ofAnApp_hasNoRest() throws InvocationException {
    assertToApp(router("", "a@1.0.0").route("/a"), "a@1.0.0", "/a", "");
  }

  @Test
  public void route_belowAnApp_hasTheRest() throws InvocationException {
    assertToApp(router("", "a@1.0.0").route("/a/"), "a@1.0.0", "/a", "/");
    assertToApp(router("", "a@1.0.0").route("/a/x/y"), "a@1.0.0", "/a", "/x/y");
    assertToApp(router("", "a@1.0.0").route("/a//x@2"), "a@1.0.0", "/a", "//x@2");
  }

  @Test
  public void route_withRange_keepsTheContextPathAsTyped() throws InvocationException {
    TableRouter router = router("", "a@1.0.0", "a@2.0.0");

    assertToApp(router.route("/a@[1.0,1.1)/x/y"), "a@1.0.0", "/a@[1.0,1.1)", "/x/y");
    assertToApp(router.route("/a@>=1.2 <3"), "a@2.0.0", "/a@>=1.2 <3", "");
  }

  @Test
  public void route_ofTheRunner_isToRunner() throws InvocationException {
    TableRouter router = router("shell", "shell@1.0.0");

    assertThat(router.route("/_")).isEqualTo(new Route.ToRunner());
    assertThat(router.route("/_/")).isEqualTo(new Route.ToRunner());
    assertThat(router.route("/_/console/bundles")).isEqualTo(new Route.ToRunner());
  }

  @Test
  public void route_ofOtherReservedNames_isAppNotFound() {
    assertThat(refusal(router(""), "/_x/y").code()).isEqualTo(ErrorCode.APP_NOT_FOUND);
    assertThat(refusal(router(""), "/_@1").code()).isEqualTo(ErrorCode.APP_NOT_FOUND);
    assertThat(refusal(router(""), "/__").code()).isEqualTo(ErrorCode.APP_NOT_FOUND);
  }

  @Test
  public void route_ofWhatDoesNotBeginWithOneSlash_isRequestInvalid() {
    for (String path : List.of("", "a", "*", "//", "//a")) {
      assertThat(refusal(router("", "a@1.0.0"), path).code())
          .as(path)
          .isEqualTo(ErrorCode.REQUEST_INVALID);
    }
  }

  @Test
  public void route_ofTheRootWithoutShell_isTheStartPage() throws InvocationException {
    assertThat(router("", "a@1.0.0").route("/")).isEqualTo(new Route.Start());
  }

  @Test
  public void route_ofTheRootWithShell_isTheShell() throws InvocationException {
    assertToApp(router("s", "s@1.0.0", "s@2.0.0").route("/"), "s@2.0.0", "/s", "/");
    assertToApp(router("s@1", "s@1.0.0", "s@2.0.0").route("/"), "s@1.0.0", "/s@1", "/");
  }

  @Test
  public void route_ofOtherPathsWithShell_isNotTheShell() throws InvocationException {
    TableRouter router = router("s", "s@1.0.0", "a@1.0.0");

    assertToApp(router.route("/a/"), "a@1.0.0", "/a", "/");
    assertToApp(router.route("/s/x"), "s@1.0.0", "/s", "/x");
    assertThat(refusal(router, "/favicon.ico").code()).isEqualTo(ErrorCode.APP_NOT_FOUND);
  }

  @Test
  public void route_ofTheRootWhenTheShellIsNotDeployed_saysThatItIsTheShell() {
    InvocationException refusal = refusal(router("s", "a@1.0.0"), "/");

    assertThat(refusal.code()).isEqualTo(ErrorCode.APP_NOT_FOUND);
    assertThat(refusal.app()).isEqualTo("s");
    assertThat(refusal.detail())
        .startsWith("The app for / is s (dev.buntime.router, key shell). No app named 's'");
  }

  @Test
  public void route_ofTheRootWhenNoVersionOfTheShellMatches_listsItsVersions() {
    InvocationException refusal = refusal(router("s@2", "s@1.0.0"), "/");

    assertThat(refusal.code()).isEqualTo(ErrorCode.VERSION_NOT_FOUND);
    assertThat(refusal.detail()).contains("(dev.buntime.router, key shell)", "There are: 1.0.0.");
  }

  @Test
  public void route_whenTheShellIsMalformed_showsWhyAndRoutesTheApps() throws InvocationException {
    TableRouter router = router("s@1.y", "a@1.0.0");

    assertThat(router.route("/"))
        .isInstanceOfSatisfying(
            Route.Start.class,
            start -> assertThat(start.notice()).contains("dev.buntime.router", "position 3"));
    assertToApp(router.route("/a"), "a@1.0.0", "/a", "");
  }

  @Test
  public void modified_changesTheShellAndKeepsTheTable() throws InvocationException {
    TableRouter router = router("", "s@1.0.0");

    router.modified(new Config("s"));

    assertToApp(router.route("/"), "s@1.0.0", "/s", "/");
  }

  @Test
  public void changed_fromASnapshotThatWasNeverHeardOf_takesTheNewOneWhole()
      throws InvocationException {
    TableRouter router = router("", "a@1.0.0");

    router.changed(Apps.snapshot("x@1.0.0"), Apps.snapshot("b@1.0.0"));

    assertToApp(router.route("/b"), "b@1.0.0", "/b", "");
    assertThat(refusal(router, "/a").code()).isEqualTo(ErrorCode.APP_NOT_FOUND);
  }

  @Test
  public void route_whileTheCatalogChanges_neverSeesAPartOfAChange() throws Exception {
    CatalogSnapshot one = Apps.snapshot("a@1.0.0", "a@1.1.0");
    CatalogSnapshot two = Apps.snapshot("a@2.0.0", "a@2.1.0");
    Set<String> whole = Set.of("a@1.1.0", "a@2.1.0");
    TableRouter router = new TableRouter(new Config(""));
    router.changed(CatalogSnapshot.EMPTY, one);
    AtomicBoolean stop = new AtomicBoolean();
    try (var executor = Executors.newFixedThreadPool(3)) {
      List<Future<Integer>> readers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        readers.add(executor.submit(() -> readUntil(stop, router, whole)));
      }
      for (int i = 0; i < 3000; i++) {
        router.changed(one, two);
        router.changed(two, one);
      }
      stop.set(true);
      for (Future<Integer> reader : readers) {
        assertThat(reader.get()).isPositive();
      }
    }
  }

  private static int readUntil(AtomicBoolean stop, TableRouter router, Set<String> whole)
      throws InvocationException {
    int reads = 0;
    do {
      // The higher version of one of the snapshots; the lower would be a part of a change.
      assertThat(whole).contains(app(router.route("/a@>=1 <3")).id().toString());
      assertThat(whole).contains(app(router.route("/a")).id().toString());
      reads++;
    } while (!stop.get());
    return reads;
  }

  private static TableRouter router(String shell, String... ids) {
    TableRouter router = new TableRouter(new Config(shell));
    router.changed(CatalogSnapshot.EMPTY, Apps.snapshot(ids));
    return router;
  }

  private static void assertToApp(Route route, String id, String contextPath, String rest) {
    assertThat(route)
        .isInstanceOfSatisfying(
            Route.ToApp.class,
            toApp -> {
              assertThat(toApp.app().id()).hasToString(id);
              assertThat(toApp.contextPath()).isEqualTo(contextPath);
              assertThat(toApp.rest()).isEqualTo(rest);
            });
  }

  private static LiveApp app(Route route) {
    return ((Route.ToApp) route).app();
  }

  private static InvocationException refusal(TableRouter router, String path) {
    return assertThrows(InvocationException.class, () -> router.route(path));
  }
}
