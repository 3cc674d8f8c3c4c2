package dev.buntime.launcher.client;

import dev.buntime.launcher.ExitCode;
import dev.buntime.launcher.Refusal;
import dev.buntime.launcher.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Does the commands that talk to a runner. Answers go to standard output, everything else to
 * standard error.
 */
public final class Client {
  /** The variable with the URL of the runner. */
  static final String URL = "BUNTIME_URL";

  private static final Pattern APP = Pattern.compile("[a-z0-9][a-z0-9._-]{0,255}");
  private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z.+-]{1,255}");

  private final Map<String, String> environment;
  private final Terminal terminal;
  private final PrintStream out;
  private final Locator runners;

  /** Finds a runner of this machine. */
  @FunctionalInterface
  public interface Locator {
    /**
     * The URL of the runner that serves.
     *
     * @param data its data folder; empty: that of the distribution
     * @return empty if there is none
     */
    Optional<String> find(Optional<String> data) throws Refusal, IOException;
  }

  /**
   * @param environment variables of the process
   * @param runners finds the runner if nobody says where it is
   */
  public Client(Map<String, String> environment, Terminal terminal, Locator runners) {
    this.environment = environment;
    this.terminal = terminal;
    this.out = terminal.out();
    this.runners = runners;
  }

  /**
   * Does a command.
   *
   * @param arguments what follows it
   * @throws Refusal if it cannot be done
   */
  public ExitCode run(ClientCommand command, List<String> arguments)
      throws Refusal, IOException, InterruptedException {
    ClientLine line = ClientLine.parse(command, arguments);
    switch (command) {
      case DEPLOY -> deploy(line);
      case UNDEPLOY -> undeploy(line);
      case LIST -> list(line);
      case RESTART -> restart(line);
      case LOGS -> logs(line);
      case STATS -> stats(line);
    }
    return ExitCode.OK;
  }

  private RunnerApi api(ClientLine line) throws Refusal, IOException {
    return new RunnerApi(base(line), new Credentials(environment, terminal).header());
  }

  private URI base(ClientLine line) throws Refusal, IOException {
    String url =
        line.value(ClientOption.URL)
            .or(() -> Optional.ofNullable(environment.get(URL)).filter(given -> !given.isEmpty()))
            .orElse("");
    if (url.isEmpty()) {
      url =
          runners
              .find(line.value(ClientOption.DATA))
              .orElseThrow(() ->
                  new Refusal(
                      ExitCode.NOT_RUNNING,
                      "No runner of this machine serves: start one, or name another one with --url"
                          + " or "
                          + URL
                          + ".",
                      null));
    }
    return checked(url);
  }

  private URI checked(String url) throws Refusal {
    if (url.indexOf('@') >= 0) {
      throw new Refusal( // which does not repeat it, since it goes into logs of scripts
          "The URL of a runner has no user and password in it, which others could read: write it"
              + " like http://127.0.0.1:8000, and set %s, or %s to a file that has the password."
                  .formatted(Credentials.PASSWORD, Credentials.FILE));
    }
    try {
      URI base = URI.create(url);
      String scheme = String.valueOf(base.getScheme()).toLowerCase(Locale.ROOT);
      if (List.of("http", "https").contains(scheme) && base.getHost() != null) {
        if (scheme.equals("http") && !isLoopback(base.getHost())) {
          terminal.err().println("The password goes to " + base.getHost() + " unencrypted.");
        }
        return base;
      }
    } catch (IllegalArgumentException _) {
      // It is refused below.
    }
    throw new Refusal(
        "'%s' is not the URL of a runner: write it like http://127.0.0.1:8000.".formatted(url));
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
  }

  // Commands.

  private void deploy(ClientLine line) throws Refusal, IOException, InterruptedException {
    long begin = System.nanoTime();
    boolean dryRun = line.has(ClientOption.DRY_RUN);
    boolean async = line.has(ClientOption.ASYNC);
    String answer;
    try (ArtifactUpload upload =
        ArtifactUpload.open(
            line.operands().getFirst(),
            line.has(ClientOption.JSON) ? terminal.unwatched() : terminal)) {
      List<String> query = new ArrayList<>();
      line.value(ClientOption.NAME)
          .or(() -> Optional.ofNullable(upload.name()))
          .ifPresent(name -> query.add("name=" + encoded(name)));
      if (dryRun) {
        query.add("dryRun=true");
      }
      if (async) {
        query.add("async=true");
      }
      RunnerApi api = api(line);
      HttpRequest.Builder request =
          api.request("deployments?" + String.join("&", query))
              .header("Content-Type", "application/octet-stream")
              .POST(upload.body());
      answer = api.send(request);
    }
    if (line.has(ClientOption.JSON)) {
      out.println(answer);
      return;
    }
    Tree deployment = Tree.of(answer);
    out.println(words(deployment, async, (System.nanoTime() - begin) / 1_000_000));
    deployment.texts("warnings").forEach(each -> terminal.err().println(Table.clean(each)));
  }

  private static String words(Tree deployment, boolean async, long millis) {
    String id = deployment.text("app") + "@" + deployment.text("version");
    String artifact = deployment.text("artifact");
    return Table.clean(
        async
            ? "%s is accepted as %s; buntime list tells what comes of it.".formatted(id, artifact)
            : "%s is %s, %s (%s) in %d ms."
                .formatted(
                    id,
                    deployment.text("state"),
                    artifact,
                    Sizes.words(Long.parseLong("0" + deployment.text("size"))),
                    millis));
  }

  private void undeploy(ClientLine line) throws Refusal, IOException, InterruptedException {
    String id = line.operands().getFirst();
    String address = "deployments/" + path(id);
    RunnerApi api = api(line);
    var _ = api.send(api.request(address).DELETE());
    out.println(
        line.has(ClientOption.JSON) ? "{}" : id + " is undeployed; what it had begun is answered.");
  }

  private void restart(ClientLine line) throws Refusal, IOException, InterruptedException {
    String id = line.operands().getFirst();
    String address = "deployments/" + path(id) + "/restart";
    RunnerApi api = api(line);
    String answer = api.send(api.request(address).POST(BodyPublishers.noBody()));
    if (line.has(ClientOption.JSON)) {
      out.println(answer);
    } else if (Tree.of(answer).text("restarted").equals("true")) {
      out.println(id + " has a fresh worker.");
    } else {
      out.println(id + " had no worker; the next request starts one.");
    }
  }

  private void list(ClientLine line) throws Refusal, IOException, InterruptedException {
    String filter = line.operands().isEmpty() ? "" : "?app=" + app(line.operands().getFirst());
    RunnerApi api = api(line);
    String answer = api.send(api.request("deployments" + filter));
    if (line.has(ClientOption.JSON)) {
      out.println(answer);
      return;
    }
    Table table = new Table("APP", "VERSION", "STATE", "WORKERS", "SIZE", "ARTIFACT", "REASON");
    for (Tree each : Tree.of(answer).objects("deployments")) {
      table.row(
          each.text("app"),
          each.text("version"),
          each.text("state"),
          each.text("workers"),
          Sizes.words(Long.parseLong("0" + each.text("size"))),
          each.text("artifact"),
          each.text("reason"));
    }
    table.lines().forEach(out::println);
  }

  private void stats(ClientLine line) throws Refusal, IOException, InterruptedException {
    RunnerApi api = api(line);
    String answer = api.send(api.request("stats"));
    if (line.has(ClientOption.JSON)) {
      out.println(answer);
      return;
    }
    Tree stats = Tree.of(answer);
    Tree pool = stats.object("pool");
    out.printf(
        "%s of %s workers, %s requests wait, %s workers were made, %s failed%n",
        pool.text("activeWorkers"),
        pool.text("poolSize"),
        pool.text("waiting"),
        pool.text("totalWorkersCreated"),
        pool.text("totalWorkersFailed"));
    Table table =
        new Table(
            "APP",
            "VERSION",
            "STATUS",
            "IN FLIGHT",
            "REQUESTS",
            "ERRORS",
            "TIMEOUTS",
            "CPU",
            "ALLOCATED");
    for (Tree each : stats.object("workers").values()) {
      table.row(
          each.text("app"),
          each.text("version"),
          each.text("status"),
          each.text("inFlight"),
          each.text("requestCount"),
          each.text("errorCount"),
          each.text("timeoutCount"),
          each.text("cpu") + " ms",
          Sizes.words(Long.parseLong("0" + each.text("allocatedBytes"))));
    }
    table.lines().forEach(out::println);
  }

  private void logs(ClientLine line) throws Refusal, IOException, InterruptedException {
    List<String> query = new ArrayList<>();
    if (!line.operands().isEmpty()) {
      query.add("app=" + app(line.operands().getFirst()));
    }
    line.value(ClientOption.LEVEL).ifPresent(level -> query.add("level=" + encoded(level)));
    line.value(ClientOption.LIMIT).ifPresent(limit -> query.add("limit=" + encoded(limit)));
    RunnerApi api = api(line);
    HttpRequest.Builder request =
        api.request("logs?" + String.join("&", query)).header("Accept", "text/event-stream");
    LogPrinter printer = new LogPrinter(out, terminal.err(), line.has(ClientOption.JSON));
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(api.open(request), StandardCharsets.UTF_8))) {
      printer.print(reader, line.has(ClientOption.FOLLOW));
    }
  }

  // Operands.

  private static String app(String name) throws Refusal {
    if (!APP.matcher(name).matches()) {
      throw new Refusal("'%s' is not the name of an app, such as hello-api.".formatted(name));
    }
    return name;
  }

  /** The path of an app version below {@code deployments/}. */
  private static String path(String id) throws Refusal {
    List<String> parts = List.of(id.split("@", 2));
    if (parts.size() != 2 || !VERSION.matcher(parts.getLast()).matches()) {
      throw new Refusal("'%s' is not an app version: write it like hello-api@1.0.0.".formatted(id));
    }
    return app(parts.getFirst()) + "/" + parts.getLast();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
