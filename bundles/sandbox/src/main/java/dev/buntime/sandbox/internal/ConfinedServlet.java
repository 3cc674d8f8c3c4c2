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
  private final AppScope app;
  private final Consumer<Throwable> onInitFailure;
  private volatile @Nullable String info;

  ConfinedServlet(Servlet delegate, AppScope app, Consumer<Throwable> onInitFailure) {
    this.delegate = delegate;
    this.app = app;
    this.onInitFailure = onInitFailure;
  }

  Servlet delegate() {
    return delegate;
  }

  @Override
  public void init(ServletConfig config) throws ServletException {
    Config confined =
        new Config(config, ConfinedContext.of(config.getServletContext(), app.paths()));
    AppInit.run(
        app.calls(),
        () -> {
          delegate.init(confined);
          info = delegate.getServletInfo();
        },
        onInitFailure);
  }

  @Override
  public void service(ServletRequest request, ServletResponse response)
      throws ServletException, IOException {
    delegate.service(
        ConfinedRequest.of(request, app), ConfinedResponse.of(response, ClientView.of(request)));
  }

  @Override
  public void destroy() {
    app.calls().end(delegate::destroy);
  }

  @Override
  public ServletConfig getServletConfig() {
    return delegate.getServletConfig();
  }

  /** What the app's servlet said after its {@code init}: whoever asks now has another thread. */
  @Override
  public @Nullable String getServletInfo() {
    return info;
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
