package dev.buntime.itests.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.BeforeClass;
import org.junit.Test;

/** The rooms of the architecture page: arrows point down only, and nobody looks into a room. */
public class ArchitectureTest {
  private static final int AT_LEAST = 100;

  private static JavaClasses code;

  @BeforeClass
  public static void load() throws IOException {
    Path bundles = Path.of(System.getProperty("bundles.dir"));
    List<Path> folders;
    try (var rooms = Files.list(bundles)) {
      folders =
          rooms.map(room -> room.resolve("target/classes/dev")).filter(Files::isDirectory).toList();
    }
    code = new ClassFileImporter().importPaths(folders);
  }

  @Test
  public void theTest_seesTheCode() {
    assertThat(code).hasSizeGreaterThan(AT_LEAST);
  }

  @Test
  public void arrows_pointDownOnly() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.buntime..")
        .layer("testing")
        .definedBy("dev.buntime.testing..")
        .layer("api")
        .definedBy("dev.buntime.runtime..", "dev.buntime.plugin", "dev.buntime.app..")
        .layer("log")
        .definedBy("dev.buntime.log..")
        .layer("credentials")
        .definedBy("dev.buntime.credentials..")
        .layer("jsonc")
        .definedBy("dev.buntime.jsonc..")
        .layer("versions")
        .definedBy("dev.buntime.versions..")
        .layer("settings")
        .definedBy("dev.buntime.settings..")
        .layer("plugins")
        .definedBy("dev.buntime.plugins..")
        .layer("catalog")
        .definedBy("dev.buntime.catalog..")
        .layer("sandbox")
        .definedBy("dev.buntime.sandbox..")
        .layer("worker")
        .definedBy("dev.buntime.worker..")
        .layer("router")
        .definedBy("dev.buntime.router..")
        .layer("pipeline")
        .definedBy("dev.buntime.pipeline..")
        .layer("config")
        .definedBy("dev.buntime.config..")
        .layer("repositories")
        .definedBy("dev.buntime.repositories..")
        .layer("deployer")
        .definedBy("dev.buntime.deployer..")
        .layer("management")
        .definedBy("dev.buntime.management..")
        .layer("plugin-support")
        .definedBy("dev.buntime.plugin.support..")
        .layer("plugin-authn")
        .definedBy("dev.buntime.plugin.authn..")
        .layer("plugin-authz")
        .definedBy("dev.buntime.plugin.authz..")
        .layer("plugin-metrics")
        .definedBy("dev.buntime.plugin.metrics..")
        .whereLayer("testing")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("plugin-authn")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("plugin-authz")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("plugin-metrics")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("management")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("deployer")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("repositories")
        .mayOnlyBeAccessedByLayers("deployer")
        .whereLayer("config")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("pipeline")
        .mayOnlyBeAccessedByLayers("deployer")
        .whereLayer("router")
        .mayOnlyBeAccessedByLayers("pipeline")
        .whereLayer("worker")
        .mayOnlyBeAccessedByLayers("pipeline")
        .whereLayer("sandbox")
        .mayOnlyBeAccessedByLayers("worker", "pipeline")
        .whereLayer("plugins")
        .mayOnlyBeAccessedByLayers("pipeline", "deployer", "management")
        .whereLayer("catalog")
        .mayOnlyBeAccessedByLayers(
            "sandbox", "worker", "router", "pipeline", "repositories", "deployer")
        .whereLayer("log")
        .mayOnlyBeAccessedByLayers("worker", "pipeline", "config", "management")
        .whereLayer("credentials")
        .mayOnlyBeAccessedByLayers("plugins", "pipeline", "config", "management", "plugin-authn")
        .whereLayer("jsonc")
        .mayOnlyBeAccessedByLayers(
            "settings",
            "plugins",
            "config",
            "repositories",
            "deployer",
            "plugin-support",
            "plugin-authn",
            "plugin-authz")
        .whereLayer("plugin-support")
        .mayOnlyBeAccessedByLayers("plugin-authn", "plugin-authz")
        .whereLayer("versions")
        .mayOnlyBeAccessedByLayers(
            "settings", "catalog", "worker", "router", "pipeline", "deployer")
        .whereLayer("settings")
        .mayOnlyBeAccessedByLayers("config")
        .check(code);
  }

  @Test
  public void internals_areUsedByNobodyElse() {
    for (String room :
        List.of(
            "plugins",
            "catalog",
            "sandbox",
            "worker",
            "router",
            "pipeline",
            "config",
            "repositories",
            "deployer",
            "management")) {
      classes()
          .that()
          .resideInAPackage("dev.buntime." + room + ".internal..")
          .should()
          .onlyBeAccessed()
          .byAnyPackage("dev.buntime." + room + ".internal..")
          .check(code);
    }
  }

  @Test
  public void rooms_haveNoCycles() {
    slices().matching("dev.buntime.(*)..").should().beFreeOfCycles().check(code);
  }

  @Test
  public void onlyThePipelineAndTheWorkers_knowJetty() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.buntime.pipeline..", "dev.buntime.worker..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.eclipse.jetty..")
        .check(code);
  }

  @Test
  public void onlyTheDecisionPoint_knowsItsEngine() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.buntime.plugin.authz.internal.pdp..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.ow2..", "oasis..", "net.sf.saxon..", "jakarta.xml.bind..")
        .check(code);
  }

  @Test
  public void nobody_usesThreadLocalsOrSystemExit() {
    noClasses()
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ThreadLocal.class)
        .check(code);
  }
}
