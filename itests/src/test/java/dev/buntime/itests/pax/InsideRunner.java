package dev.buntime.itests.pax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.itests.TestBundle;
import dev.buntime.runtime.WorkerRuntime;
import dev.buntime.runtime.dto.WorkerDTO;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.After;
import org.junit.Before;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/**
 * A test that is itself a bundle of a runner: one runner for each class, no app before and after
 * each test.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public abstract class InsideRunner {
  private static final String APP = "app:";
  private static final String SERVING = "(buntime.startup=serving)";
  private static final Duration SHORTLY = Duration.ofMillis(20);

  static {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(30)); // others use the machine, too
  }

  /** Of the bundle that Pax Exam makes of the tests: neither an app nor one of Buntime's own. */
  @Inject BundleContext context;

  private final HttpClient client = HttpClient.newHttpClient();

  @Configuration
  public Option[] runner() throws IOException {
    return Distribution.options();
  }

  @Before
  public void awaitServing() {
    await()
        .pollInterval(SHORTLY)
        .until(() -> context.getAllServiceReferences(null, SERVING) != null);
  }

  @After
  public void removeApps() throws IOException, BundleException {
    client.close();
    try (Stream<Path> artifacts = Files.list(folder())) {
      for (Path artifact : artifacts.toList()) {
        Files.delete(artifact);
      }
    }
    for (Bundle bundle : context.getBundles()) {
      if (bundle.getLocation().startsWith(APP + "pax/")) {
        bundle.uninstall();
      }
    }
    try {
      await().pollInterval(SHORTLY).until(() -> apps().isEmpty());
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("apps are left: " + apps() + "\n" + remains(), e);
    }
  }

  /** All that may say why apps do not go: their bundles, the workers and what threads do. */
  private String remains() {
    Stream<String> bundles =
        apps().stream().map(app -> app + ", state " + app.getState() + ", at " + app.getLocation());
    Stream<String> workers =
        Optional.ofNullable(context.getServiceReference(WorkerRuntime.class))
            .map(context::getService)
            .stream()
            .flatMap(runtime -> runtime.workers().stream())
            .map(WorkerDTO::toString);
    Stream<String> threads =
        Thread.getAllStackTraces().entrySet().stream()
            .map(each ->
                each.getKey()
                    + Arrays.stream(each.getValue())
                        .map(frame -> "\n    at " + frame)
                        .collect(Collectors.joining()));
    return Stream.of(bundles, workers, threads)
        .flatMap(each -> each)
        .collect(Collectors.joining("\n"));
  }

  /** Installs a bundle that is an app by its location and that no worker knows of. */
  final Bundle installApp(TestBundle bundle, String name) throws IOException, BundleException {
    return install(bundle, APP + "pax/" + name);
  }

  final Bundle install(TestBundle bundle, String location) throws IOException, BundleException {
    return context.installBundle(location, new ByteArrayInputStream(bundle.toBytes()));
  }

  /** Deploys an app, and waits until it is called and answers. */
  final Bundle deploy(TestBundle bundle, String artifact, String path) throws IOException {
    List<Bundle> before = apps();
    bundle.writeTo(folder(), artifact);
    await()
        .pollInterval(SHORTLY)
        .untilAsserted(() -> {
          HttpResponse<String> answer = get(path);
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        });
    return apps().stream().filter(app -> !before.contains(app)).findFirst().orElseThrow();
  }

  /** Takes an app away, and waits until its bundle is uninstalled. */
  final void undeploy(String artifact, Bundle bundle) throws IOException {
    Files.delete(folder().resolve(artifact));
    await().pollInterval(SHORTLY).until(() -> bundle.getState() == Bundle.UNINSTALLED);
  }

  final List<Bundle> apps() {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> bundle.getLocation().startsWith(APP))
        .toList();
  }

  final HttpResponse<String> get(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
    try {
      return client.send(
          (headers.length == 0 ? request : request.headers(headers)).build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  final URI uri(String path) {
    return URI.create(
        "http://127.0.0.1:" + context.getProperty("org.osgi.service.http.port") + path);
  }

  final HttpResponse<String> getAs(String user, String password, String path) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return get(path, "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
  }

  /** The apps folder. */
  final Path folder() {
    return Path.of(context.getProperty("buntime.apps"));
  }
}
