package dev.buntime.management.internal;

import dev.buntime.credentials.ConfigurationSecrets;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Takes the secrets out of all that the web console answers, pages, data and downloads: what is
 * called a secret, and what is known to be one wherever it stands. Thread-safe.
 *
 * <p>It is nearer to the pages than {@link ConsolePolicy}, which so sees what is sent.
 */
@Component(
    service = {Filter.class, ConsoleMask.class},
    property = {
      "osgi.http.whiteboard.filter.pattern=/*",
      "osgi.http.whiteboard.context.select="
          + "(osgi.http.whiteboard.context.name=org.apache.felix.webconsole)",
      "service.ranking:Integer=-1000"
    })
public final class ConsoleMask implements Filter {
  private static final String FORMS = "/configMgr";

  private final ConfigurationSecrets secrets;

  /** Made by Declarative Services. */
  @Activate
  public ConsoleMask(@Reference ConfigurationSecrets secrets) {
    this.secrets = secrets;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest http = (HttpServletRequest) request;
    if (ConsolePolicy.isResource(http)) {
      chain.doFilter(request, response);
      return;
    }
    PageCapture capture = new PageCapture((HttpServletResponse) response, _ -> true);
    chain.doFilter(request, capture);
    byte[] content = capture.content();
    if (content != null) {
      String type = Objects.requireNonNullElse(response.getContentType(), "");
      response.getOutputStream().write(masked(http, type, content));
    }
  }

  private byte[] masked(HttpServletRequest request, String type, byte[] content)
      throws IOException {
    if (type.startsWith("application/zip")) {
      return MaskedContent.ofArchive(content, this::masked);
    }
    boolean isForm =
        type.startsWith("application/json") && ConsolePolicy.path(request).startsWith(FORMS);
    return MaskedContent.of(content, text -> isForm ? MaskedForm.of(text, secrets) : masked(text));
  }

  private String masked(String text) {
    return MaskedNames.of(secrets.masked(text)); // those that are known may have several lines
  }
}
