package dev.buntime.itests.pax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.itests.TestBundle;
import dev.buntime.itests.app.PlainConfigurator;
import dev.buntime.itests.pax.app.CallbackActivator;
import dev.buntime.itests.pax.app.Heard;
import dev.buntime.itests.pax.app.SocketEndpoint;
import dev.buntime.itests.pax.app.SocketServlet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.osgi.service.servlet.runtime.HttpServiceRuntime;

/** Whatever the platform tells an app, it tells it on threads of the app's worker, as the app. */
public class CallbacksPaxIT extends InsideRunner {
  private static final String JAR = "callbacks.jar";
  private static final String PATH = "/callbacks";
  private static final String WORKER = "callbacks@1.0.0#\\d+";
  private static final Duration OFTEN = Duration.ofMillis(20);

  @Inject private ConfigurationAdmin configurations;
  @Inject private EventAdmin events;
  @Inject private HttpServiceRuntime http;

  @Before
  public void forget() {
    Heard.lines().clear();
  }

  @Test
  public void lifeOfTheWorker() throws Exception {
    Bundle app = deployCallbacks();
    assertThat(get(PATH + "/made").statusCode()).isEqualTo(200);
    assertThat(get(PATH + "/inner/").statusCode()).isEqualTo(200);

    undeploy(JAR, app);

    assertHeard(
        "start",
        "context.initialized",
        "context.attribute",
        "servlet.init",
        "servlet.info",
        "filter.init",
        "factory.get",
        "context.security",
        "request",
        "filter",
        "servlet",
        "filter.destroy",
        "servlet.destroy",
        "factory.unget",
        "context.destroyed",
        "stop");
  }

  @Test
  public void lifeOfTheWorker_whenSomebodyStopsItsBundle() throws Exception {
    Bundle app = deployCallbacks();
    assertThat(get(PATH + "/").statusCode()).isEqualTo(200);
    Heard.lines().clear();

    app.stop(); // as the web console does

    assertHeard("servlet.destroy", "context.destroyed", "stop");
  }

  @Test
  public void newsOfTheFramework() throws Exception {
    deployCallbacks();
    Heard.lines().clear();

    ServiceRegistration<Runnable> service = context.registerService(Runnable.class, () -> {}, null);
    service.setProperties(FrameworkUtil.asDictionary(Map.of("colour", "green")));
    service.unregister();
    context
        .getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
        .adapt(FrameworkWiring.class)
        .refreshBundles(List.of());

    assertHeard(
        "service-listener",
        "tracker.adding",
        "tracker.modified",
        "tracker.removed",
        "framework-listener");
  }

  @Test
  public void newsOfItsOwnBundle() throws Exception {
    Bundle app = deployCallbacks();

    awaitHeard("synchronous-listener");
    undeploy(JAR, app);

    assertHeard("bundle-listener", "synchronous-listener", "stop");
  }

  @Test
  public void servletInfo_whenTheConsoleAsks_isNotAskedOfTheApp() throws Exception {
    deployCallbacks();
    long before = heard("servlet.info").count();

    assertThat(Stream.of(http.getRuntimeDTO().servletContextDTOs))
        .flatMap(context -> List.of(context.servletDTOs))
        .anyMatch(servlet -> "answers".equals(servlet.servletInfo));

    assertThat(heard("servlet.info").count()).isEqualTo(before);
  }

  @Test
  public void session_whenItEndsByTheRequestOfSomebodyElse() throws Exception {
    deployCallbacks();
    String cookie = cookie(get(PATH + "/session"));

    await()
        .pollInterval(OFTEN)
        .untilAsserted(() -> {
          assertThat(get("/_/health/live", "Cookie", cookie).statusCode()).isEqualTo(200);
          assertThat(heard("value.unbound")).isNotEmpty();
          assertThat(heard("session.attribute-removed-value")).isNotEmpty();
        });

    assertHeard(
        "session.created",
        "value.bound",
        "session.attribute-added-value",
        "session.destroyed-with-value",
        "value.unbound",
        "session.attribute-removed-value");
  }

  @Test
  public void session_whenItsWorkerEnds_letsItsValuesGo() throws Exception {
    Bundle app = deployCallbacks();
    assertThat(get(PATH + "/session").statusCode()).isEqualTo(200);

    undeploy(JAR, app);

    assertHeard("value.bound", "value.unbound", "stop");
  }

  @Test
  public void session_whenItsIdChanges() throws Exception {
    deployCallbacks();

    assertThat(get(PATH + "/renew").headers().firstValue("X-Session")).isPresent();

    assertHeard("session.created", "session.id");
  }

  @Test
  public void configuration() throws Exception {
    deployCallbacks();
    Configuration one = configurations.getConfiguration("pax.callbacks", "?");
    Configuration many = configurations.createFactoryConfiguration("pax.factory", "?");

    one.update(FrameworkUtil.asDictionary(Map.of("colour", "green")));
    many.update(FrameworkUtil.asDictionary(Map.of("colour", "green")));
    awaitHeard("managed.updated-green");
    awaitHeard("managed-factory.updated");
    one.delete();
    many.delete();

    assertHeard(
        "managed.updated-none",
        "managed.updated-green",
        "managed-factory.updated",
        "managed-factory.deleted");
  }

  @Test
  public void event() throws Exception {
    deployCallbacks();

    events.sendEvent(new Event("pax/callbacks", Map.of()));
    assertThat(heard("event")).as("when the sender goes on").hasSize(1);
    events.postEvent(new Event("pax/callbacks", Map.of()));

    await().pollInterval(OFTEN).untilAsserted(() -> assertThat(heard("event")).hasSize(2));
    assertHeard("event");
  }

  @Test
  public void socket() throws Exception {
    deploySockets();
    WebSocket client = connect(Long.MAX_VALUE);

    client.sendText("hello", true).join();
    client.sendBinary(ByteBuffer.allocate(10), false).join();
    awaitHeard("socket.stream"); // with the message half arrived
    client.sendBinary(ByteBuffer.allocate(10), true).join();
    client.sendText("ping", true).join();
    awaitHeard("socket.pong");
    client.sendClose(1000, "").join();

    assertHeard("socket.open", "socket.text", "socket.stream", "socket.pong", "socket.close");
  }

  @Test
  public void socket_whenItSendsToAClientThatReadsLate() throws Exception {
    deploySockets();
    WebSocket client = connect(0);

    client.sendText("flood", true).join();
    awaitHeard("socket.text");
    client.request(Long.MAX_VALUE);

    await().pollInterval(OFTEN).untilAsserted(() -> assertThat(heard("socket.sent")).hasSize(20));
    assertHeard("socket.sent");
    client.abort();
  }

  @Test
  public void socket_whenItIsIdle() throws Exception {
    deploySockets();
    WebSocket client = connect(Long.MAX_VALUE);

    client.sendText("idle", true).join();

    awaitHeard("socket.close");
    assertHeard("socket.open", "socket.error", "socket.close");
    client.abort();
  }

  @Test
  public void socket_whenTheClientIsGone() throws Exception {
    deploySockets();
    WebSocket client = connect(Long.MAX_VALUE);
    awaitHeard("socket.open");

    client.abort();

    assertHeard("socket.open", "socket.close");
  }

  private Bundle deployCallbacks() throws IOException {
    TestBundle bundle =
        withNested(callbacks(), CallbackActivator.class)
            .header(Constants.BUNDLE_ACTIVATOR, CallbackActivator.class.getName());
    return deploy(bundle, JAR, PATH + "/");
  }

  private void deploySockets() throws IOException {
    TestBundle bundle =
        withNested(callbacks(), SocketServlet.class)
            .type(SocketEndpoint.class)
            .type(PlainConfigurator.class)
            .file("worker.jsonc", "{ \"entrypoint\": \"" + SocketServlet.class.getName() + "\" }");
    Bundle _ = deploy(bundle, JAR, PATH);
  }

  private static TestBundle withNested(TestBundle bundle, Class<?> type) throws IOException {
    bundle.type(type);
    for (Class<?> nested : type.getDeclaredClasses()) {
      bundle.type(nested);
    }
    return bundle;
  }

  private static TestBundle callbacks() throws IOException {
    return new TestBundle("callbacks", "1.0.0")
        .type(Heard.class)
        .header(
            Constants.IMPORT_PACKAGE,
            "jakarta.servlet,jakarta.servlet.http,jakarta.websocket,jakarta.websocket.server,"
                + "org.osgi.framework,org.osgi.service.cm,org.osgi.service.event,"
                + "org.osgi.service.servlet.context,org.osgi.service.servlet.whiteboard,"
                + "org.osgi.util.tracker");
  }

  /** A client that asks for so many messages by itself. */
  private WebSocket connect(long messages) {
    return HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .buildAsync(
            URI.create(
                "ws://127.0.0.1:" + context.getProperty("org.osgi.service.http.port") + PATH),
            new WebSocket.Listener() {
              @Override
              public void onOpen(WebSocket socket) {
                if (messages > 0) {
                  socket.request(messages);
                }
              }

              @Override
              public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
                return null; // read
              }

              @Override
              public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer bytes, boolean last) {
                return null; // read
              }
            })
        .join();
  }

  private static String cookie(HttpResponse<String> answer) {
    return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
  }

  private static Stream<String> heard(String what) {
    return Heard.lines().stream().filter(line -> line.startsWith(what + " "));
  }

  private static void awaitHeard(String what) {
    await().pollInterval(OFTEN).untilAsserted(() -> assertThat(heard(what)).isNotEmpty());
  }

  /** The app was told all of that, and nothing at all on a thread that is not its own. */
  private static void assertHeard(String... all) {
    for (String each : all) {
      awaitHeard(each);
    }
    assertThat(Heard.lines()).allMatch(line -> line.matches("\\S+ " + WORKER), "on the worker");
  }
}
