package dev.buntime.worker.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.catalog.WebDescriptor;
import dev.buntime.catalog.WebDescriptor.ErrorPage;
import dev.buntime.catalog.WebDescriptor.Filter;
import dev.buntime.catalog.WebDescriptor.FilterMapping;
import dev.buntime.catalog.WebDescriptor.Listener;
import dev.buntime.catalog.WebDescriptor.Multipart;
import dev.buntime.catalog.WebDescriptor.Servlet;
import dev.buntime.sandbox.Confinement;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Test;

public final class WebServicesTest {
  private static final String WEB = "osgi.http.whiteboard.";

  private final Fakes.TestBundle bundle = new Fakes.TestBundle();
  private final Fakes.TestSandbox sandbox = new Fakes.TestSandbox();

  /** A listener of two kinds. */
  public static final class Ear implements ServletContextListener, HttpSessionListener {}

  /** A filter that counts. */
  public static final class Sieve implements jakarta.servlet.Filter {
    final AtomicInteger begun = new AtomicInteger();
    final AtomicInteger ended = new AtomicInteger();

    @Override
    public void init(FilterConfig config) {
      begun.incrementAndGet();
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) {}

    @Override
    public void destroy() {
      ended.incrementAndGet();
    }
  }

  /** A servlet. */
  public static final class Plain extends HttpServlet {
    private static final long serialVersionUID = 1L;
  }

  /** A servlet that cannot be made. */
  public static final class Stubborn extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** Fails. */
    public Stubborn() {
      throw new IllegalStateException("no mood");
    }
  }

  @Test
  public void open_registersListenersThenFiltersThenServlets() throws Exception {
    services(descriptor(Ear.class, Sieve.class, Plain.class)).open();

    assertThat(names())
        .containsExactly(
            "ContextStart",
            "ContextStart",
            "SessionTimeout",
            "Ear",
            "InnerPaths",
            "SharedFilter",
            "SharedFilter",
            "Plain",
            "WebFiles",
            "ErrorPage");
    assertThat(properties(5))
        .containsEntry("service.ranking", 2)
        .containsEntry(WEB + "filter.pattern", new String[] {"/*"})
        .containsEntry(WEB + "filter.asyncSupported", true);
    assertThat(properties(6))
        .containsEntry("service.ranking", 1)
        .containsEntry(WEB + "filter.servlet", new String[] {"s"})
        .containsEntry(WEB + "filter.dispatcher", new String[] {"ERROR"})
        .containsEntry("filter.init.a", "1");
    assertThat(properties(7))
        .containsEntry(WEB + "servlet.name", "s")
        .containsEntry(WEB + "servlet.pattern", new String[] {"/s"})
        .containsEntry("servlet.init.b", "2")
        .containsEntry(WEB + "servlet.multipart.maxFileSize", 10L);
    assertThat(properties(8))
        .containsEntry(WEB + "servlet.name", "default")
        .containsEntry(WEB + "servlet.pattern", new String[] {"/"});
    assertThat(properties(9)).containsEntry(WEB + "servlet.errorPage", new String[] {"404"});
  }

  @Test
  public void innerPaths_areThoseOfTheTwoFolders() {
    for (String path :
        List.of("/WEB-INF", "/WEB-INF/x.do", "/web-inf/", "//META-INF/x", "/./WEB-INF/x")) {
      assertThat(InnerPaths.isInner(path)).as(path).isTrue();
    }
    for (String path : List.of("", "/", "/x/WEB-INF/y", "/WEB-INFO/x", "/..WEB-INF")) {
      assertThat(InnerPaths.isInner(path)).as(path).isFalse();
    }
  }

  @Test
  public void close_takesAllBack() throws Exception {
    WebServices services = services(descriptor(Ear.class, Sieve.class, Plain.class));
    services.open();

    services.close();

    assertThat(bundle.registry.all).isEmpty();
  }

  @Test
  public void open_whenClassIsMissingOrWrong_saysWhere() {
    assertFails(descriptor(Ear.class, Sieve.class, Stubborn.class), "failed when made: java.lang");
    assertFails(descriptor(Ear.class, Sieve.class, Ear.class), "is not a jakarta.servlet.Servlet");
    assertFails(descriptor(Plain.class, Sieve.class, Plain.class), "is not a java.util.Event");
    assertFails(
        new WebDescriptor(
            Map.of(),
            List.of(new Listener("x.Missing", "line 7")),
            List.of(),
            List.of(),
            List.of(),
            List.of("/"),
            List.of(),
            List.of(),
            Map.of(),
            null),
        "line 7: listener 'x.Missing' is not a class of the bundle");
  }

  @Test
  public void open_whenInitFails_saysOfWhat() {
    sandbox.initFailure = new IllegalStateException("no database");

    assertFails(
        descriptor(Ear.class, Sieve.class, Plain.class),
        "web.xml, line 2: init() of filter f, class " + Sieve.class.getName() + ", failed: java");
  }

  @Test
  public void sharedFilter_beginsAndEndsOnce() throws Exception {
    Sieve sieve = new Sieve();
    SharedFilter shared = new SharedFilter(sieve);
    FilterConfig config = Fakes.proxy(FilterConfig.class, (name, none) -> null);

    shared.init(config);
    shared.init(config);
    shared.destroy();
    assertThat(sieve.begun).hasValue(1);
    assertThat(sieve.ended).hasValue(0);

    shared.destroy();
    assertThat(sieve.ended).hasValue(1);
  }

  @Test
  public void contextStart_remembersWhatIsThrown() {
    ContextStart start =
        new ContextStart(
            new ServletContextListener() {
              @Override
              public void contextInitialized(ServletContextEvent event) {
                throw new IllegalStateException("no database");
              }
            });

    assertThatThrownBy(() -> start.contextInitialized(event())).hasMessage("no database");
    assertThat(start.failure()).get().isInstanceOf(IllegalStateException.class);
  }

  private static ServletContextEvent event() {
    return new ServletContextEvent(
        Fakes.proxy(jakarta.servlet.ServletContext.class, (name, none) -> null));
  }

  @Test
  public void sessionTimeout_isInSeconds() {
    List<Object> set = new ArrayList<>();
    HttpSession session =
        Fakes.proxy(
            HttpSession.class,
            (name, arguments) -> {
              set.add(arguments[0]);
              return null;
            });

    new SessionTimeout(2).sessionCreated(new HttpSessionEvent(session));
    new SessionTimeout(0).sessionCreated(new HttpSessionEvent(session));

    assertThat(set).containsExactly(120, -1);
  }

  private void assertFails(WebDescriptor app, String part) {
    assertThatThrownBy(() -> services(app).open())
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining(part);
  }

  private WebServices services(WebDescriptor app) throws Exception {
    Confinement wall = sandbox.confine(bundle.get(), "w1", "/.w/1", "/x", Fakes.noThreads());
    return new WebServices(bundle.get(), app, wall);
  }

  private List<String> names() {
    return bundle.registry.all.stream()
        .map(each -> each.service.getClass().getSimpleName())
        .toList();
  }

  private Map<String, Object> properties(int index) {
    return Objects.requireNonNull(bundle.registry.all.get(index)).properties();
  }

  private static WebDescriptor descriptor(Class<?> listener, Class<?> filter, Class<?> servlet) {
    return new WebDescriptor(
        Map.of(),
        List.of(new Listener(listener.getName(), "web.xml, line 1")),
        List.of(new Filter("f", filter.getName(), Map.of("a", "1"), true, "web.xml, line 2")),
        List.of(
            new FilterMapping("f", List.of("/*"), List.of(), Set.of("REQUEST")),
            new FilterMapping("f", List.of(), List.of("s"), Set.of("ERROR"))),
        List.of(
            new Servlet(
                "s",
                servlet.getName(),
                List.of("/s"),
                Map.of("b", "2"),
                false,
                new Multipart("", 10, -1, 0),
                "web.xml, line 3")),
        List.of("/"),
        List.of("index.html"),
        List.of(new ErrorPage("/gone.html", List.of("404"))),
        Map.of(),
        30);
  }
}
