package dev.buntime.pipeline.internal.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.pipeline.internal.ServerConfig;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Who is believed, and what. The proxy is 10.0.0.1. */
public class TrustedProxiesTest {
  private final Server server = new Server();
  private final TrustedProxies proxies = new TrustedProxies(config("10.0.0.0/8", "fd00::/8"));
  private final HttpConfiguration configuration = new HttpConfiguration();
  private final LocalConnector connector =
      new LocalConnector(server, new HttpConnectionFactory(configuration));
  private String peer = "10.0.0.1";

  @Before
  public void start() throws Exception {
    configuration.addCustomizer((request, headers) -> from(peer, request));
    configuration.addCustomizer(proxies);
    server.addConnector(connector);
    server.setHandler(new Telling());
    server.start();
  }

  @After
  public void stop() throws Exception {
    server.stop();
  }

  @Test
  public void withoutFields_thePeerAsks() throws Exception {
    assertThat(ask("")).isEqualTo("10.0.0.1 http shop:80");
  }

  @Test
  public void fieldsOfAProxy_areBelieved() throws Exception {
    assertThat(ask("X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n"))
        .startsWith("192.0.2.7 https ");
    assertThat(
            ask(
                "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n"
                    + "X-Forwarded-Host: example.org\r\n"))
        .startsWith("192.0.2.7 https example.org");
    assertThat(ask("Forwarded: for=192.0.2.7;proto=https;host=example.org\r\n"))
        .startsWith("192.0.2.7 https example.org");
    assertThat(ask("Forwarded: For=\"[2001:db8::7]:4711\";Proto=https\r\n"))
        .startsWith("[2001:db8:0:0:0:0:0:7] https ");
  }

  @Test
  public void fieldsOfAnybodyElse_areTakenOut() throws Exception {
    peer = "203.0.113.5";

    assertThat(ask("X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n"))
        .isEqualTo("203.0.113.5 http shop:80");
    assertThat(ask("Forwarded: for=192.0.2.7;proto=https\r\nX-Forwarded-Prefix: /a\r\n"))
        .isEqualTo("203.0.113.5 http shop:80");
  }

  @Test
  public void whatTheClientWroteItself_isNotBelieved() throws Exception {
    assertThat(ask("X-Forwarded-For: 127.0.0.1, 192.0.2.7\r\n"))
        .startsWith("192.0.2.7 ")
        .doesNotContain("127.0.0.1");
    assertThat(ask("X-Forwarded-For: 127.0.0.1, 192.0.2.7, 10.1.1.1, 10.2.2.2\r\n"))
        .startsWith("192.0.2.7 ");
    assertThat(ask("X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-For: 192.0.2.7\r\n"))
        .startsWith("192.0.2.7 ");
    assertThat(ask("Forwarded: for=127.0.0.1, for=192.0.2.7\r\n")).startsWith("192.0.2.7 ");
    assertThat(
            ask("Forwarded: for=127.0.0.1;proto=https, for=192.0.2.7;proto=http, for=10.1.1.1\r\n"))
        .startsWith("192.0.2.7 http ");
    assertThat(ask("Forwarded: for=127.0.0.1\r\nX-Forwarded-For: 192.0.2.7\r\n"))
        .startsWith("192.0.2.7 ")
        .doesNotContain("127.0.0.1");
  }

  @Test
  public void whatTheClientWrote_cannotChangeHowTheRestIsRead() throws Exception {
    for (String field :
        new String[] {
          "X-Forwarded-For: \"9.9.9.1, 192.0.2.7",
          "X-Forwarded-For: \"evil, 192.0.2.7",
          "X-Forwarded-For: 9.9.9.1;x=\", 192.0.2.7",
          "X-Forwarded-For: [9.9.9.1, 192.0.2.7",
        }) {
      assertThat(ask(field + "\r\n")).as(field).startsWith("192.0.2.7 ").doesNotContain("9.9.9");
    }
    for (String field :
        new String[] {
          "Forwarded: for=9.9.9.3;x=\", for=192.0.2.7",
          "Forwarded: for=9.9.9.3;x=\", for=\"[2001:db8::7]\"",
          "Forwarded: for=9.9.9.3;for=9.9.9.4, for=192.0.2.7;for=9.9.9.5",
          "Forwarded: for=9.9.9.3\r\nX-Forwarded-Host: example.org",
          "Forwarded: for=9.9.9.3, for=unknown",
          "X-Forwarded-For: 9.9.9.3, unknown",
          "X-Forwarded-For: 9.9.9.3, ",
        }) {
      assertThat(ask(field + "\r\n")).as(field).startsWith("10.0.0.1 ").doesNotContain("9.9.9");
    }
  }

  @Test
  public void fieldsWithAnUnderscore_areTakenOutAsWell() throws Exception {
    peer = "203.0.113.5";

    assertThat(ask("X_Forwarded_For: 192.0.2.7\r\nx-forwarded_proto: https\r\n"))
        .isEqualTo("203.0.113.5 http shop:80");
  }

  @Test
  public void believedAddress_isOneForWhoeverAsks() throws Exception {
    assertThat(ask("X-Forwarded-For: 192.0.2.7\r\n")).contains(" resolved ");
    assertThat(ask("X-Forwarded-For: 2001:db8::7\r\n"))
        .startsWith("[2001:db8:")
        .contains(" resolved ");
  }

  @Test
  public void allProxies_theFirstOneAsks() throws Exception {
    assertThat(ask("X-Forwarded-For: 10.9.9.9, 10.1.1.1\r\n")).startsWith("10.9.9.9 ");
  }

  @Test
  public void nonsense_doesNoHarm() throws Exception {
    for (String value :
        new String[] {"", ",", "unknown", ", ,", "\"", "a b", "[", "[::1", "999.1.1.1"}) {
      assertThat(raw("X-Forwarded-For: " + value + "\r\n"))
          .as(value)
          .containsPattern("HTTP/1.1 [24]00");
      assertThat(raw("Forwarded: for=" + value + "\r\n"))
          .as(value)
          .containsPattern("HTTP/1.1 [24]00");
      assertThat(raw("Forwarded: " + value + "\r\n")).as(value).containsPattern("HTTP/1.1 [24]00");
    }
  }

  @Test
  public void otherTrust_countsAtOnce() throws Exception {
    proxies.modified(config());
    assertThat(ask("X-Forwarded-For: 192.0.2.7\r\n")).isEqualTo("10.0.0.1 http shop:80");

    proxies.modified(config("10.0.0.1"));
    assertThat(ask("X-Forwarded-For: 192.0.2.7\r\n")).startsWith("192.0.2.7 ");
  }

  private String ask(String fields) throws Exception {
    String answer = raw(fields);
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  private String raw(String fields) throws Exception {
    return connector.getResponse(
        "GET / HTTP/1.1\r\nHost: shop\r\n" + fields + "Connection: close\r\n\r\n");
  }

  private static Request from(String peer, Request request) {
    return new Request.Wrapper(request) {
      @Override
      public ConnectionMetaData getConnectionMetaData() {
        return new ConnectionMetaData.Wrapper(super.getConnectionMetaData()) {
          @Override
          public SocketAddress getRemoteSocketAddress() {
            return new InetSocketAddress(peer, 4711);
          }
        };
      }
    };
  }

  private static ServerConfig config(String... trusted) {
    return (ServerConfig)
        Proxy.newProxyInstance(
            TrustedProxiesTest.class.getClassLoader(),
            new Class<?>[] {ServerConfig.class},
            (self, method, arguments) -> trusted);
  }

  private static boolean isResolved(Request request) {
    return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress tcp
        && !tcp.isUnresolved();
  }

  /** Tells who asks, and which of the fields an app would see. */
  private static final class Telling extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      StringBuilder told =
          new StringBuilder(
              Request.getRemoteAddr(request)
                  + " "
                  + request.getHttpURI().getScheme()
                  + " "
                  + Request.getServerName(request)
                  + ":"
                  + Request.getServerPort(request));
      for (HttpField field : request.getHeaders()) {
        if (field.getLowerCaseName().contains("forwarded")) {
          told.append(" ").append(field);
          told.append(isResolved(request) ? " resolved " : " not resolved ");
        }
      }
      Content.Sink.write(response, true, told.toString(), callback);
      return true;
    }
  }
}
