package dev.buntime.worker.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.buntime.catalog.WebDescriptor;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.Test;

public final class WebFilesTest {
  private static final WebDescriptor APP =
      new WebDescriptor(
          Map.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(
              new WebDescriptor.Servlet(
                  "go", "x.Go", List.of("*.go", "/exact"), Map.of(), false, null, "")),
          List.of("/"),
          List.of("index.html", "start.go"),
          List.of(),
          Map.of("log", "text/x-log"),
          null);

  private final WebFiles files =
      new WebFiles(
          new WebResources(
              new Fakes.TestBundle()
                  .file("index.html", "<html>root</html>")
                  .file("a.txt", "0123456789")
                  .file("b.LOG", "log")
                  .file("sub/index.html", "sub")
                  .file("servlet/only.txt", "")
                  .file("page.jsp", "<% secret %>")
                  .file("worker.jsonc", "{}")
                  .file("WEB-INF/web.xml", "<web-app/>")
                  .file("META-INF/MANIFEST.MF", "")
                  .file("META-INF/resources/from-library.txt", "library")
                  .file("META-INF/resources/WEB-INF/x.txt", "hidden")
                  .file("OSGI-INF/a.xml", "")
                  .get()),
          APP);

  @Test
  public void get_whenFile_sendsItAsStaticPagesDo() throws Exception {
    Fakes.Reply reply = get("/a.txt", "Range", "bytes=2-3");

    assertThat(reply.status).isEqualTo(206);
    assertThat(reply.text()).isEqualTo("23");
    assertThat(reply.headers)
        .contains(
            entry("Content-Type", "text/plain;charset=utf-8"), entry("Accept-Ranges", "bytes"));
    assertThat(
            get("/a.txt", "If-None-Match", Objects.requireNonNull(reply.headers.get("ETag")))
                .status)
        .isEqualTo(304);
  }

  @Test
  public void get_whenMediaTypeIsDeclared_hasIt() throws Exception {
    assertThat(get("/b.LOG").headers).containsEntry("Content-Type", "text/x-log");
  }

  @Test
  public void get_whenInALibrary_sendsIt() throws Exception {
    assertThat(get("/from-library.txt").text()).isEqualTo("library");
  }

  @Test
  public void get_whenNotForClients_isNotThere() throws Exception {
    for (String path :
        List.of(
            "/WEB-INF/web.xml",
            "/web-inf/web.xml",
            "/WEB-INF",
            "/WEB-INF/",
            "/META-INF/MANIFEST.MF",
            "/META-INF/resources/from-library.txt",
            "/WEB-INF/x.txt",
            "/OSGI-INF/a.xml",
            "/worker.jsonc",
            "/page.jsp",
            "/sub/../WEB-INF/web.xml",
            "/./WEB-INF/web.xml",
            "//WEB-INF/web.xml",
            "/sub//index.html",
            "/missing.txt")) {
      Fakes.Reply reply = get(path);
      assertThat(reply.status).as(path).isEqualTo(404);
      assertThat(reply.text()).as(path).isEmpty();
    }
  }

  @Test
  public void get_whenFolder_sendsItsWelcomeFile() throws Exception {
    assertThat(get("/").text()).isEqualTo("<html>root</html>");
    assertThat(get("/sub/").text()).isEqualTo("sub");
  }

  @Test
  public void get_whenWelcomeFileIsAServlet_forwards() throws Exception {
    assertThat(get("/servlet/").text()).isEqualTo("forwarded to /servlet/start.go");
  }

  @Test
  public void get_whenFolderWithoutASlash_sendsTheClientThere() throws Exception {
    assertThat(get("/sub").headers).containsEntry("Location", "/spa@1/sub/");
    assertThat(get("").headers).containsEntry("Location", "/spa@1/");
  }

  @Test
  public void post_isNotAllowed() throws Exception {
    Fakes.Reply reply = call("POST", DispatcherType.REQUEST, "/a.txt");

    assertThat(reply.status).isEqualTo(405);
    assertThat(reply.headers).containsEntry("Allow", "GET, HEAD, OPTIONS");
  }

  @Test
  public void forward_whenRequestWasAboutSomethingElse_sendsTheWholeFile() throws Exception {
    Fakes.Reply reply = call("POST", DispatcherType.FORWARD, "/a.txt", "Range", "bytes=2-3");

    assertThat(reply.status).isEqualTo(200);
    assertThat(reply.text()).isEqualTo("0123456789");
  }

  @Test
  public void include_addsTheFileOnly() throws Exception {
    Fakes.Reply reply = call("GET", DispatcherType.INCLUDE, "/other");

    assertThat(reply.text()).isEqualTo("0123456789");
    assertThat(reply.headers).isEmpty();
    assertThat(reply.length).isEqualTo(-1);
  }

  private Fakes.Reply get(String path, String... headers) throws IOException, ServletException {
    return call("GET", DispatcherType.REQUEST, path, headers);
  }

  private Fakes.Reply call(String method, DispatcherType type, String path, String... headers)
      throws IOException, ServletException {
    Fakes.Reply reply = new Fakes.Reply();
    var request =
        Fakes.dispatched(
            type,
            path,
            Map.of(RequestDispatcher.INCLUDE_SERVLET_PATH, "/a.txt"),
            Fakes.request(method, null, headers));
    files.service(request, reply.response());
    return reply;
  }
}
