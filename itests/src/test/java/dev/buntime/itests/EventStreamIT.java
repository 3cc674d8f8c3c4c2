package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.buntime.itests.EventClient.Event;
import dev.buntime.itests.app.GenerationServlet;
import dev.buntime.itests.app.PluginActivator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What a client hears at {@code /_/sse}. */
public class EventStreamIT {
  private static final String SSE = "/_/sse";
  private static final String JAR = "swap.jar";
  private static final String PLUGIN_JAR = "generation.jar";
  private static final int READERS = 50;
  private static final int SLEEPERS = 50;

  /** Less than the second between two stats. */
  private static final Duration AT_ONCE = Duration.ofMillis(900);

  private static final int TRIES = 5;

  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static Path plugins;
  private static RunnerProcess shared;

  private final List<AutoCloseable> open = new ArrayList<>();
  private RunnerProcess runner = shared;

  @BeforeClass
  public static void startShared() throws IOException {
    plugins = FOLDER.newFolder().toPath();
    Path apps = FOLDER.newFolder().toPath();
    shared = RunnerProcess.start(apps, FOLDER.newFolder().toPath(), "--plugins=" + plugins);
  }

  @AfterClass
  public static void stopShared() {
    shared.close();
  }

  /** Closes what is open, takes the apps away, and waits until nothing of them is there. */
  @After
  public void tearDown() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    if (runner != shared) {
      runner.close();
    }
    Files.deleteIfExists(plugins.resolve(PLUGIN_JAR));
    try (Stream<Path> artifacts = Files.list(shared.apps())) {
      for (Path artifact : artifacts.toList()) {
        Files.delete(artifact);
      }
    }
    soon()
        .untilAsserted(() -> {
          assertThat(asAdmin("/_/deployments").get("deployments")).isEmpty();
          assertThat(asAdmin("/_/stats").get("workers")).isEmpty();
        });
  }

  private static JsonNode asAdmin(String path) {
    return Http.json(Http.getAsAdmin(shared.uri(path)));
  }

  @Test
  public void stream_isGuardedAndSaysWhatItWants() throws IOException {
    assertThat(Http.get(runner.uri(SSE)).statusCode()).isEqualTo(401);
    for (String method : List.of("HEAD", "POST", "OPTIONS")) {
      HttpResponse<String> answer = ask(method, SSE);
      assertThat(answer.statusCode()).as(method).isEqualTo(405);
      assertThat(answer.headers().firstValue("Allow")).as(method).contains("GET");
    }
    HttpResponse<String> unknown = ask("GET", SSE + "?events=worker,weather");
    assertThat(unknown.statusCode()).isEqualTo(400);
    assertThat(unknown.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(Http.json(unknown).get("code").asText()).isEqualTo("REQUEST_INVALID");
    assertThat(Http.json(unknown).get("detail").asText())
        .isEqualTo(
            "There is no event 'weather'; those that there are: stats, worker, deployment, plugin.");
  }

  @Test
  public void stats_comeAtOnceAndEachSecond() throws IOException {
    deployHello();
    EventClient client = listenUntilOnTime();

    assertThat(client.answer().statusCode()).isEqualTo(200);
    assertThat(client.answer().headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/event-stream");
    assertThat(client.answer().headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(client.answer().headers().firstValue("X-Accel-Buffering")).contains("no");
    List<Event> stats = client.events("stats");
    assertThat(client.retry()).isEqualTo("2000");
    var asked = Http.json(Http.getAsAdmin(runner.uri("/_/stats")));
    assertThat(names(stats.getFirst().data().fieldNames()))
        .isEqualTo(names(asked.fieldNames()))
        .containsExactly("pool", "workers", "census");
    assertThat(names(stats.getFirst().data().get("workers").elements().next().fieldNames()))
        .isEqualTo(names(asked.get("workers").elements().next().fieldNames()));
  }

  /** One of a few clients hears the first at once and the next three in as many seconds. */
  private EventClient listenUntilOnTime() {
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < TRIES; i++) {
      long begun = System.nanoTime();
      EventClient client = listen(SSE);
      soon().until(() -> client.events("stats").size() >= 4);
      List<Event> stats = client.events("stats");
      Duration first = Duration.ofNanos(stats.getFirst().atNanos() - begun);
      Duration more = Duration.ofNanos(stats.get(3).atNanos() - stats.getFirst().atNanos());
      if (first.compareTo(AT_ONCE) < 0
          && more.compareTo(Duration.ofMillis(2_500)) >= 0
          && more.compareTo(Duration.ofSeconds(6)) <= 0) {
        return client;
      }
      seen.add("first after " + first + ", three more after " + more);
    }
    throw new AssertionError("none is on time: " + seen);
  }

  @Test
  public void swapAndReconnect_missNothing() throws IOException {
    EventClient witness = listen(SSE);
    EventClient client = listen(SSE);
    soon().until(() -> !client.events("stats").isEmpty());

    generation("one").writeTo(runner.apps(), JAR);
    awaitEvent(client, isDeployment("null", "live"));
    awaitAnswer("one");
    generation("two").writeTo(runner.apps(), JAR);
    Event replaced = awaitEvent(client, each -> each.text("reason").equals("replaced"));
    String first = workers(client).getFirst();
    awaitEvent(client, each -> isWorker(each, first, "Terminated"));
    String second = workers(client).getLast();

    assertThat(moves(client, first))
        .startsWith("Creating", "Ready", "Active")
        .endsWith("Draining", "Terminated");
    assertThat(indexOf(client, each -> isWorker(each, second, "Ready")))
        .isLessThan(client.events().indexOf(replaced));
    assertThat(replaced.text("artifact")).isEqualTo(JAR);
    assertThat(replaced.text("app")).isEqualTo("swap");
    assertThat(replaced.text("sha256")).isEqualTo(runner.deployment(JAR).get("sha256").asText());
    assertThat(client.events()).extracting(Event::number).isSorted().doesNotHaveDuplicates();

    String lastId = client.lastId();
    client.close();
    soon().until(client::isEnded);
    generation("three").writeTo(runner.apps(), JAR);
    soon().until(() -> replacements(witness) == 2);
    awaitEvent(witness, each -> isWorker(each, second, "Terminated"));
    EventClient back = listen(SSE, "Last-Event-ID", lastId);
    generation("four").writeTo(runner.apps(), JAR);
    soon().until(() -> replacements(back) == 2);
    soon().until(() -> replacements(witness) == 3);
    long from = Long.parseLong(lastId.substring(lastId.indexOf('-') + 1));
    long to = back.events("deployment").getLast().number();

    assertThat(happened(back, from, to))
        .isEqualTo(happened(witness, from, to))
        .doesNotHaveDuplicates()
        .hasSizeGreaterThan(4);
    assertThat(back.events("reset")).isEmpty();

    EventClient stranger = listen(SSE, "Last-Event-ID", "1-1");
    soon().until(() -> stranger.events().size() >= 2);
    assertThat(stranger.events()).extracting(Event::name).startsWith("reset", "stats");
  }

  @Test
  public void filter_letsThroughWhatWasAskedFor() throws IOException {
    EventClient client = listen(SSE + "?events=plugin,deployment");

    Path jar = plugin("1.0.0").writeTo(plugins, PLUGIN_JAR);
    Event active = awaitEvent(client, each -> each.text("to").equals("active"));
    EventClient through = listen(SSE + "?events=deployment");
    assertThat(through.answer().headers().firstValue(PluginActivator.FIELD))
        .as("a plugin has seen the answer")
        .isPresent();
    generation("one").writeTo(runner.apps(), JAR);
    awaitEvent(client, isDeployment("null", "live"));
    awaitEvent(through, isDeployment("null", "live"));
    awaitAnswer("one");
    Files.delete(jar);
    awaitEvent(client, each -> each.text("to").equals("gone"));

    assertThat(through.isEnded()).isFalse();
    assertThat(active.name()).isEqualTo("plugin");
    assertThat(active.text("name")).isEqualTo(PluginActivator.NAME);
    assertThat(active.text("version")).isEqualTo("1.0.0");
    assertThat(client.events()).extracting(Event::name).containsOnly("plugin", "deployment");
    assertThat(client.events("plugin"))
        .extracting(each -> each.data().get("from").asText() + " " + each.text("to"))
        .as("it is taken out of force before it goes")
        .containsExactly("null starting", "starting active", "active standby", "standby gone");
  }

  @Test
  public void subscribers_thatDoNotRead_delayNobody() throws Exception {
    runner = RunnerProcess.startWith("-Xmx96m", FOLDER);
    deployHello();
    List<EventClient> readers = new ArrayList<>();
    for (int i = 0; i < SLEEPERS; i++) {
      open.add(sleeper());
    }
    for (int i = 0; i < READERS; i++) {
      readers.add(listen(SSE));
    }

    try (CallLoop calls = new CallLoop(() -> Http.get(runner.uri("/hello-api")));
        CallLoop health = new CallLoop(() -> Http.get(runner.uri("/_/health/ready")))) {
      soon().until(() -> readers.stream().allMatch(each -> each.events("stats").size() >= 10));
      assertThat(calls.errors()).isEmpty();
      assertThat(calls.answers()).isGreaterThan(100);
      assertThat(health.errors()).isEmpty();
      assertThat(health.answers()).isGreaterThan(20);
    }

    assertThat(readers).allSatisfy(each -> assertThat(longestPause(each)).isLessThan(10_000));
    assertThat(runner.log()).doesNotContain("OutOfMemoryError");
    long before = System.nanoTime();
    runner.close();
    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .as("nobody who listens holds the end up")
        .isLessThan(Duration.ofSeconds(20));
    runner = shared;
    soon().until(() -> readers.stream().allMatch(EventClient::isEnded));
  }

  private void deployHello() throws IOException {
    Files.copy(RunnerProcess.sample("hello-api-1.0.0.jar"), runner.apps().resolve("hello.jar"));
    soon().until(() -> Http.get(runner.uri("/hello-api")).statusCode() == 200);
  }

  /** Asks for events and reads none. */
  private Socket sleeper() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(1);
    socket.connect(new InetSocketAddress(runner.host(), runner.port()));
    String request =
        "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: %s\r\n\r\n"
            .formatted(SSE, EventClient.authorization());
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** The longest time between two stats, in milliseconds. */
  private static long longestPause(EventClient client) {
    List<Event> stats = client.events("stats");
    long longest = 0;
    for (int i = 1; i < stats.size(); i++) {
      longest = Math.max(longest, stats.get(i).atNanos() - stats.get(i - 1).atNanos());
    }
    return Duration.ofNanos(longest).toMillis();
  }

  private HttpResponse<String> ask(String method, String path) {
    return Http.send(
        HttpRequest.newBuilder(runner.uri(path))
            .method(method, HttpRequest.BodyPublishers.noBody()),
        "Authorization",
        EventClient.authorization());
  }

  private EventClient listen(String path, String... headers) {
    EventClient client = EventClient.listen(runner, path, headers);
    open.add(client);
    return client;
  }

  private static TestBundle generation(String description) throws IOException {
    return TestBundle.generation("swap", "1.0.0", description, "");
  }

  private static TestBundle plugin(String version) {
    return new TestBundle("generation", version)
        .header(
            "Import-Package",
            "dev.buntime.plugin,jakarta.servlet,jakarta.servlet.http,org.osgi.framework")
        .header("Bundle-Activator", PluginActivator.class.getName())
        .type(PluginActivator.class)
        .type(GenerationServlet.class);
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20));
  }

  private static Event awaitEvent(EventClient client, Predicate<Event> wanted) {
    return soon()
        .until(() -> client.events().stream().filter(wanted).findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  private void awaitAnswer(String text) {
    soon().untilAsserted(() -> assertThat(Http.get(runner.uri("/swap")).body()).isEqualTo(text));
  }

  private static Predicate<Event> isDeployment(String from, String to) {
    return each ->
        each.name().equals("deployment")
            && each.data().get("from").asText().equals(from)
            && each.text("to").equals(to);
  }

  private static boolean isWorker(Event event, String worker, String to) {
    return event.name().equals("worker")
        && event.text("worker").equals(worker)
        && event.text("to").equals(to);
  }

  private static int indexOf(EventClient client, Predicate<Event> wanted) {
    List<Event> events = client.events();
    return events.indexOf(events.stream().filter(wanted).findFirst().orElseThrow());
  }

  private static long replacements(EventClient client) {
    return client.events("deployment").stream()
        .filter(each -> each.text("reason").equals("replaced"))
        .count();
  }

  /** The workers of which the client has heard, in order. */
  private static List<String> workers(EventClient client) {
    return client.events("worker").stream().map(each -> each.text("worker")).distinct().toList();
  }

  private static List<String> moves(EventClient client, String worker) {
    return client.events("worker").stream()
        .filter(each -> each.text("worker").equals(worker))
        .map(each -> each.text("to"))
        .toList();
  }

  /** What a client has heard apart from stats, between two numbers. */
  private static List<String> happened(EventClient client, long after, long upTo) {
    return client.events().stream()
        .filter(each -> !each.name().equals("stats"))
        .filter(each -> each.number() > after && each.number() <= upTo)
        .map(each -> each.id() + " " + each.name() + " " + each.data())
        .toList();
  }

  private static List<String> names(Iterator<String> names) {
    List<String> all = new ArrayList<>();
    names.forEachRemaining(all::add);
    return all;
  }
}
