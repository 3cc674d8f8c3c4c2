package dev.buntime.deployer.internal.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.catalog.WebDescriptor;
import dev.buntime.catalog.WebDescriptor.Filter;
import dev.buntime.catalog.WebDescriptor.FilterMapping;
import dev.buntime.catalog.WebDescriptor.Listener;
import dev.buntime.catalog.WebDescriptor.Multipart;
import dev.buntime.catalog.WebDescriptor.Servlet;
import dev.buntime.testing.TestJar;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.ServletSecurity;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.annotation.WebInitParam;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.annotation.WebServlet;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Test;

public class AnnotationsTest {
  private static final String PREFIX = AnnotationsTest.class.getName() + "$";

  private final Map<String, byte[]> files = new HashMap<>();

  @WebServlet(
      name = "orders",
      value = {"/orders/*", "*.order"},
      loadOnStartup = 1,
      asyncSupported = true,
      initParams = @WebInitParam(name = "size", value = "7"))
  @MultipartConfig(maxFileSize = 1000)
  static final class Orders {}

  @WebServlet("/plain")
  static final class Plain {}

  @WebFilter(
      urlPatterns = "/*",
      dispatcherTypes = {DispatcherType.ERROR, DispatcherType.REQUEST})
  static final class Guard {}

  @WebFilter(filterName = "byName", servletNames = "orders")
  static final class ByName {}

  @WebListener
  static final class Ear {}

  @ServletSecurity
  @WebServlet("/safe")
  static final class Safe {}

  @Test
  public void read_whenNoDescriptor_findsAllAnnotations() throws Exception {
    add(Orders.class, Plain.class, Guard.class, ByName.class, Ear.class);

    WebDescriptor app = read();

    assertThat(app.servlets())
        .containsExactly(
            new Servlet(
                "orders",
                PREFIX + "Orders",
                List.of("/orders/*", "*.order"),
                Map.of("size", "7"),
                true,
                new Multipart("", 1000, -1, 0),
                file(Orders.class)),
            new Servlet(
                PREFIX + "Plain",
                PREFIX + "Plain",
                List.of("/plain"),
                Map.of(),
                false,
                null,
                file(Plain.class)));
    assertThat(app.filters())
        .containsExactly(
            new Filter("byName", PREFIX + "ByName", Map.of(), false, file(ByName.class)),
            new Filter(PREFIX + "Guard", PREFIX + "Guard", Map.of(), false, file(Guard.class)));
    assertThat(app.filterMappings())
        .containsExactly(
            new FilterMapping(
                PREFIX + "Guard", List.of("/*"), List.of(), Set.of("ERROR", "REQUEST")),
            new FilterMapping("byName", List.of(), List.of("orders"), Set.of("REQUEST")));
    assertThat(app.listeners()).containsExactly(new Listener(PREFIX + "Ear", file(Ear.class)));
  }

  @Test
  public void read_whenDescriptorSaysMore_itWins() throws Exception {
    add(Orders.class, Ear.class);
    descriptor(
        "<web-app><servlet><servlet-name>orders</servlet-name>"
            + "<init-param><param-name>size</param-name><param-value>8</param-value></init-param>"
            + "<async-supported>false</async-supported></servlet>"
            + "<servlet-mapping><servlet-name>orders</servlet-name><url-pattern>/o</url-pattern>"
            + "</servlet-mapping><listener><listener-class>"
            + PREFIX
            + "Ear</listener-class></listener></web-app>");

    WebDescriptor app = read();

    assertThat(app.servlets())
        .containsExactly(
            new Servlet(
                "orders",
                PREFIX + "Orders",
                List.of("/o"),
                Map.of("size", "8"),
                false,
                new Multipart("", 1000, -1, 0),
                "WEB-INF/web.xml, line 1"));
    assertThat(app.listeners()).hasSize(1);
  }

  @Test
  public void read_whenDescriptorIsComplete_annotationsDoNotCount() throws Exception {
    add(Orders.class, Safe.class);
    descriptor("<web-app metadata-complete='true'/>");

    assertThat(read().servlets()).isEmpty();
  }

  @Test
  public void read_whenAnnotationIsInALibrary_counts() throws Exception {
    files.put("WEB-INF/lib/a.jar", TestJar.plain().entry("x.class", bytes(Plain.class)).bytes());

    assertThat(read().servlets())
        .extracting(Servlet::origin)
        .containsExactly("WEB-INF/lib/a.jar!/x.class");
  }

  @Test
  public void read_whenAnnotationIsOfUsers_isRefused() {
    add(Safe.class);

    assertThatThrownBy(this::read)
        .isInstanceOf(RefusedWebAppException.class)
        .hasMessageContaining("Safe.class: annotation @ServletSecurity is not carried");
  }

  @Test
  public void read_whenTwoClassesHaveOneName_isRefused() {
    add(Orders.class);
    descriptor(
        "<web-app><servlet><servlet-name>orders</servlet-name>"
            + "<servlet-class>x.Other</servlet-class></servlet></web-app>");

    assertThatThrownBy(this::read)
        .hasMessageContaining("gives its servlet the name of the one of class x.Other");
  }

  @Test
  public void read_whenClassIsBroken_warns() throws Exception {
    files.put(
        "WEB-INF/classes/x/A.class",
        "jakarta/servlet/annotation/WebServlet".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(WebApps.read(Archives.content(files)).warnings())
        .singleElement()
        .asString()
        .contains("'WEB-INF/classes/x/A.class' is no class file");
  }

  @Test
  public void read_whenContainersWouldDoMore_warns() throws Exception {
    files.put(
        "WEB-INF/lib/a.jar",
        TestJar.plain()
            .entry("META-INF/services/jakarta.servlet.ServletContainerInitializer", "x")
            .entry("META-INF/web-fragment.xml", "<x/>")
            .bytes());

    assertThat(WebApps.read(Archives.content(files)).warnings())
        .hasSize(2)
        .anySatisfy(each -> assertThat(each).contains("ServletContainerInitializer"))
        .anySatisfy(each -> assertThat(each).contains("web-fragment.xml"));
  }

  private WebDescriptor read() throws Exception {
    return WebApps.read(Archives.content(files)).descriptor();
  }

  private void add(Class<?>... types) {
    for (Class<?> type : types) {
      files.put(file(type), bytes(type));
    }
  }

  private static byte[] bytes(Class<?> type) {
    return TestJar.bytesOf(type);
  }

  private static String file(Class<?> type) {
    return "WEB-INF/classes/" + type.getName().replace('.', '/') + ".class";
  }

  private void descriptor(String text) {
    files.put(WebContent.DESCRIPTOR, text.getBytes(StandardCharsets.UTF_8));
  }
}
