package dev.buntime.deployer.internal.forms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.testing.TestJar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.Attributes;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class WarFormTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void manifest_hasTheClassPathOfTheServletSpecification() throws Exception {
    TestJar war =
        TestJar.plain()
            .entry("WEB-INF/web.xml", "<web-app/>")
            .entry("WEB-INF/classes/x.class", TestJar.bytesOf(WarFormTest.class))
            .entry("WEB-INF/lib/b.jar", TestJar.plain().entry("a", "").bytes())
            .entry("WEB-INF/lib/a.jar", TestJar.plain().entry("a", "").bytes())
            .entry("WEB-INF/lib/notes.txt", "")
            .entry("WEB-INF/lib/sub/c.jar", "");

    Attributes headers = made("shop-1.2.3.war", war).manifest().getMainAttributes();

    assertThat(headers.getValue("Bundle-ClassPath"))
        .isEqualTo("WEB-INF/classes,WEB-INF/lib/a.jar,WEB-INF/lib/b.jar");
    assertThat(headers.getValue("App-Name")).isEqualTo("shop");
    assertThat(headers.getValue("App-Version")).isEqualTo("1.2.3");
    assertThat(headers.getValue("Buntime-Form")).isEqualTo("war");
    assertThat(headers.getValue("Import-Package")).contains("jakarta.servlet.http");
  }

  @Test
  public void manifest_whenLibraryHasTheServletApi_leavesItOut() throws Exception {
    TestJar api = TestJar.plain().entry("jakarta/servlet/Servlet.class", "");
    TestJar war = TestJar.plain().entry("WEB-INF/lib/api.jar", api.bytes());

    Made made = made("shop.war", war);

    assertThat(made.manifest().getMainAttributes().getValue("Bundle-ClassPath"))
        .isEqualTo("WEB-INF/classes");
    assertThat(made.warnings())
        .singleElement()
        .asString()
        .contains("'WEB-INF/lib/api.jar' has the servlet API");
  }

  @Test
  public void manifest_whenLibraryHasAnOddName_isUnfit() {
    TestJar war = TestJar.plain().entry("WEB-INF/lib/a,b.jar", TestJar.plain().bytes());

    assertThatThrownBy(() -> made("shop.war", war))
        .isInstanceOf(UnfitException.class)
        .hasMessageContaining("'WEB-INF/lib/a,b.jar' has a character in its name");
  }

  @Test
  public void manifest_whenNeitherNamedNorBuiltLikeAWar_isOfAnotherForm() throws Exception {
    assertThat(form("shop.jar", TestJar.plain().entry("index.html", ""))).isEmpty();
    assertThat(form("shop.war", TestJar.plain().entry("WEB-INF/a.txt", ""))).isEmpty();
    assertThat(form("shop.zip", TestJar.plain().entry("WEB-INF/web.xml", ""))).isPresent();
  }

  private Made made(String name, TestJar war) throws IOException, UnfitException {
    return form(name, war).orElseThrow();
  }

  private Optional<Made> form(String name, TestJar war) throws IOException, UnfitException {
    Path file = war.in(folder.getRoot().toPath(), "x.zip");
    try (Archive archive = new Archive(file, false)) {
      return new WarForm().manifest(archive, ArtifactName.ofFile(name));
    }
  }
}
