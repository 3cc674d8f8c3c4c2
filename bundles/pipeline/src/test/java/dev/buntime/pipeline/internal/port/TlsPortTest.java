package dev.buntime.pipeline.internal.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.credentials.tls.TlsFiles;
import dev.buntime.testing.TestCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.assertj.core.api.Assertions;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The certificate in force is that of the files. */
public class TlsPortTest {
  private static final int OTHERS = 20;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Server server = new Server();
  private Path certificate;
  private Path key;
  private ServerConnector connector;
  private final List<TlsPort> opened = new ArrayList<>();

  /** Starts a server as Felix HTTP does, without a certificate. */
  @Before
  public void start() throws Exception {
    certificate = folder.getRoot().toPath().resolve("certificate.pem");
    key = folder.getRoot().toPath().resolve("key.pem");
    connector =
        new ServerConnector(
            server,
            new SslConnectionFactory(new SslContextFactory.Server(), "http/1.1"),
            new HttpConnectionFactory());
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.start();
  }

  @After
  public void stop() throws Exception {
    opened.forEach(TlsPort::stop);
    server.stop();
  }

  @Test
  public void connector_withoutACertificate_shakesNoHands() {
    Assertions.assertThatThrownBy(this::shown).isInstanceOf(SSLException.class);
  }

  @Test
  public void secure_givesTheCertificate_andAnotherOneWhenTheFilesChange() throws Exception {
    TestCertificate first = write("first");
    TlsPort port = open();

    port.secure(server);
    assertThat(shown()).isEqualTo(first.x509());

    TestCertificate second = write("second");
    port.look();
    assertThat(shown()).isEqualTo(second.x509());
  }

  @Test
  public void look_whileTheFilesAreBeingReplaced_keepsTheOldOne() throws Exception {
    TestCertificate first = write("first");
    TlsPort port = open();
    port.secure(server);
    TestCertificate second = made("second");

    replace(certificate, second.certificatePem()); // its key comes later
    port.look();
    assertThat(shown()).isEqualTo(first.x509());

    replace(key, second.keyPem());
    port.look();
    assertThat(shown()).isEqualTo(second.x509());
    Files.delete(key);
    port.look();
    assertThat(shown()).isEqualTo(second.x509());
  }

  @Test
  public void connection_thatIsOpen_outlivesTheChange() throws Exception {
    write("first");
    TlsPort port = open();
    port.secure(server);
    try (SSLSocket socket = connect(connector)) {
      write("second");
      port.look();

      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 404");
    }
  }

  @Test
  public void connector_thatRefusesACertificate_keepsItsOwn_andTheOthersTakeIt() throws Exception {
    TestCertificate first = write("first");
    TlsPort port = open();
    Refusing refusing = new Refusing();
    ServerConnector stubborn = connector(refusing);
    List<SslContextFactory.Server> others =
        Stream.generate(SslContextFactory.Server::new).limit(OTHERS).toList();
    others.forEach(each -> port.add(each, server)); // asked in an order that nobody knows
    port.secure(server);
    assertThat(shown(stubborn)).isEqualTo(first.x509());

    refusing.isRefusing = true;
    TestCertificate second = write("second");
    port.look();

    assertThat(refusing.refusals).isEqualTo(1);
    assertThat(shown(stubborn)).isEqualTo(first.x509());
    assertThat(shown()).isEqualTo(second.x509());
    assertThat(others).allSatisfy(each -> assertThat(certificateOf(each)).isEqualTo(second.x509()));
  }

  @Test
  public void forget_connectorsOfAServerThatStopped_areGivenNoCertificateAnyMore()
      throws Exception {
    TestCertificate first = write("first");
    TlsPort port = open();
    SslContextFactory.Server old = new SslContextFactory.Server();
    SslContextFactory.Server taken = new SslContextFactory.Server();
    Server stopped = new Server();
    port.add(old, stopped);
    port.secure(server);
    port.add(taken, server); // of no connector, as when it was taken away

    port.forget(stopped);
    TestCertificate second = write("second");
    port.look();

    assertThat(certificateOf(old)).isEqualTo(first.x509());
    assertThat(certificateOf(taken)).isEqualTo(second.x509());
    assertThat(shown()).isEqualTo(second.x509());

    port.forget(server);
    write("third");
    port.look();
    assertThat(certificateOf(taken)).isEqualTo(second.x509());
    assertThat(shown()).isEqualTo(second.x509());
  }

  /** One that does not take what it is given, once it is told so. */
  private static final class Refusing extends SslContextFactory.Server {
    private boolean isRefusing;
    private int refusals;

    @Override
    public void reload(Consumer<SslContextFactory> change) throws Exception {
      if (isRefusing) {
        refusals++;
        throw new KeyStoreException("no such certificate here");
      }
      super.reload(change);
    }
  }

  private ServerConnector connector(SslContextFactory.Server factory) throws Exception {
    ServerConnector added =
        new ServerConnector(
            server, new SslConnectionFactory(factory, "http/1.1"), new HttpConnectionFactory());
    added.setHost("127.0.0.1");
    server.addConnector(added);
    added.start();
    return added;
  }

  private static X509Certificate certificateOf(SslContextFactory.Server factory) {
    try {
      KeyStore store = factory.getKeyStore();
      return (X509Certificate) store.getCertificate(store.aliases().nextElement());
    } catch (KeyStoreException e) {
      throw new AssertionError(e);
    }
  }

  private TlsPort open() {
    TlsPort port =
        new TlsPort(
            Optional.of(TlsFiles.ofPem(certificate, key, Optional.empty())), Clock.systemUTC());
    opened.add(port);
    return port;
  }

  private TestCertificate made(String name) throws IOException {
    return TestCertificate.make(folder.getRoot().toPath().resolve(name + ".p12"), "EC");
  }

  private TestCertificate write(String name) throws IOException {
    TestCertificate made = made(name);
    replace(certificate, made.certificatePem());
    replace(key, made.keyPem());
    return made;
  }

  /** As programs that fetch certificates do. */
  private static void replace(Path file, String content) throws IOException {
    Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), content);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private X509Certificate shown() throws Exception {
    return shown(connector);
  }

  private static X509Certificate shown(ServerConnector connector) throws Exception {
    try (SSLSocket socket = connect(connector)) {
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private static SSLSocket connect(ServerConnector connector) throws Exception {
    SSLContext trusting =
        new SslContextFactory.Client(true) {
          SSLContext context() throws Exception {
            start();
            return getSslContext();
          }
        }.context();
    SSLSocket socket =
        (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", connector.getLocalPort());
    socket.startHandshake();
    return socket;
  }
}
