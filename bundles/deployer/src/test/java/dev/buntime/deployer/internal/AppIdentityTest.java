package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.testing.TestJar;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.Test;

public class AppIdentityTest {

  @Test
  public void of_whenThirdPartyBundle_takesSymbolicNameInLowerCase() throws RefusedException {
    assertThat(id(TestJar.bundle("Org.Example.Web;singleton:=true", "1.2")))
        .isEqualTo("org.example.web@1.2.0");
  }

  @Test
  public void of_whenOwnHeaders_takesThem() throws RefusedException {
    TestJar jar =
        TestJar.bundle("x", "1.0.0")
            .header("App-Name", "shop")
            .header("App-Version", "2.0.0-beta.1");

    assertThat(id(jar)).isEqualTo("shop@2.0.0-beta.1");
  }

  @Test
  public void of_whenNoVersion_isZero() throws RefusedException {
    assertThat(id(TestJar.plain().header("Bundle-SymbolicName", "x"))).isEqualTo("x@0.0.0");
  }

  @Test
  public void of_whenAppNameHasUpperCase_namesHeaderAndValue() {
    refused(TestJar.bundle("x", "1").header("App-Name", "Shop"))
        .hasMessageContaining("App-Name 'Shop'");
  }

  @Test
  public void of_whenAppNameIsReserved_isRefused() {
    refused(TestJar.bundle("x", "1").header("App-Name", "_")).hasMessageContaining("App-Name '_'");
  }

  @Test
  public void of_whenSymbolicNameIsReserved_advisesAppName() {
    refused(TestJar.bundle("_x", "1")).hasMessageContaining("Add the header App-Name");
  }

  @Test
  public void of_whenNoBundle_advisesHowToBuildOne() {
    refused(TestJar.plain()).hasMessageContaining("bnd-maven-plugin");
  }

  @Test
  public void of_whenFragment_isRefused() {
    refused(TestJar.bundle("x", "1").header("Fragment-Host", "y")).hasMessageContaining("fragment");
  }

  @Test
  public void of_whenPlugin_isRefusedWithTheRightFolder() {
    String imports = "dev.buntime.runtime;version=\"[1,2)\",dev.buntime.plugin;version=\"[1,2)\"";
    refused(TestJar.bundle("x", "1").header("Import-Package", imports))
        .hasMessageContaining("it is a plugin")
        .hasMessageContaining("plugins folder");
  }

  @Test
  public void of_whenBundleVersionIsWrong_namesHeaderAndValue() {
    refused(TestJar.bundle("x", "one")).hasMessageContaining("Bundle-Version 'one'");
  }

  @Test
  public void of_whenAppVersionIsWrong_namesHeaderAndValue() {
    refused(TestJar.bundle("x", "1").header("App-Version", "1.2"))
        .hasMessageContaining("App-Version '1.2'");
  }

  private static String id(TestJar jar) throws RefusedException {
    return AppIdentity.of(jar.headers()).toString();
  }

  private static AbstractThrowableAssert<?, ?> refused(TestJar jar) {
    return assertThatThrownBy(() -> AppIdentity.of(jar.headers()))
        .isInstanceOf(RefusedException.class);
  }
}
