package dev.buntime.management.internal;

import dev.buntime.credentials.ConfigurationSecrets;
import dev.buntime.management.internal.MaskedContent.TooLargeException;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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

  /** In bytes; larger ones are not sent. */
  private static final long LARGEST = 1_000_000_000;

  /** How many large answers are masked at the same time: each takes memory. */
  static final int AT_ONCE = 2;

  /** How long one waits until another one has been sent. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ConfigurationSecrets secrets;
  private final Duration patience;
  private final Semaphore large = new Semaphore(AT_ONCE, true);

  /** Made by Declarative Services. */
  @Activate
  public ConsoleMask(@Reference ConfigurationSecrets secrets) {
    this(secrets, PATIENCE);
  }

  /**
   * @param patience how long a large answer waits for others
   */
  ConsoleMask(ConfigurationSecrets secrets, Duration patience) {
    this.secrets = secrets;
    this.patience = patience;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest http = (HttpServletRequest) request;
    if (ConsolePolicy.isResource(http)) {
      chain.doFilter(request, response);
      return;
    }
    HttpServletResponse reply = (HttpServletResponse) response;
    try (Spool spool = new Spool(LARGEST)) {
      PageCapture capture = new PageCapture(reply, _ -> true, spool);
      chain.doFilter(request, capture);
      try (InputStream content = capture.content()) {
        if (content == null) {
          return;
        }
        if (spool.isWhole() && spool.isLarge()) {
          sendLarge(content, http, reply);
        } else {
          send(content, spool.isWhole(), http, reply);
        }
      }
    }
  }

  private void sendLarge(InputStream content, HttpServletRequest request, HttpServletResponse reply)
      throws IOException {
    if (!isAdmitted()) {
      reply.reset();
      reply.setHeader("Retry-After", "10");
      reply.sendError(
          HttpServletResponse.SC_SERVICE_UNAVAILABLE,
          "%d other large answers of the console are being sent. Try again soon."
              .formatted(AT_ONCE));
      return;
    }
    try {
      send(content, true, request, reply);
    } finally {
      large.release();
    }
  }

  private boolean isAdmitted() throws InterruptedIOException {
    try {
      return large.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException stopped = new InterruptedIOException("the server stops");
      stopped.initCause(e);
      throw stopped;
    }
  }

  private void send(
      InputStream content, boolean isWhole, HttpServletRequest request, HttpServletResponse reply)
      throws IOException {
    try {
      if (!isWhole) {
        throw new TooLargeException("it is larger than %d bytes".formatted(LARGEST));
      }
      String type = Objects.requireNonNullElse(reply.getContentType(), "");
      boolean isForm =
          type.startsWith("application/json") && ConsolePolicy.path(request).startsWith(FORMS);
      if (isForm) {
        reply.getOutputStream().write(form(content));
      } else {
        new MaskedContent(secrets, reply.getOutputStream()).write(content);
      }
    } catch (TooLargeException e) {
      reply.reset();
      reply.sendError(
          HttpServletResponse.SC_INTERNAL_SERVER_ERROR,
          "Nothing of this answer is shown, as the secrets in it cannot be masked: %s. If there is a download as text, take that."
              .formatted(e.getMessage()));
    }
  }

  private byte[] form(InputStream content) throws IOException {
    byte[] form = content.readNBytes(MaskedContent.LARGE + 1);
    if (form.length > MaskedContent.LARGE) {
      throw new TooLargeException("it is larger than %d bytes".formatted(MaskedContent.LARGE));
    }
    return MaskedContent.changed(form, text -> MaskedForm.of(text, secrets));
  }
}
