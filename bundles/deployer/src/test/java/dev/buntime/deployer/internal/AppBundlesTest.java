package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.buntime.catalog.LiveApp;
import dev.buntime.testing.FrameworkRule;
import dev.buntime.testing.TestJar;
import dev.buntime.versions.AppVersion;
import dev.buntime.versions.SemVer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

public class AppBundlesTest {
  private static final AppVersion ID = new AppVersion("x", SemVer.of(1, 0, 0));

  @Rule public final TemporaryFolder temp = new TemporaryFolder();
  @Rule public final FrameworkRule felix = new FrameworkRule();

  private final TestJar jar = TestJar.bundle("x", "1.0.0");

  @Test
  public void install_whenResolvable_isResolvedAndNotStarted() throws Exception {
    Bundle bundle = install();

    assertThat(bundle.getState()).isEqualTo(Bundle.RESOLVED);
    assertThat(LiveApp.isApp(bundle)).isTrue();
    assertThat(bundle.getLocation()).isEqualTo("app:x@1.0.0#0123456789ab.1");
  }

  @Test
  public void install_whenSameVersionIsThere_isBesideIt() throws Exception {
    AppBundles bundles = new AppBundles(felix.context());

    RetainedCopies.Copy copy = copy();

    assertThat(bundles.install(ID, copy)).isNotEqualTo(bundles.install(ID, copy));
    assertThat(bundles.all()).hasSize(2);
  }

  @Test
  public void install_whenPackageHasAnotherVersion_saysWhich() throws Exception {
    felix.install(TestJar.bundle("lib", "1").header("Export-Package", "com.foo;version=1.2.0"));
    jar.header("Import-Package", "com.foo;version=\"[2.0,3.0)\"");

    assertThat(refused())
        .startsWith(
            "Package com.foo [2.0.0,3.0.0) is missing: the runner has com.foo 1.2.0,"
                + " which is not in [2.0.0,3.0.0). Embed it");
  }

  @Test
  public void install_whenPackageIsTooOld_saysWhichWouldDo() throws Exception {
    felix.install(TestJar.bundle("lib", "1").header("Export-Package", "com.foo;version=1.2.0"));
    jar.header("Import-Package", "com.foo;version=2.0");

    assertThat(refused()).contains("the runner has com.foo 1.2.0, which is not 2.0.0 or higher.");
  }

  @Test
  public void install_whenPackageIsMisspelt_saysTheNearest() throws Exception {
    jar.header("Import-Package", "org.osgi.framwork,com.example.nothing");

    assertThat(refused())
        .contains(
            "Package org.osgi.framwork is missing: no bundle in the runner provides that name;"
                + " the nearest is org.osgi.framework.")
        .contains(
            "Package com.example.nothing is missing: no bundle in the runner provides that name."
                + " Embed");
  }

  @Test
  public void install_whenPackageHasOtherAttributes_saysSo() throws Exception {
    felix.install(TestJar.bundle("lib", "1").header("Export-Package", "com.foo;version=1.2.0"));
    jar.header("Import-Package", "com.foo;flavour=sweet");

    assertThat(refused()).contains("the runner has com.foo 1.2.0, but not with the attributes");
  }

  @Test
  public void install_whenOnlyAnotherAppHasThePackage_isRefused() throws Exception {
    jar.header("Export-Package", "com.shared");
    var _ = install();
    jar.headers().remove(new Attributes.Name("Export-Package"));
    jar.header("Import-Package", "com.shared;version=7");

    assertThat(refused()).contains("Package com.shared 7.0.0 or higher is missing: no bundle");
  }

  @Test
  public void install_whenJavaIsTooOld_saysBothVersions() throws Exception {
    jar.header("Require-Capability", "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\"");

    assertThat(refused())
        .startsWith(
            "It needs Java 99 (osgi.ee JavaSE); the runner runs on Java "
                + Runtime.version().feature());
  }

  @Test
  public void install_whenCapabilityIsMissing_saysTheNearest() throws Exception {
    felix.install(
        TestJar.bundle("scr", "1")
            .header(
                "Provide-Capability",
                "osgi.extender;osgi.extender=osgi.component;version:Version=1.3"));
    jar.header(
        "Require-Capability",
        "osgi.extender;filter:=\"(&(osgi.extender=osgi.component)(version>=1.4.0)(!(version>=2.0.0)))\","
            + "com.strange;filter:=\"(a=b)\"");

    assertThat(refused())
        .contains(
            "Capability osgi.extender osgi.component [1.4.0,2.0.0) is missing: the runner has"
                + " osgi.component 1.3.0, which is not in [1.4.0,2.0.0).")
        .contains(
            "Capability com.strange (a=b) is missing: no bundle in the runner provides anything of"
                + " that kind.");
  }

  @Test
  public void install_whenBundleIsMissing_saysSo() throws Exception {
    jar.header("Require-Bundle", "org.lib;bundle-version=\"[1,2)\"");

    assertThat(refused()).startsWith("Bundle org.lib [1.0.0,2.0.0) (Require-Bundle) is missing");
  }

  @Test
  public void install_whenOnlyServicesOrOptionalsAreMissing_isResolved() throws Exception {
    jar.header("Import-Package", "com.foo;resolution:=optional")
        .header("DynamicImport-Package", "com.bar.*")
        .header("Require-Capability", "osgi.service;filter:=\"(a=b)\";effective:=active");

    assertThat(install().getState()).isEqualTo(Bundle.RESOLVED);
  }

  @Test
  public void install_whenProviderItselfIsNotResolvable_hasTheResolversWords() throws Exception {
    felix.install(
        TestJar.bundle("lib", "1")
            .header("Export-Package", "com.foo")
            .header("Import-Package", "gone"));
    jar.header("Import-Package", "com.foo");

    assertThat(refused()).startsWith("All it requires is in the runner, but").contains("gone");
  }

  @Test
  public void install_whenManyAreMissing_namesFive() throws Exception {
    jar.header("Import-Package", "p.a,p.b,p.c,p.d,p.e,p.f,p.g");

    assertThat(refused()).endsWith(" And 2 more.");
  }

  @Test
  public void install_whenRefused_leavesNoBundle() throws Exception {
    jar.header("Import-Package", "com.foo");
    var _ = refused();

    assertThat(new AppBundles(felix.context()).all()).isEmpty();
  }

  @Test
  public void install_whenHeaderIsMalformed_isRefused() throws Exception {
    jar.header("Import-Package", "a;b;;=c");

    assertThat(refused()).startsWith("the framework does not install it: ");
  }

  private Bundle install() throws IOException, RefusedException {
    return new AppBundles(felix.context()).install(ID, copy());
  }

  private String refused() throws IOException, BundleException {
    RetainedCopies.Copy copy = copy();
    AppBundles bundles = new AppBundles(felix.context());
    return catchThrowableOfType(RefusedException.class, () -> bundles.install(ID, copy)).reason();
  }

  private RetainedCopies.Copy copy() throws IOException {
    Path file = Files.write(temp.getRoot().toPath().resolve("x.jar"), jar.bytes());
    return new RetainedCopies(temp.newFolder().toPath())
        .retain(Contents.staged(file, "0123456789abcdef", jar));
  }
}
