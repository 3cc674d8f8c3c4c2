package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Bundles from Maven Central, deployed as they are, with nothing but a sidecar beside them. */
public class ThirdPartyAppsIT {
  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static final Path JARS = Path.of(System.getProperty("third-party.dir"));

  @Test
  public void bundlesFromElsewhere_answer() throws IOException {
    Path apps = FOLDER.newFolder().toPath();
    copy("h2", apps, "org.h2.server.web.JakartaWebServlet");
    String version = copyStatic("swagger-ui", apps);

    try (RunnerProcess runner = RunnerProcess.start(apps, FOLDER.newFolder().toPath())) {
      assertThat(runner.versions()).isEqualTo(2);
      assertH2Console(runner);
      assertSwaggerUi(runner, version);
    }
  }

  private static void assertH2Console(RunnerProcess runner) {
    HttpResponse<String> page = Http.get(runner.uri("/com.h2database@2/login.jsp"));

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("H2 Console");
  }

  private static void assertSwaggerUi(RunnerProcess runner, String version) {
    HttpResponse<String> page = Http.get(runner.uri("/org.webjars.swagger-ui/"));
    HttpResponse<String> script =
        Http.get(runner.uri("/org.webjars.swagger-ui@" + version + "/swagger-ui-bundle.js"));

    assertThat(page.body()).contains("<base href=\"/org.webjars.swagger-ui/\">", "swagger-ui");
    assertThat(script.statusCode()).isEqualTo(200);
    assertThat(script.body()).hasSizeGreaterThan(100_000);
  }

  private static String copyStatic(String artifact, Path apps) throws IOException {
    String fileName = fileName(artifact);
    String version = fileName.replaceAll("^.*-([0-9.]+)\\.jar$", "$1");
    copy(artifact, apps, "META-INF/resources/webjars/" + artifact + "/" + version + "/index.html");
    return version;
  }

  private static void copy(String artifact, Path apps, String entryPoint) throws IOException {
    String fileName = fileName(artifact);
    Files.writeString(
        apps.resolve(fileName + ".worker.jsonc"), "{ \"entrypoint\": \"" + entryPoint + "\" }");
    Files.copy(JARS.resolve(fileName), apps.resolve(fileName), StandardCopyOption.REPLACE_EXISTING);
  }

  private static String fileName(String artifact) throws IOException {
    try (var files = Files.newDirectoryStream(JARS, artifact + "-*.jar")) {
      return files.iterator().next().getFileName().toString();
    }
  }
}
