package dev.buntime.management.internal;

import dev.buntime.log.AuditEntry;
import dev.buntime.log.AuditEntry.Event;
import dev.buntime.log.AuditLog;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the audit log say what was done over the management plane. If it cannot be written, because
 * the disk is full for example, what is asked for is done all the same: to undeploy may be what is
 * needed then. The line is in the ordinary log instead, and a health check warns until a line can
 * be written again. Thread-safe.
 */
@Component(service = AuditTrail.class)
public final class AuditTrail {
  private static final Logger log = LoggerFactory.getLogger(AuditTrail.class);

  /** Attribute of a request: what it changes, in words. */
  private static final String TARGET = AuditTrail.class.getName() + ".target";

  private static final String REQUEST_ID = "X-Request-Id";

  private final InstantSource clock;
  private final AtomicBoolean broken = new AtomicBoolean();
  private volatile @Nullable AuditLog audit;

  /** Made by Declarative Services. */
  @Activate
  public AuditTrail() {
    this(InstantSource.system());
  }

  AuditTrail(InstantSource clock) {
    this.clock = clock;
  }

  /** The launcher offers it before anything else starts. */
  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      unbind = "unsetLog")
  void setLog(AuditLog found) {
    audit = found;
  }

  void unsetLog(AuditLog lost) {
    if (lost.equals(audit)) {
      audit = null;
    }
  }

  /** Says what a request changes, where its path does not. */
  public static void target(HttpServletRequest request, String words) {
    request.setAttribute(TARGET, words);
  }

  /** Whether the newest line could not be written. */
  boolean isBroken() {
    return broken.get();
  }

  /**
   * Remembers something.
   *
   * @param login who did it, null if nobody is logged in
   * @param code of the error, null if there is none
   */
  void add(
      Event event,
      HttpServletRequest request,
      @Nullable Login login,
      int status,
      @Nullable String code) {
    AuditEntry entry =
        new AuditEntry(
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            event,
            login == null ? null : login.user(),
            login == null ? null : login.provider(),
            login == null ? List.of() : login.rights(),
            Objects.requireNonNullElse(request.getRemoteAddr(), "unknown"),
            request.getMethod(),
            request.getRequestURI(),
            (String) request.getAttribute(TARGET),
            status,
            code,
            request.getHeader(REQUEST_ID));
    try {
      write(entry);
      if (broken.compareAndSet(true, false)) {
        log.info("The audit log can be written again");
      }
    } catch (IOException e) {
      if (broken.compareAndSet(false, true)) {
        log.error(
            "The audit log cannot be written: {}. What it misses is in the log. Make room on the"
                + " disk of the data folder, or make its folder logs writable",
            e.toString());
      }
      log.warn("not in the audit log: {}", entry);
    }
  }

  private void write(AuditEntry entry) throws IOException {
    AuditLog present = audit;
    if (present == null) {
      throw new IOException("there is none");
    }
    present.write(entry);
  }
}
