package dev.buntime.sandbox.internal;

import dev.buntime.sandbox.ClientView;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.Enumeration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A servlet of an app, which sees requests and its servlet context as the client knows them. */
final class ConfinedServlet implements Servlet {
  private final Servlet delegate;
  private final AppPaths paths;
  private final AppCalls calls;
  private final Consumer<Throwable> onInitFailure;

  ConfinedServlet(
      Servlet delegate, AppPaths paths, AppCalls calls, Consumer<Throwable> onInitFailure) {
    this.delegate = delegate;
    this.paths = paths;
    this.calls = calls;
    this.onInitFailure = onInitFailure;
  }

  Servlet delegate() {
    return delegate;
  }

  @Override
  public void init(ServletConfig config) throws ServletException {
    Config confined = new Config(config, ConfinedContext.of(config.getServletContext(), paths));
    AppInit.run(calls, () -> delegate.init(confined), onInitFailure);
  }

  @Override
  public void service(ServletRequest request, ServletResponse response)
      throws ServletException, IOException {
    delegate.service(
        ConfinedRequest.of(request, paths), ConfinedResponse.of(response, ClientView.of(request)));
  }

  @Override
  public void destroy() {
    calls.end(delegate::destroy);
  }

  @Override
  public ServletConfig getServletConfig() {
    return delegate.getServletConfig();
  }

  @Override
  public String getServletInfo() {
    return delegate.getServletInfo();
  }

  private record Config(ServletConfig config, ServletContext context) implements ServletConfig {
    @Override
    public String getServletName() {
      return config.getServletName();
    }

    @Override
    public ServletContext getServletContext() {
      return Objects.requireNonNull(context);
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
