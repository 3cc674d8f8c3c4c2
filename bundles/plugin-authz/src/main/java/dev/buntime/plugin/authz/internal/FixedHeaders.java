package dev.buntime.plugin.authz.internal;

import dev.buntime.plugin.authz.internal.obligation.AnswerHeader;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** An answer with some fields that whoever writes it cannot change. */
final class FixedHeaders extends HttpServletResponseWrapper {
  private final Set<String> names;

  private FixedHeaders(HttpServletResponse response, Set<String> names) {
    super(response);
    this.names = names;
  }

  /** Sets the fields. */
  static HttpServletResponse on(HttpServletResponse response, List<AnswerHeader> headers) {
    if (headers.isEmpty()) {
      return response;
    }
    for (AnswerHeader header : headers) {
      response.setHeader(header.name(), header.values().getFirst());
      header.values().stream().skip(1).forEach(each -> response.addHeader(header.name(), each));
    }
    return new FixedHeaders(
        response,
        headers.stream()
            .map(header -> header.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet()));
  }

  private boolean isFixed(String name) {
    return names.contains(name.toLowerCase(Locale.ROOT));
  }

  @Override
  public void setHeader(String name, String value) {
    if (!isFixed(name)) {
      super.setHeader(name, value);
    }
  }

  @Override
  public void addHeader(String name, String value) {
    if (!isFixed(name)) {
      super.addHeader(name, value);
    }
  }

  @Override
  public void setDateHeader(String name, long date) {
    if (!isFixed(name)) {
      super.setDateHeader(name, date);
    }
  }

  @Override
  public void addDateHeader(String name, long date) {
    if (!isFixed(name)) {
      super.addDateHeader(name, date);
    }
  }

  @Override
  public void setIntHeader(String name, int value) {
    if (!isFixed(name)) {
      super.setIntHeader(name, value);
    }
  }

  @Override
  public void addIntHeader(String name, int value) {
    if (!isFixed(name)) {
      super.addIntHeader(name, value);
    }
  }
}
