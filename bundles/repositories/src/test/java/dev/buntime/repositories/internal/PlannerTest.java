package dev.buntime.repositories.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.repositories.Plan;
import dev.buntime.repositories.Plan.Provided;
import dev.buntime.repositories.UnprovidedException;
import dev.buntime.testing.FrameworkRule;
import dev.buntime.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.resolver.Resolver;

/** With the framework's own resolver. */
public class PlannerTest {
  @Rule public final TemporaryFolder temp = new TemporaryFolder();
  @Rule public final FrameworkRule felix = new FrameworkRule();

  private final List<Repository> repositories = new ArrayList<>();
  private ResolverHookFactory wall = triggers -> null;
  private Path first = Path.of("");

  @Before
  public void makeRepository() throws IOException {
    first = temp.newFolder("first").toPath();
    repositories.add(new FolderRepository(first));
  }

  @Test
  public void plan_hasWhatIsMissing_andWhatThatNeeds() throws Exception {
    Jars.exporter("a", "1.0.0", "org.a").header("Import-Package", "org.b").in(first, "a.jar");
    Jars.exporter("b", "1.0.0", "org.b").in(first, "b.jar");
    Jars.exporter("c", "1.0.0", "org.c").in(first, "c.jar");

    Plan plan = plan(Jars.importer("app", "org.a"));

    assertThat(plan.bundles()).extracting(Provided::name).containsExactly("a", "b");
    assertThat(plan.bundles().getFirst().repository()).isEqualTo("folder " + first);
    assertThat(plan.bundles().getFirst().file()).isEqualTo(first.resolve("a.jar"));
    assertThat(plan.notes()).isEmpty();
  }

  @Test
  public void plan_takesTheHighestVersionThatIsAllowed() throws Exception {
    for (String version : List.of("1.0.0", "1.10.0", "1.9.0", "2.0.0")) {
      Jars.exporter("a", version, "org.a").in(first, "a-" + version + ".jar");
    }

    assertThat(versions(plan(Jars.importer("app", "org.a;version=\"[1,2)\""))))
        .containsExactly("1.10.0");
    assertThat(versions(plan(Jars.importer("app", "org.a")))).containsExactly("2.0.0");
  }

  @Test
  public void plan_whenTwoRepositoriesHaveTheSame_takesTheFirst() throws Exception {
    Path second = temp.newFolder("second").toPath();
    repositories.add(new FolderRepository(second));
    Jars.exporter("a", "1.0.0", "org.a").in(first, "z.jar");
    Jars.exporter("a", "1.0.0", "org.a").in(second, "a.jar");

    assertThat(plan(Jars.importer("app", "org.a")).bundles())
        .extracting(Provided::repository)
        .containsExactly("folder " + first);
  }

  @Test
  public void plan_prefersWhatTheRunnerHas() throws Exception {
    felix.install(Jars.exporter("runners", "1.0.0", "org.a")).start();
    Jars.exporter("a", "2.0.0", "org.a").in(first, "a.jar");
    Jars.exporter("b", "1.0.0", "org.b").header("Import-Package", "org.a").in(first, "b.jar");

    assertThat(plan(Jars.importer("app", "org.a,org.b")).bundles())
        .extracting(Provided::name)
        .containsExactly("b");
  }

  @Test
  public void plan_whenTheWallKeepsItFromTheRunners_takesThatOfTheRepository() throws Exception {
    felix.install(Jars.exporter("runners", "1.0.0", "org.a")).start();
    Jars.exporter("a", "2.0.0", "org.a").in(first, "a.jar");
    wall = triggers -> new Wall("org.a");

    assertThat(plan(Jars.importer("app", "org.a")).bundles())
        .extracting(Provided::name)
        .containsExactly("a");
  }

  @Test
  public void plan_neverTakesWhatAnotherAppHas() throws Exception {
    felix.install("app:other@1#1.1", Jars.exporter("other", "1.0.0", "org.a")).start();
    Jars.exporter("a", "2.0.0", "org.a").in(first, "a.jar");

    assertThat(plan(Jars.importer("app", "org.a")).bundles())
        .extracting(Provided::name)
        .containsExactly("a");
  }

  @Test
  public void plan_leavesOutWhatIsOptional() throws Exception {
    Jars.exporter("a", "1.0.0", "org.a").in(first, "a.jar");
    Jars.exporter("b", "1.0.0", "org.b").in(first, "b.jar");

    assertThat(plan(Jars.importer("app", "org.a;resolution:=optional,org.b")).bundles())
        .extracting(Provided::name)
        .containsExactly("b");
  }

  @Test
  public void plan_readsRequireBundleAndCapabilities() throws Exception {
    TestJar.bundle("a", "1.2.0").in(first, "a.jar");
    TestJar.bundle("b", "1.0.0")
        .header("Provide-Capability", "org.x;org.x=\"y\";version:Version=\"1.3\"")
        .in(first, "b.jar");

    assertThat(
            plan(TestJar.bundle("app", "1.0.0")
                    .header("Require-Bundle", "a;bundle-version=\"[1,2)\"")
                    .header("Require-Capability", "org.x;filter:=\"(&(org.x=y)(version>=1.2))\""))
                .bundles())
        .extracting(Provided::name)
        .containsExactly("a", "b");
  }

  @Test
  public void plan_keepsUsesConstraints() throws Exception {
    Jars.exporter("lib1", "1.0.0", "org.lib").in(first, "lib1.jar");
    Jars.exporter("lib2", "2.0.0", "org.lib").in(first, "lib2.jar");
    TestJar.bundle("user", "1.0.0")
        .header("Export-Package", "org.user;uses:=\"org.lib\"")
        .header("Import-Package", "org.lib;version=\"[1,2)\"")
        .entry("org/user/x", "")
        .in(first, "user.jar");

    assertThat(plan(Jars.importer("app", "org.user,org.lib")).bundles())
        .as("one org.lib for both")
        .extracting(Provided::name)
        .containsExactly("lib1", "user");
  }

  @Test
  public void plan_whenNothingIsConfigured_saysSo() {
    repositories.clear();

    assertThat(reason(Jars.importer("app", "org.a")))
        .startsWith("autoInstall has nothing to install from: no repository is configured");
  }

  @Test
  public void plan_whenNobodyHasIt_namesIt_andWhatIsNear() throws Exception {
    Jars.exporter("a", "3.0.0", "org.a").in(first, "a.jar");

    assertThat(reason(Jars.importer("app", "org.a;version=\"[1,2)\"")))
        .isEqualTo(
            "app 1.0.0 needs package org.a [1.0.0,2.0.0); none of the bundles (1) of folder %s"
                    .formatted(first)
                + " offers it; there is org.a 3.0.0 of a 3.0.0. Add what is missing to a repository,"
                + " or embed it in the jar");
  }

  @Test
  public void plan_whenWhatIsNeededLacksSomething_namesBoth() throws Exception {
    repositories.add(new FolderRepository(temp.newFolder("second").toPath()));
    Jars.exporter("a", "1.0.0", "org.a").header("Import-Package", "org.b").in(first, "a.jar");

    assertThat(reason(Jars.importer("app", "org.a")))
        .startsWith(
            "a 1.0.0, which is needed by app 1.0.0 needs package org.b; none of the bundles (1) of"
                + " 2 repositories (folder ");
  }

  @Test
  public void plan_whenItWouldHaveToRun_saysSo() throws Exception {
    TestJar.bundle("a", "1.0.0")
        .header("Provide-Capability", "osgi.extender;osgi.extender=\"x\";version:Version=\"1\"")
        .in(first, "a.jar");

    assertThat(
            reason(
                TestJar.bundle("app", "1.0.0")
                    .header("Require-Capability", "osgi.extender;filter:=\"(osgi.extender=x)\"")))
        .contains("one has it, but what is installed for an app is not started");
  }

  @Test
  public void plan_whenARepositoryIsGone_goesOnWithTheOthers_andNotesIt() throws Exception {
    Path gone = temp.getRoot().toPath().resolve("gone");
    repositories.addFirst(new FolderRepository(gone));
    Jars.exporter("a", "1.0.0", "org.a").in(first, "a.jar");

    assertThat(plan(Jars.importer("app", "org.a")).notes())
        .singleElement()
        .asString()
        .startsWith("folder " + gone + " is not available: the folder cannot be read");
    assertThat(reason(Jars.importer("app", "org.b"))).contains("folder " + gone + " is not");
  }

  @Test
  public void stock_whenAFileChanges_looksAgain() throws Exception {
    Jars.exporter("a", "1.0.0", "org.a").in(first, "a.jar");
    assertThat(versions(plan(Jars.importer("app", "org.a")))).containsExactly("1.0.0");

    Jars.exporter("a", "1.0.1", "org.a").in(first, "a.jar");
    assertThat(versions(plan(Jars.importer("app", "org.a")))).containsExactly("1.0.1");

    Files.delete(first.resolve("a.jar"));
    assertThat(reason(Jars.importer("app", "org.a"))).contains("none of the bundles (0) of");
  }

  @Test
  public void stock_passesOverWhatIsNoBundle() throws Exception {
    TestJar.plain().in(first, "plain.jar");
    Files.writeString(first.resolve("text.jar"), "no archive");
    Files.createDirectory(first.resolve("folder.jar"));
    TestJar.bundle("fragment", "1").header("Fragment-Host", "a").in(first, "fragment.jar");
    TestJar.bundle("bad", "1").header("Bundle-Version", "x.y").in(first, "bad.jar");
    TestJar.bundle("bad", "1").header("Export-Package", ";;=,").in(first, "bad2.jar");
    Jars.exporter("a", "1.0.0", "org.a").in(first, "a.jar");

    assertThat(plan(Jars.importer("app", "org.a")).bundles()).hasSize(1);
  }

  private String reason(TestJar app) {
    var thrown = new StringBuilder();
    assertThatThrownBy(() -> plan(app))
        .isInstanceOfSatisfying(UnprovidedException.class, each -> thrown.append(each.reason()));
    return thrown.toString();
  }

  private static List<String> versions(Plan plan) {
    return plan.bundles().stream().map(each -> each.version().toString()).toList();
  }

  private Plan plan(TestJar jar) throws BundleException, UnprovidedException, InterruptedException {
    BundleContext context = felix.context();
    Bundle app = felix.install("app:app@1.0.0#1.1", jar);
    try {
      BundleRevision revision = app.adapt(BundleRevision.class);
      RunnersBundles runner =
          new RunnersBundles(
              context, each -> each.getLocation().startsWith("app:"), revision, wall);
      Resolver resolver =
          Objects.requireNonNull(context.getService(context.getServiceReference(Resolver.class)));
      return new Planner(resolver, repositories, Deadline.after(Duration.ofSeconds(30)))
          .plan(revision, runner.wirings(), runner::grant);
    } finally {
      app.uninstall();
    }
  }

  /** Keeps a package from everybody. */
  private record Wall(String name) implements ResolverHook {
    @Override
    public void filterResolvable(java.util.Collection<BundleRevision> candidates) {}

    @Override
    public void filterSingletonCollisions(
        BundleCapability singleton, java.util.Collection<BundleCapability> collisions) {}

    @Override
    public void filterMatches(
        BundleRequirement requirement, java.util.Collection<BundleCapability> candidates) {
      candidates.removeIf(each -> name.equals(each.getAttributes().get("osgi.wiring.package")));
    }

    @Override
    public void end() {}
  }
}
