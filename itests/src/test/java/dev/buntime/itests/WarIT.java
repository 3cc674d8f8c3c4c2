package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.buntime.itests.app.WarApp;
import dev.buntime.itests.app.WarLibrary;
import dev.buntime.testing.TestJar;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Web applications at their URLs. */
public class WarIT {
  @ClassRule public static final TemporaryFolder folder = new TemporaryFolder();

  private static final String SHOP =
      """
      <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
        <display-name>Shop</display-name>
        <context-param><param-name>shop</param-name><param-value>books</param-value></context-param>
        <listener><listener-class>${app}$Start</listener-class></listener>
        <filter>
          <filter-name>last</filter-name>
          <filter-class>${app}$Sign</filter-class>
          <init-param><param-name>mark</param-name><param-value>1</param-value></init-param>
        </filter>
        <filter>
          <filter-name>first</filter-name>
          <filter-class>${app}$Sign</filter-class>
          <init-param><param-name>mark</param-name><param-value>2</param-value></init-param>
        </filter>
        <filter-mapping>
          <filter-name>last</filter-name><servlet-name>orders</servlet-name>
        </filter-mapping>
        <filter-mapping>
          <filter-name>first</filter-name><url-pattern>/*</url-pattern>
        </filter-mapping>
        <servlet>
          <servlet-name>orders</servlet-name>
          <servlet-class>${app}$Echo</servlet-class>
          <init-param><param-name>greeting</param-name><param-value>hi</param-value></init-param>
          <load-on-startup>2</load-on-startup>
          <multipart-config/>
        </servlet>
        <servlet>
          <servlet-name>exact</servlet-name>
          <servlet-class>${app}$Echo</servlet-class>
          <load-on-startup>1</load-on-startup>
        </servlet>
        <servlet>
          <servlet-name>gone</servlet-name><servlet-class>${app}$Gone</servlet-class>
        </servlet>
        <servlet-mapping>
          <servlet-name>orders</servlet-name>
          <url-pattern>/orders/*</url-pattern>
          <url-pattern>*.order</url-pattern>
        </servlet-mapping>
        <servlet-mapping>
          <servlet-name>exact</servlet-name><url-pattern>/orders/exact</url-pattern>
        </servlet-mapping>
        <servlet-mapping>
          <servlet-name>gone</servlet-name><url-pattern>/error/gone</url-pattern>
        </servlet-mapping>
        <session-config><session-timeout>7</session-timeout></session-config>
        <mime-mapping>
          <extension>book</extension><mime-type>application/x-book</mime-type>
        </mime-mapping>
        <welcome-file-list><welcome-file>start.html</welcome-file></welcome-file-list>
        <error-page><error-code>410</error-code><location>/error/gone</location></error-page>
        <error-page><error-code>404</error-code><location>/lost.html</location></error-page>
        <error-page>
          <exception-type>java.lang.RuntimeException</exception-type>
          <location>/error/gone</location>
        </error-page>
      </web-app>
      """
          .replace("${app}", WarApp.class.getName());

  private static RunnerProcess runner;

  @BeforeClass
  public static void start() throws IOException {
    runner = RunnerProcess.start(folder);
    shop(TestJar.plain(), SHOP).in(runner.apps(), "shop-1.2.3.war");
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(runner.deployment("shop-1.2.3.war").toString())
                .contains("\"state\":\"live\""));
  }

  @AfterClass
  public static void stop() {
    runner.close();
  }

  private static TestJar shop(TestJar jar, String descriptor) {
    for (Class<?> type : WarApp.class.getNestMembers()) {
      jar.entry(
          "WEB-INF/classes/" + type.getName().replace('.', '/') + ".class", TestJar.bytesOf(type));
    }
    return jar.entry("WEB-INF/web.xml", descriptor)
        .entry("WEB-INF/secret.txt", "secret")
        .entry(
            "WEB-INF/lib/library.jar",
            TestJar.plain()
                .type(WarLibrary.class)
                .entry("META-INF/resources/lib.txt", "from the library")
                .bytes())
        .entry("start.html", "<p>welcome</p>")
        .entry("lost.html", "<p>nothing here</p>")
        .entry("sub/start.html", "<p>sub</p>")
        .entry("a.book", "0123456789");
  }

  @Test
  public void servlets_answerWhereTheyAreMapped() {
    assertThat(get("/shop@1/orders/7").body())
        .startsWith("orders|/shop@1|/orders|/7|hi|books|listener last1 first2 exact orders")
        .contains("|library|shop@1.2.3#");
    assertThat(get("/shop/orders/exact").body()).startsWith("exact|/shop|/orders/exact|null|null|");
    assertThat(get("/shop/x/y.order").body()).startsWith("orders|/shop|/x/y.order|null|");
    assertThat(get("/shop/annotated/x").body()).isEqualTo("annotated /x");
  }

  @Test
  public void filters_standInTheOrderOfTheDescriptor() {
    assertThat(get("/shop/orders/7").headers().allValues("X-Sign"))
        .containsExactly("first2", "last1");
    assertThat(get("/shop/orders/exact").headers().allValues("X-Sign")).containsExactly("first2");
    assertThat(get("/shop/a.book").headers().allValues("X-Sign")).containsExactly("first2");
  }

  @Test
  public void files_areServedButNoneOfTheAppsOwn() throws IOException {
    HttpResponse<String> part = Http.get(runner.uri("/shop/a.book"), "Range", "bytes=1-2");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("12");
    assertThat(part.headers().firstValue("Content-Type")).contains("application/x-book");
    assertThat(get("/shop/lib.txt").body()).isEqualTo("from the library");
    for (String path :
        List.of(
            "/shop/WEB-INF/secret.txt",
            "/shop/web-inf/secret.txt",
            "/shop/%57EB-INF/secret.txt",
            "/shop/WEB-INF%2fsecret.txt",
            "/shop/WEB-INF%5csecret.txt",
            "/shop/WEB-INF;x/secret.txt",
            "/shop/%2e/WEB-INF/secret.txt",
            "/shop/sub/..;/WEB-INF/secret.txt",
            "/shop/sub/%2e%2e/WEB-INF/secret.txt",
            "/shop//WEB-INF/secret.txt",
            "/shop/META-INF/MANIFEST.MF",
            "/shop/WEB-INF/")) {
      assertThat(Http.raw(runner, "GET " + path + " HTTP/1.1"))
          .as(path)
          .doesNotContain("Manifest-Version")
          .doesNotContain(" 200 ");
    }
  }

  @Test
  public void welcomeFiles_answerForFolders() {
    assertThat(get("/shop/").body()).isEqualTo("<p>welcome</p>");
    assertThat(get("/shop/sub/").body()).isEqualTo("<p>sub</p>");
    HttpResponse<String> folder = get("/shop@1/sub?a=b");
    assertThat(folder.statusCode()).isEqualTo(302);
    assertThat(folder.headers().firstValue("Location").orElseThrow()).endsWith("/shop@1/sub/?a=b");
  }

  @Test
  public void errors_areAnsweredByTheirPages() {
    assertThat(answer(get("/shop/orders/7?do=error")))
        .isEqualTo("410 error 410 null at /error/gone");
    assertThat(answer(get("/shop/orders/7?do=throw")))
        .isEqualTo("500 error 500 class java.lang.IllegalStateException at /error/gone");
    assertThat(answer(get("/shop/missing"))).isEqualTo("404 <p>nothing here</p>");
  }

  @Test
  public void sessionsAndParts_areAsTheDescriptorSays() {
    assertThat(get("/shop/orders/7?do=session").body()).isEqualTo("420");
    HttpResponse<String> parts =
        Http.send(
            HttpRequest.newBuilder(runner.uri("/shop/orders/parts"))
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x--\r\n")),
            "Content-Type",
            "multipart/form-data; boundary=x");
    assertThat(parts.body()).isEqualTo("1");
  }

  @Test
  public void bundleWithADescriptor_isAWebApplicationToo() throws IOException {
    TestJar bundle =
        TestJar.bundle("wab", "2.0.0")
            .entry("WEB-INF/classes/", "") // without it Felix would not find the folder
            .header("Bundle-ClassPath", "WEB-INF/classes,WEB-INF/lib/library.jar")
            .header(
                "Import-Package",
                "jakarta.servlet,jakarta.servlet.http,jakarta.servlet.annotation");
    shop(bundle, SHOP).in(runner.apps(), "wab.jar");

    await()
        .untilAsserted(() ->
            assertThat(get("/wab@2/orders/1").body()).startsWith("orders|/wab@2|/orders|/1|hi|"));
  }

  @Test
  public void end_goesBackwards() throws IOException {
    Path war = shop(TestJar.plain(), SHOP).in(runner.apps(), "closing-1.0.0.war");
    await().untilAsserted(() -> assertThat(get("/closing/orders/1").statusCode()).isEqualTo(200));

    Files.delete(war);

    await()
        .untilAsserted(
            () -> assertThat(runner.log()).contains("ended: orders exact first2 last1 listener"));
  }

  @Test
  public void folder_isAWebApplicationToo() throws IOException {
    Path root = Files.createDirectories(runner.apps().resolve("exploded/3.0.0"));
    for (var file : shop(TestJar.plain(), SHOP).entries().entrySet()) {
      Path path = root.resolve(file.getKey());
      Files.createDirectories(Objects.requireNonNull(path.getParent()));
      Files.write(path, file.getValue());
    }

    await()
        .untilAsserted(
            () -> assertThat(get("/exploded@3/orders/1").body()).startsWith("orders|/exploded@3|"));
  }

  @Test
  public void whatIsNotCarried_isRefusedByName() throws IOException {
    refused(
        "secure-1.0.0.war",
        SHOP.replace("<display-name>Shop</display-name>", "<security-constraint/>"),
        "WEB-INF/web.xml, line 2: <security-constraint> is not carried: ");
    refused(
        "pages-1.0.0.war",
        SHOP.replace("<load-on-startup>1</load-on-startup>", "<jsp-file>/a.jsp</jsp-file>"),
        "<jsp-file> is not carried: there is no compiler for JSP");
    refused(
        "entity-1.0.0.war",
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><web-app>&x;</web-app>",
        "entry 'WEB-INF/web.xml', line 1, is not XML without a document type");
  }

  @Test
  public void failuresAtTheStart_areTold() throws IOException {
    failing(
        "deaf-1.0.0.war",
        SHOP.replace("<param-name>shop<", "<param-name>fail<"),
        "/deaf/",
        "contextInitialized() of listener " + WarApp.class.getName() + "$Start failed: ",
        "no database");
    failing(
        "broken-1.0.0.war",
        SHOP.replace("<param-name>greeting<", "<param-name>fail<"),
        "/broken/",
        "init() of servlet orders, class " + WarApp.class.getName() + "$Echo, failed: ",
        "hi");
  }

  private static void failing(String artifact, String descriptor, String path, String... parts)
      throws IOException {
    shop(TestJar.plain(), descriptor).in(runner.apps(), artifact);
    await()
        .untilAsserted(
            () -> assertThat(runner.deployment(artifact).path("state").asText()).isEqualTo("live"));
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(Http.json(answer).get("detail").asText()).contains(parts);
  }

  private static void refused(String artifact, String descriptor, String part) throws IOException {
    shop(TestJar.plain(), descriptor).in(runner.apps(), artifact);
    await()
        .untilAsserted(() -> {
          JsonNode deployment = runner.deployment(artifact);
          assertThat(deployment.path("state").asText()).isEqualTo("refused");
          assertThat(deployment.path("reason").asText()).contains(part);
        });
  }

  private static String answer(HttpResponse<String> response) {
    return response.statusCode() + " " + response.body();
  }

  private static HttpResponse<String> get(String path) {
    return Http.get(runner.uri(path));
  }
}
