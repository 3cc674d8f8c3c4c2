package dev.buntime.sandbox.internal;

import dev.buntime.sandbox.ClientView;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.Enumeration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A filter of an app, which sees requests and its servlet context as the client knows them. */
final class ConfinedFilter implements Filter {
  private final Filter delegate;
  private final AppScope app;
  private final Consumer<Throwable> onInitFailure;

  ConfinedFilter(Filter delegate, AppScope app, Consumer<Throwable> onInitFailure) {
    this.delegate = delegate;
    this.app = app;
    this.onInitFailure = onInitFailure;
  }

  Filter delegate() {
    return delegate;
  }

  @Override
  public void init(FilterConfig config) throws ServletException {
    Config confined =
        new Config(config, ConfinedContext.of(config.getServletContext(), app.paths()));
    AppInit.run(app.calls(), () -> delegate.init(confined), onInitFailure);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    delegate.doFilter(
        ConfinedRequest.of(request, app),
        ConfinedResponse.of(response, ClientView.of(request)),
        chain);
  }

  @Override
  public void destroy() {
    app.calls().end(delegate::destroy);
  }

  private record Config(FilterConfig config, ServletContext context) implements FilterConfig {
    @Override
    public String getFilterName() {
      return config.getFilterName();
    }

    @Override
    public ServletContext getServletContext() {
      return context;
    }

    @Override
    public @Nullable String getInitParameter(String name) {
      return config.getInitParameter(name);
    }

    @Override
    public Enumeration<String> getInitParameterNames() {
      return config.getInitParameterNames();
    }
  }
}
