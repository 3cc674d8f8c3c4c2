package dev.buntime.sandbox.internal;

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
  private final AppPaths paths;
  private final Consumer<Throwable> onInitFailure;

  ConfinedFilter(Filter delegate, AppPaths paths, Consumer<Throwable> onInitFailure) {
    this.delegate = delegate;
    this.paths = paths;
    this.onInitFailure = onInitFailure;
  }

  Filter delegate() {
    return delegate;
  }

  @Override
  public void init(FilterConfig config) throws ServletException {
    try {
      delegate.init(new Config(config, ConfinedContext.of(config.getServletContext(), paths)));
    } catch (ServletException | RuntimeException | Error e) {
      onInitFailure.accept(e);
      throw e;
    }
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    delegate.doFilter(ConfinedRequest.of(request, paths), response, chain);
  }

  @Override
  public void destroy() {
    delegate.destroy();
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
