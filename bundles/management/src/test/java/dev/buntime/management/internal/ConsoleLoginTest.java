package dev.buntime.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class ConsoleLoginTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void authenticate_whenAdmin_letsInEverywhere() {
    for (String path :
        new String[] {"/bundles", "/configMgr", "/vmstat", "/anything", "/res/x.js"}) {
      assertThat(answer("GET", path, "ops")).as(path).isEqualTo(200);
      assertThat(answer("POST", path, "ops")).as(path).isEqualTo(200);
    }
  }

  @Test
  public void authenticate_whenViewer_letsInToWhatIsHarmless() {
    for (String path :
        new String[] {
          "",
          "/",
          "/bundles",
          "/bundles/7",
          "/bundles.json",
          "/bundles/7.json",
          "/bundles/res/x.js",
          "/licenses",
          "/licenses/7/META-INF/LICENSE.txt",
          "/licenses/7/NOTICE",
          "/res/lib/support.js",
          "/res"
        }) {
      assertThat(answer("GET", path, "staff")).as(path).isEqualTo(200);
      assertThat(answer("POST", path, "staff")).as(path).isEqualTo(403);
      assertThat(answer("POST", path, "dev")).as(path).isEqualTo(403);
    }
    for (String path :
        new String[] {
          "/licenses/7/OSGI-INF/x.xml",
          "/licenses/7/LICENSE/x.xml",
          "/licenses/7/config/secrets.json",
          "/configMgr",
          "/components",
          "/services",
          "/vmstat",
          "/logs",
          "/httpservice",
          "/status-Configurations",
          "/config",
          "/new-page",
          "/bundles2",
          "//configMgr",
          "/.json/configMgr",
          "/bundles.txt",
          "/bundles.json.zip",
          "bundles"
        }) {
      assertThat(answer("GET", path, "staff")).as(path).isEqualTo(403);
      assertThat(answer("GET", path, "dev")).as(path).isEqualTo(403);
    }
  }

  @Test
  public void authenticate_whenNobody_asksForTheLogin() {
    Fakes.Reply reply = new Fakes.Reply();
    ConsoleLogin console = console();

    assertThat(
            console.authenticate(
                new Fakes.Asked("GET", "/_/console/bundles").at("", "/bundles").request(),
                reply.response()))
        .isNull();
    assertThat(reply.status).isEqualTo(401);
  }

  @Test
  public void authorize_isForAdmins() {
    Login viewer = new Login("joe", "plugin-x", List.of("viewer"), Role.VIEWER.permissions());

    assertThat(console().authorize(Login.ADMIN, "any")).isTrue();
    assertThat(console().authorize(viewer, "any")).isFalse();
    assertThat(console().authorize("admin", "any")).isFalse();
  }

  private int answer(String method, String path, String role) {
    Fakes.Reply reply = new Fakes.Reply();
    Object user =
        console()
            .authenticate(
                new Fakes.Asked(method, "/_/console" + path).at("", path).by("joe", role).request(),
                reply.response());
    assertThat(user == null).isEqualTo(reply.status != 200);
    return reply.status;
  }

  private ConsoleLogin console() {
    Path data = folder.getRoot().toPath();
    return new ConsoleLogin(Fakes.door(data));
  }
}
