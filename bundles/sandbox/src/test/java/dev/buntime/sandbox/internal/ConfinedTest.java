package dev.buntime.sandbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.buntime.sandbox.AppThreads;
import dev.buntime.sandbox.ClientView;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

/** What an app sees of its requests and its servlet context. */
public final class ConfinedTest {
  private static final String APP = "/shop@1.0.0";
  private static final AppPaths PATHS = new AppPaths("/.w/7", APP);

  private final Fakes.Threads threads = new Fakes.Threads();
  private final AppScope scope = new AppScope(PATHS, new AppCalls(threads));
  private final HttpSession session = Fakes.proxy(HttpSession.class, remember(null));
  private boolean over;
  private @Nullable HttpServletRequest given;
  private final List<Throwable> failures = new ArrayList<>();
  private final Map<String, Object> seen = new HashMap<>();
  private final ServletResponse response =
      Fakes.proxy(ServletResponse.class, (method, arguments) -> null);

  @Test
  public void view_isFoundThroughWrappers() {
    HttpServletRequest outer = new HttpServletRequestWrapper(new Viewed(plain()));

    ClientView view = Objects.requireNonNull(ClientView.of(outer));

    assertThat(view.contextPath()).isEqualTo("/shop@1");
    assertThat(ClientView.of(new Viewed(plain()))).isNotNull();
  }

  @Test
  public void view_whenThereIsNone_isNull() {
    assertThat(ClientView.of(plain())).isNull();
    assertThat(ClientView.of(new ServletRequestWrapper(plain()))).isNull();
  }

  @Test
  public void request_tellsTheClientsContextPath() {
    HttpServletRequest confined = confined();

    assertThat(confined.getContextPath()).isEqualTo("/shop@1");
    assertThat(confined.getPathInfo()).as("the rest passes through").isEqualTo("plain getPathInfo");
    assertThat(confined.getServletContext().getContextPath()).isEqualTo(APP);
  }

  @Test
  public void request_whenNobodysView_isLeftAlone() {
    HttpServletRequest request = plain();

    assertThat(ConfinedRequest.of(request, scope)).isSameAs(request);
  }

  @Test
  public void request_whenAFilterHasIt_isConfinedOnce() {
    HttpServletRequest confined = confined();
    HttpServletRequest wrapped = new HttpServletRequestWrapper(confined);
    HttpServletRequest again = (HttpServletRequest) ConfinedRequest.of(wrapped, scope);

    assertThat(ConfinedRequest.of(confined, scope)).isSameAs(confined);
    assertThat(again.getContextPath()).isEqualTo("/shop@1");
    assertThat(again.getSession()).isEqualTo(wrapped.getSession());
  }

  @Test
  public void request_startAsync_startsOnTheWorker() {
    HttpServletRequest confined = confined();
    Runnable task = () -> {};

    confined.startAsync().start(task);
    confined.startAsync(confined, response).start(task);
    confined.getAsyncContext().start(task);

    assertThat(threads.tasks).containsExactly(task, task, task);
  }

  @Test
  public void async_neverShowsJettysOwnRequest() {
    HttpServletRequest confined = confined();

    assertThat(confined.startAsync().getRequest()).isSameAs(confined);
    assertThat(confined.getAsyncContext().getRequest()).isSameAs(confined);

    given = new HttpServletRequestWrapper(confined);
    assertThat(confined.startAsync(given, response).getRequest()).isSameAs(given);
    assertThat(confined.getAsyncContext().getRequest()).isSameAs(given);
  }

  @Test
  public void request_showsTheSessionOfTheApp() {
    assertThat(confined().getSession()).isInstanceOf(ConfinedSession.class);
    assertThat(confined().getSession(true)).isInstanceOf(ConfinedSession.class);
    assertThat(confined().getSession(false)).isNull();
  }

  @Test
  public void async_passesTheRestOn() {
    AsyncContext async = confined().startAsync();

    async.dispatch();
    async.dispatch("/x");
    async.dispatch(context(), "/y");
    async.complete();
    async.setTimeout(7);

    assertThat(seen)
        .containsEntry("dispatch", List.of("/y"))
        .containsEntry("complete", List.of())
        .containsEntry("setTimeout", List.of(7L));
  }

  @Test
  public void context_tellsTheAppsPathAndPassesTheRestOn() {
    ServletContext confined = ConfinedContext.of(context(), PATHS);

    assertThat(confined.getContextPath()).isEqualTo(APP);
    assertThat(confined.getServerInfo()).isEqualTo("inner getServerInfo");
    confined.setAttribute("a", "b");
    assertThat(seen).containsEntry("setAttribute", List.of("a", "b"));
  }

  @Test
  public void context_whenInnerThrows_throwsTheSame() {
    ServletContext broken =
        Fakes.proxy(
            ServletContext.class,
            (method, arguments) -> {
              throw new IllegalArgumentException("no such name");
            });

    assertThatThrownBy(() -> ConfinedContext.of(broken, PATHS).getAttribute("x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no such name");
  }

  @Test
  public void context_equalsItself() {
    ServletContext confined = ConfinedContext.of(context(), PATHS);

    assertThat(confined).as("apps put contexts into maps").isEqualTo(confined);
  }

  @Test
  public void context_ofConfigAndOfRequest_areEqual() {
    ServletContext inner = context();

    assertThat(ConfinedContext.of(inner, PATHS))
        .isEqualTo(ConfinedContext.of(inner, PATHS))
        .hasSameHashCodeAs(ConfinedContext.of(inner, PATHS));
  }

  @Test
  public void servlet_init_givesTheConfinedContextAndItsParameters() throws Exception {
    servlet(null).init(config(ServletConfig.class));

    ServletConfig config = (ServletConfig) argument("init");
    assertThat(config.getServletContext().getContextPath()).isEqualTo(APP);
    assertThat(config.getServletName()).isEqualTo("config getServletName");
    assertThat(config.getInitParameter("x")).isEqualTo("config getInitParameter");
    assertThat(failures).isEmpty();
  }

  @Test
  public void servlet_service_confinesTheRequest() throws Exception {
    servlet(null).service(new Viewed(plain()), response);

    assertThat(((HttpServletRequest) argument("service")).getContextPath()).isEqualTo("/shop@1");
  }

  @Test
  public void servlet_whenInitThrows_reportsAndRethrows() {
    for (Throwable failure :
        List.of(
            new ServletException("x"),
            new IllegalStateException("x"),
            new NoClassDefFoundError("x"))) {
      failures.clear();

      assertThat(catchThrowable(() -> servlet(failure).init(config(ServletConfig.class))))
          .isSameAs(failure);
      assertThat(failures).containsExactly(failure);
    }
  }

  @Test
  public void servlet_delegatesTheRest() {
    Servlet servlet = servlet(null);

    servlet.destroy();

    assertThat(seen).containsKey("destroy");
    assertThat(servlet.getServletInfo()).isNull();
  }

  @Test
  public void filter_init_givesTheConfinedContext() throws Exception {
    filter(null).init(config(FilterConfig.class));

    FilterConfig config = (FilterConfig) argument("init");
    assertThat(config.getServletContext().getContextPath()).isEqualTo(APP);
    assertThat(config.getFilterName()).isEqualTo("config getFilterName");
  }

  @Test
  public void filter_doFilter_confinesTheRequest() throws Exception {
    filter(null)
        .doFilter(
            new Viewed(plain()),
            response,
            Fakes.proxy(FilterChain.class, (method, arguments) -> null));

    assertThat(((HttpServletRequest) argument("doFilter")).getContextPath()).isEqualTo("/shop@1");
  }

  @Test
  public void filter_whenInitThrows_reportsAndRethrows() {
    ServletException failure = new ServletException("x");

    assertThat(catchThrowable(() -> filter(failure).init(config(FilterConfig.class))))
        .isSameAs(failure);
    assertThat(failures).containsExactly(failure);
    filter(null).destroy();
    assertThat(seen).containsKey("destroy");
  }

  private Servlet servlet(@Nullable Throwable failure) {
    return new ConfinedServlet(Fakes.proxy(Servlet.class, remember(failure)), scope, failures::add);
  }

  private Filter filter(@Nullable Throwable failure) {
    return new ConfinedFilter(Fakes.proxy(Filter.class, remember(failure)), scope, failures::add);
  }

  private Fakes.Calls remember(@Nullable Throwable failure) {
    return (method, arguments) -> {
      seen.put(method, List.of(arguments));
      if (failure != null) {
        throw failure;
      }
      return null;
    };
  }

  private @Nullable Object async(String method, Object[] arguments) throws Throwable {
    return switch (method) {
      case "hasOriginalRequestAndResponse" -> given == null;
      case "getRequest" -> given == null ? plain() : given;
      default -> remember(null).answer(method, arguments);
    };
  }

  private Object argument(String method) {
    return ((List<?>) Objects.requireNonNull(seen.get(method))).getFirst();
  }

  private <T> T config(Class<T> type) {
    return Fakes.proxy(
        type,
        (method, arguments) -> method.equals("getServletContext") ? context() : "config " + method);
  }

  private HttpServletRequest confined() {
    return (HttpServletRequest) ConfinedRequest.of(new Viewed(plain()), scope);
  }

  private ServletContext context() {
    return Fakes.proxy(
        ServletContext.class,
        (method, arguments) -> {
          seen.put(method, List.of(arguments));
          return method.startsWith("get") ? "inner " + method : null;
        });
  }

  private HttpServletRequest plain() {
    return Fakes.proxy(
        HttpServletRequest.class,
        (method, arguments) ->
            switch (method) {
              case "startAsync", "getAsyncContext" -> Fakes.proxy(AsyncContext.class, this::async);
              case "getServletContext" -> context();
              case "getSession" ->
                  arguments.length == 1 && arguments[0].equals(false) ? null : session;
              default -> "plain " + method;
            });
  }

  /** The request as the pipeline hands it over. */
  private final class Viewed extends HttpServletRequestWrapper implements ClientView {
    Viewed(HttpServletRequest request) {
      super(request);
    }

    @Override
    public String contextPath() {
      return "/shop@1";
    }

    @Override
    public AppThreads threads() {
      return threads;
    }

    @Override
    public boolean isOver() {
      return over;
    }
  }
}
