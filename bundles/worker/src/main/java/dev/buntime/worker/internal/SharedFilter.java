package dev.buntime.worker.internal;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A filter of an app that stands in chains by several mappings, each a service of its own: it
 * begins with the first and ends with the last of them. Thread-safe, if the mappings come and go
 * one after the other.
 */
final class SharedFilter implements Filter {
  private final Filter filter;
  private final AtomicInteger mappings = new AtomicInteger();

  SharedFilter(Filter filter) {
    this.filter = filter;
  }

  @Override
  public void init(FilterConfig config) throws ServletException {
    if (mappings.get() == 0) {
      filter.init(config);
    }
    mappings.incrementAndGet();
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    filter.doFilter(request, response, chain);
  }

  @Override
  public void destroy() {
    if (mappings.decrementAndGet() == 0) {
      filter.destroy();
    }
  }
}
