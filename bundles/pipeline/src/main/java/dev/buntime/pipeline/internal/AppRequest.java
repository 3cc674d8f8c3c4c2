package dev.buntime.pipeline.internal;

import dev.buntime.sandbox.AppThreads;
import dev.buntime.sandbox.ClientView;
import dev.buntime.worker.Lease;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * The request as Felix HTTP dispatches it: inside the servlet context of the worker. The request
 * URI stays what the client typed.
 */
final class AppRequest extends HttpServletRequestWrapper implements ClientView {
  private final Exchange exchange;
  private final AppAccess access;
  private final String innerPath;

  AppRequest(HttpServletRequest request, ExchangeRequest core) {
    super(request);
    this.exchange = core.exchange();
    this.access = core.access();
    this.innerPath = exchange.lease().contextPath() + rest(request, core);
  }

  /**
   * The path inside the app. An asynchronous dispatch to another path names it relative to the app;
   * one without a path repeats the path that the client typed.
   */
  private static String rest(HttpServletRequest request, ExchangeRequest core) {
    if (request.getDispatcherType() == DispatcherType.ASYNC) {
      String servletPath = request.getServletPath();
      String pathInfo = request.getPathInfo();
      String path = pathInfo == null ? servletPath : servletPath + pathInfo;
      return path.equals(core.getHttpURI().getDecodedPath()) ? core.exchange().rest() : path;
    }
    return core.exchange().rest();
  }

  @Override
  public String getServletPath() {
    return "";
  }

  @Override
  public String getPathInfo() {
    return innerPath;
  }

  @Override
  public String contextPath() {
    return exchange.clientPath();
  }

  @Override
  public AppThreads threads() {
    return new LeasedThreads(exchange.lease());
  }

  @Override
  public boolean isOver() {
    return access.isEnded();
  }

  /** The worker's threads, as long as the request has a place there. */
  private record LeasedThreads(Lease lease) implements AppThreads {
    @Override
    public boolean ownsCurrentThread() {
      return lease.ownsCurrentThread();
    }

    @Override
    public void execute(Runnable task) {
      lease.executor().execute(task);
    }
  }
}
