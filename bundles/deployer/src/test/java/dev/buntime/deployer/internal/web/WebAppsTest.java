package dev.buntime.deployer.internal.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.catalog.WebDescriptor;
import dev.buntime.catalog.WebDescriptor.ErrorPage;
import dev.buntime.catalog.WebDescriptor.FilterMapping;
import dev.buntime.catalog.WebDescriptor.Multipart;
import dev.buntime.catalog.WebDescriptor.Servlet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Test;

public class WebAppsTest {
  private static final String TWO =
      "<servlet><servlet-name>a</servlet-name><servlet-class>x.A</servlet-class></servlet>"
          + "<servlet><servlet-name>b</servlet-name><servlet-class>x.B</servlet-class></servlet>"
          + "<filter><filter-name>f</filter-name><filter-class>x.F</filter-class></filter>"
          + "<filter><filter-name>g</filter-name><filter-class>x.G</filter-class></filter>";

  @Test
  public void read_whenServlet_hasAllThatIsSaidOfIt() throws Exception {
    WebDescriptor app =
        read(
            """
            <servlet>
              <description>harmless</description>
              <servlet-name>orders</servlet-name>
              <servlet-class> com.shop.Orders </servlet-class>
              <init-param><param-name>size</param-name><param-value>7</param-value></init-param>
              <async-supported>true</async-supported>
              <multipart-config>
                <max-file-size>1000</max-file-size>
                <file-size-threshold>10</file-size-threshold>
              </multipart-config>
            </servlet>
            <servlet-mapping>
              <servlet-name>orders</servlet-name>
              <url-pattern>/orders/*</url-pattern>
              <url-pattern>*.order</url-pattern>
              <url-pattern></url-pattern>
            </servlet-mapping>
            """);

    assertThat(app.servlets())
        .containsExactly(
            new Servlet(
                "orders",
                "com.shop.Orders",
                List.of("/orders/*", "*.order", ""),
                Map.of("size", "7"),
                true,
                new Multipart("", 1000, -1, 10),
                "WEB-INF/web.xml, line 1"));
    assertThat(app.filePatterns()).containsExactly("/");
  }

  @Test
  public void read_whenServletsAskToBeLoaded_beginInThatOrder() throws Exception {
    WebDescriptor app =
        read(
            servlet("late", "")
                + servlet("second", "<load-on-startup>2</load-on-startup>")
                + servlet("never", "<load-on-startup>-1</load-on-startup>")
                + servlet("first", "<load-on-startup>0</load-on-startup>")
                + servlet("off", "<enabled>false</enabled>"));

    assertThat(app.servlets())
        .extracting(Servlet::name)
        .containsExactly("first", "second", "late", "never");
  }

  @Test
  public void read_whenFiltersAreMapped_thoseByPathComeFirst() throws Exception {
    WebDescriptor app =
        read(
            TWO
                + mapping("f", "<servlet-name>a</servlet-name>")
                + mapping("g", "<url-pattern>/x</url-pattern><dispatcher>ERROR</dispatcher>")
                + mapping("f", "<servlet-name>*</servlet-name><url-pattern>/*</url-pattern>"));

    assertThat(app.filterMappings())
        .containsExactly(
            new FilterMapping("g", List.of("/x"), List.of(), Set.of("ERROR")),
            new FilterMapping("f", List.of("/*"), List.of(), Set.of("REQUEST")),
            new FilterMapping("f", List.of(), List.of("a"), Set.of("REQUEST")),
            new FilterMapping("f", List.of("/*"), List.of(), Set.of("REQUEST")));
  }

  @Test
  public void read_whenTheRest_hasIt() throws Exception {
    WebDescriptor app =
        read(
            """
            <display-name>Shop</display-name>
            <distributable/>
            <context-param><param-name>a</param-name><param-value>1</param-value></context-param>
            <listener><listener-class>x.L</listener-class></listener>
            <session-config><session-timeout>-1</session-timeout></session-config>
            <mime-mapping><extension>LOG</extension><mime-type>text/x</mime-type></mime-mapping>
            <welcome-file-list><welcome-file>start.do</welcome-file></welcome-file-list>
            <error-page><error-code>404</error-code><location>/gone</location></error-page>
            <error-page><exception-type>x.E</exception-type><location>/e</location></error-page>
            <error-page><location>/all</location></error-page>
            """);

    assertThat(app.contextParams()).containsExactly(Map.entry("a", "1"));
    assertThat(app.listeners())
        .extracting(WebDescriptor.Listener::className)
        .containsExactly("x.L");
    assertThat(app.sessionMinutes()).isEqualTo(-1);
    assertThat(app.mediaTypes()).containsExactly(Map.entry("log", "text/x"));
    assertThat(app.welcomeFiles()).containsExactly("start.do");
    assertThat(app.errorPages())
        .containsExactly(
            new ErrorPage("/gone", List.of("404")),
            new ErrorPage("/e", List.of("x.E")),
            new ErrorPage("/all", List.of("4xx", "5xx")));
  }

  @Test
  public void read_whenSomethingHasNoEffect_warns() throws Exception {
    WebApps.Reading reading =
        WebApps.read(
            content(
                Map.of(
                    WebContent.DESCRIPTOR,
                    webXml(TWO + "<default-context-path>/s" + "</default-context-path>")
                        .getBytes(StandardCharsets.UTF_8))));

    assertThat(reading.warnings())
        .hasSize(3)
        .anySatisfy(each -> assertThat(each).contains("<default-context-path> has no effect"))
        .anySatisfy(each -> assertThat(each).contains("filter 'f' has no filter-mapping"));
  }

  @Test
  public void read_whenAnErrorPageIsNowhere_warns() throws Exception {
    String pages =
        "<error-page><location>/e.html</location></error-page>"
            + "<error-page><error-code>404</error-code><location>/a/b</location></error-page>"
            + "<error-page><error-code>410</error-code><location>/c.html?d</location></error-page>";
    Map<String, byte[]> files =
        Map.of(
            "c.html",
            new byte[0],
            WebContent.DESCRIPTOR,
            webXml(TWO + servletMapping("a", "/a/*") + pages).getBytes(StandardCharsets.UTF_8));

    assertThat(WebApps.read(content(files)).warnings())
        .filteredOn(each -> each.startsWith("error page"))
        .singleElement()
        .asString()
        .contains("'/e.html' is neither a file nor the path of a servlet");
  }

  @Test
  public void read_whenFilesArePutElsewhere_haveThosePatterns() throws Exception {
    WebDescriptor app =
        read(TWO + servletMapping("default", "/static/*") + servletMapping("a", "/"));

    assertThat(app.filePatterns()).containsExactly("/static/*");
  }

  @Test
  public void read_whenOlderOrNoNamespace_isTheSame() throws Exception {
    for (String root :
        List.of(
            "<web-app>",
            "<web-app version='2.5' xmlns='http://java.sun.com/xml/ns/javaee'>",
            "<web-app version='4.0' xmlns='http://xmlns.jcp.org/xml/ns/javaee'>",
            "<web-app version='6.1' xmlns='https://jakarta.ee/xml/ns/jakartaee'>",
            "<j:web-app version='6.0' xmlns:j='https://jakarta.ee/xml/ns/jakartaee'"
                + " xmlns='https://jakarta.ee/xml/ns/jakartaee'>")) {
      String end = root.startsWith("<j") ? "</j:web-app>" : "</web-app>";
      assertThat(readAll(root + TWO + end).servlets()).as(root).hasSize(2);
    }
  }

  @Test
  public void read_whenRootIsAnotherOne_isRefused() {
    refusedAll("<beans/>", "line 1: the root is <'beans'> in the namespace ''");
    refusedAll("<web-app xmlns='urn:x'/>", "in the namespace 'urn:x'");
    refusedAll("<web-app version='7.0'/>", "version is '7.0'; known are 2.2 to 6.1");
    refusedAll("<web-app metadata-complete='x'/>", "metadata-complete is 'x'");
  }

  @Test
  public void read_whenNotCarried_isRefusedByNameAndLine() {
    for (String element :
        List.of(
            "security-constraint",
            "login-config",
            "security-role",
            "deny-uncovered-http-methods",
            "jsp-config",
            "taglib",
            "env-entry",
            "ejb-ref",
            "ejb-local-ref",
            "service-ref",
            "resource-ref",
            "resource-env-ref",
            "message-destination-ref",
            "persistence-context-ref",
            "persistence-unit-ref",
            "data-source",
            "post-construct",
            "pre-destroy",
            "absolute-ordering",
            "request-character-encoding",
            "locale-encoding-mapping-list")) {
      refused(
          "\n\n<" + element + "/>",
          "WEB-INF/web.xml, line 3: <%s> is not carried: ".formatted(element));
    }
    refused(servlet("a", "<jsp-file>/a.jsp</jsp-file>"), "<jsp-file> is not carried");
    refused(servlet("a", "<run-as/>"), "<run-as> is not carried");
    refused(servlet("a", "<security-role-ref/>"), "<security-role-ref> is not carried");
    refused("<session-config><cookie-config/></session-config>", "<cookie-config> is not carried");
  }

  @Test
  public void read_whenUnknown_isRefused() {
    refused("<servlets/>", "<'servlets'> is no element of a deployment descriptor");
    refused("<x:servlet xmlns:x='urn:x'/>", "<'servlet'> is no element");
    refused(servlet("a", "<colour/>"), "<'colour'> is no element");
  }

  @Test
  public void read_whenNamesDoNotFit_isRefused() {
    refused(TWO + TWO, "servlet 'a' is declared twice");
    refused(TWO + servletMapping("aa", "/x"), "no servlet 'aa' (the nearest is 'a')");
    refused(TWO + mapping("h", "<url-pattern>/*</url-pattern>"), "there is no filter 'h'");
    refused(TWO + mapping("f", "<servlet-name>c</servlet-name>"), "there is no servlet 'c'");
    refused(TWO + mapping("f", ""), "<filter-mapping> needs a <url-pattern> or a <servlet-name>");
    refused(
        TWO + servletMapping("a", "/x") + servletMapping("b", "/x"),
        "servlets 'a' and 'b' both have the url-pattern '/x'");
    refused(
        "<servlet><servlet-name>a</servlet-name></servlet>", "servlet 'a' has no servlet-class");
    refused("<servlet/>", "<servlet> needs a <servlet-name> with a text");
    refused(servlet("a", "<servlet-name>b</servlet-name>"), "<servlet-name> is there twice");
  }

  @Test
  public void read_whenValuesAreWrong_isRefused() {
    for (String pattern : List.of("x", "/a*", "/a/", "/*/b", "*.a/b", "*", "/a?b", "*.", "**.a")) {
      refused(TWO + servletMapping("a", pattern), "url-pattern '" + pattern + "' is none");
    }
    refused(
        TWO + mapping("f", "<url-pattern>/</url-pattern><dispatcher>ALL</dispatcher>"), "'ALL'");
    refused(servlet("a", "<load-on-startup>x</load-on-startup>"), "'x', which is not a whole");
    refused(servlet("a", "<async-supported>yes</async-supported>"), "'yes'; allowed are true");
    refused(
        "<error-page><error-code>4xx</error-code><location>/a</location></error-page>",
        "<error-code> is '4xx'");
    refused("<error-page><location>a</location></error-page>", "has to begin with a /");
    refused("<welcome-file-list><welcome-file>../a</welcome-file></welcome-file-list>", "'../a'");
    refused("<session-config><session-timeout>1e9</session-timeout></session-config>", "'1e9'");
    refused(
        "<context-param><param-name>a</param-name></context-param>"
            + "<context-param><param-name>A</param-name></context-param>",
        "context-param 'A' is there twice, or differs");
  }

  @Test
  public void read_whenNoXml_isRefusedWithTheLine() {
    refusedAll("<web-app>\n<servlet>\n</web-app>", "WEB-INF/web.xml, line 3: it is not XML");
    refusedAll("", "line 1: it is not XML");
    refusedAll("<!DOCTYPE a SYSTEM 'http://127.0.0.1/a.dtd'><a/>", "document type");
    refusedAll(
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><web-app>&x;</web-app>",
        "document type");
    refusedAll("<web-app>&x;</web-app>", "line 1: ");
    refused("<a>".repeat(20) + "</a>".repeat(20), "in each other");
    refused("<icon/>".repeat(50_001), "more than 50000 elements");
  }

  @Test
  public void read_whenClassUsesTheOldApi_isRefused() {
    assertThatThrownBy(() ->
            WebApps.read(
                content(
                    Map.of(
                        "WEB-INF/classes/x/A.class",
                        "javax/servlet/Servlet".getBytes(StandardCharsets.ISO_8859_1)))))
        .hasMessageContaining("'WEB-INF/classes/x/A.class' uses javax.servlet");
  }

  @Test
  public void read_whenPages_areRefusedUnlessAServletHasThem() throws Exception {
    assertThatThrownBy(() ->
            WebApps.read(content(Map.of("a/b.JSP", new byte[0], "WEB-INF/classes/x", new byte[0]))))
        .hasMessageContaining("'a/b.JSP' is a JSP page");

    Map<String, byte[]> files =
        Map.of(
            "a/b.jsp",
            new byte[0],
            WebContent.DESCRIPTOR,
            webXml(TWO + servletMapping("a", "/a/b.jsp")).getBytes(StandardCharsets.UTF_8));
    assertThat(WebApps.read(content(files)).descriptor().servlets()).hasSize(2);
  }

  private static String servlet(String name, String more) {
    return "<servlet><servlet-name>%s</servlet-name><servlet-class>x.S</servlet-class>%s</servlet>"
        .formatted(name, more);
  }

  private static String servletMapping(String name, String pattern) {
    return "<servlet-mapping><servlet-name>%s</servlet-name><url-pattern>%s</url-pattern>"
            .formatted(name, pattern)
        + "</servlet-mapping>";
  }

  private static String mapping(String filter, String more) {
    return "<filter-mapping><filter-name>%s</filter-name>%s</filter-mapping>"
        .formatted(filter, more);
  }

  private static String webXml(String content) {
    return "<web-app xmlns='https://jakarta.ee/xml/ns/jakartaee'>" + content + "</web-app>";
  }

  private static WebDescriptor read(String content) throws Exception {
    return readAll(webXml(content));
  }

  private static WebDescriptor readAll(String text) throws Exception {
    return WebApps.read(
            content(Map.of(WebContent.DESCRIPTOR, text.getBytes(StandardCharsets.UTF_8))))
        .descriptor();
  }

  private static WebContent content(Map<String, byte[]> files) throws IOException {
    return Archives.content(files);
  }

  private static void refused(String content, String part) {
    refusedAll(webXml(content), part);
  }

  private static void refusedAll(String text, String part) {
    assertThatThrownBy(() -> readAll(text))
        .as(text.substring(0, Math.min(100, text.length())))
        .isInstanceOf(RefusedWebAppException.class)
        .hasMessageContaining(part);
  }
}
