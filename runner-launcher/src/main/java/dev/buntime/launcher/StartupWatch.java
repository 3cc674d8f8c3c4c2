package dev.buntime.launcher;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;

/**
 * Waits for the bundles to say that the runner serves, or that it cannot.
 *
 * <p>They say so with a service of any type that has the property {@value #STATE}.
 */
final class StartupWatch {
  private static final String STATE = "buntime.startup";
  private static final String FILTER = "(" + STATE + "=*)";

  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

  private StartupWatch() {}

  /** How a start ends. */
  sealed interface Outcome {
    /**
     * Requests are answered.
     *
     * @param url where
     * @param management where operators reach the runner
     * @param console where the web console is, empty if there is none
     * @param versions number of app versions that are live
     */
    record Serving(String url, String management, String console, int versions)
        implements Outcome {}

    /**
     * The runner must not serve.
     *
     * @param reason one sentence for the operator
     * @param code what the process ends with
     */
    record Refused(String reason, ExitCode code) implements Outcome {}

    /** Nothing was said in time. */
    record TimedOut() implements Outcome {}
  }

  /** Begins to listen; to be called before the bundles start. */
  static StartupWatch on(BundleContext context) {
    var watch = new StartupWatch();
    AllServiceListener listener = watch::changed;
    try {
      context.addServiceListener(listener, FILTER);
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
    return watch;
  }

  private void changed(ServiceEvent event) {
    if (event.getType() == ServiceEvent.UNREGISTERING) {
      return;
    }
    ServiceReference<?> said = event.getServiceReference();
    switch (text(said, STATE)) {
      case "serving" ->
          outcome.complete(
              new Outcome.Serving(
                  text(said, "buntime.url"),
                  text(said, "buntime.management"),
                  text(said, "buntime.console"),
                  said.getProperty("buntime.versions") instanceof Integer versions ? versions : 0));
      case "refused" ->
          outcome.complete(
              new Outcome.Refused(
                  text(said, "buntime.reason"),
                  ExitCode.ofRefusal(said.getProperty("buntime.exit"))));
      default -> {} // still starting
    }
  }

  private static String text(ServiceReference<?> service, String property) {
    return String.valueOf(service.getProperty(property));
  }

  /** Waits for the first word. */
  Outcome await(Duration limit) throws InterruptedException {
    try {
      return outcome.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      return new Outcome.TimedOut();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
