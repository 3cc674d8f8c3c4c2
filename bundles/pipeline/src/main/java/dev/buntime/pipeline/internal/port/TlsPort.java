package dev.buntime.pipeline.internal.port;

import dev.buntime.credentials.tls.TlsFiles;
import dev.buntime.credentials.tls.TlsFilesException;
import dev.buntime.credentials.tls.TlsIdentity;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate of the server, taken anew when its files change. Thread-safe.
 *
 * <p>Felix HTTP's own connector for HTTPS starts without any: until it is given one, a handshake
 * fails as if nobody listened. So keys and passwords are in no configuration, where others see
 * them. Files that cannot be used change nothing: the certificate that is in force stays.
 */
@Component(service = TlsPort.class)
public final class TlsPort {
  private static final Logger log = LoggerFactory.getLogger(TlsPort.class);

  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration SOON = Duration.ofDays(14);
  private static final Duration REMIND = Duration.ofDays(1);

  private final Optional<TlsFiles> files;
  private final Clock clock;
  private final Map<SslContextFactory.Server, Server> served = new ConcurrentHashMap<>();
  private final @Nullable ScheduledThreadPoolExecutor watch;
  private volatile @Nullable TlsIdentity identity;

  // For the thread of the watch alone, after the start.
  private FileStamps seen = FileStamps.NONE;
  private Instant reminded = Instant.EPOCH;

  /** Made by Declarative Services. */
  @Activate
  public TlsPort(BundleContext context) {
    this(filesOf(context), Clock.systemUTC());
    if (watch != null) {
      var _ =
          watch.scheduleWithFixedDelay(
              this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  TlsPort(Optional<TlsFiles> files, Clock clock) {
    this.files = files;
    this.clock = clock;
    this.watch =
        files.isEmpty()
            ? null
            : new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("tls-files").factory());
    look();
  }

  private static Optional<TlsFiles> filesOf(BundleContext context) {
    TlsFiles named =
        new TlsFiles(
            file(context, "certificate"),
            file(context, "key"),
            file(context, "keystore"),
            file(context, "passwordFile"));
    return named.all().isEmpty() ? Optional.empty() : Optional.of(named);
  }

  private static Optional<Path> file(BundleContext context, String name) {
    String path = context.getProperty("buntime.fixed.tls." + name);
    return path == null || path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path));
  }

  @Deactivate
  void stop() {
    if (watch != null) {
      watch.shutdownNow();
    }
  }

  /** Whether the server speaks HTTPS. */
  boolean isOn() {
    return files.isPresent();
  }

  /** Gives the connectors of a server their certificate. */
  public void secure(Server server) {
    for (Connector connector : server.getConnectors()) {
      connector.getConnectionFactories().stream()
          .filter(SslConnectionFactory.class::isInstance)
          .map(factory -> ((SslConnectionFactory) factory).getSslContextFactory())
          .distinct()
          .forEach(factory -> add(factory, server));
      connector.getConnectionFactories().stream()
          .filter(HttpConfiguration.ConnectionFactory.class::isInstance)
          .map(factory -> ((HttpConfiguration.ConnectionFactory) factory).getHttpConfiguration())
          .flatMap(configuration ->
              Optional.ofNullable(configuration.getCustomizer(SecureRequestCustomizer.class))
                  .stream())
          .forEach(customizer -> customizer.setSniHostCheck(false)); // nothing is told by the name
    }
  }

  /** Forgets the connectors of a server that has stopped, those that it has no more as well. */
  public void forget(Server server) {
    served.values().removeIf(server::equals);
  }

  /** Gives the certificate to a factory of a server, now and whenever there is another one. */
  void add(SslContextFactory.Server factory, Server server) {
    if (served.putIfAbsent(factory, server) == null) {
      TlsIdentity current = identity;
      if (current != null) {
        reload(factory, current);
      }
    }
  }

  private static void reload(SslContextFactory.Server factory, TlsIdentity identity) {
    try {
      factory.reload(changed -> {
        changed.setKeyStore(identity.keystore());
        changed.setKeyStorePassword(identity.password());
      });
    } catch (Exception e) { // Jetty declares no other; the other connectors must get theirs
      log.error("A connector does not take the certificate, and keeps the one before", e);
    }
  }

  /** Looks whether the files have changed; called again and again, by one thread. */
  void look() {
    try {
      files.ifPresent(this::look);
    } catch (RuntimeException e) { // the next look must come
      log.error("The files for TLS were not looked at", e);
    }
  }

  private void look(TlsFiles current) {
    FileStamps now = FileStamps.of(current.all());
    if (!now.equals(seen)) {
      seen = now;
      read(current);
    }
    remind();
  }

  private void read(TlsFiles current) {
    try {
      TlsIdentity next = current.read();
      boolean isFirst = identity == null;
      identity = next;
      served.keySet().forEach(factory -> reload(factory, next));
      reminded = Instant.EPOCH;
      for (X509Certificate each : next.certificates()) {
        log.info(
            "{} the certificate of {}, good until {}",
            isFirst ? "TLS has" : "TLS has now",
            each.getSubjectX500Principal(),
            each.getNotAfter().toInstant());
      }
    } catch (TlsFilesException e) {
      log.warn("The certificate for TLS stays as it is: {}", e.getMessage());
    }
  }

  private void remind() {
    TlsIdentity current = identity;
    Instant now = clock.instant();
    if (current == null || now.isBefore(reminded.plus(REMIND))) {
      return;
    }
    String objection = current.objection(now, now.plus(SOON));
    if (objection != null) {
      reminded = now;
      log.warn("TLS: {}; replace it, no restart is needed", objection);
    }
  }
}
