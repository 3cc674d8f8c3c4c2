package dev.buntime.itests.pax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.itests.TestBundle;
import dev.buntime.itests.app.VersionServlet;
import dev.buntime.itests.pax.app.SilentHook;
import dev.buntime.sandbox.AppThreads;
import dev.buntime.sandbox.Guard;
import dev.buntime.sandbox.ThreadOwner;
import dev.buntime.sandbox.Ward;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.hooks.service.FindHook;

/**
 * Services of apps that would act on all: hooks that an extender registers for them, and what other
 * bundles of the platform take for theirs.
 */
public class GlobalServicesPaxIT extends InsideRunner {
  private static final String HOOK = FindHook.class.getName();
  private static final String FELIX_HTTP = "org.apache.felix.http.";

  @Inject private Guard guard;

  @Test
  public void hookAmongComponents_isRegisteredForThePlatform_butNotForAnApp() throws Exception {
    assertIsForThePlatformOnly(withComponent(hookBundle("hooked"), HOOK));
  }

  @Test
  public void hookAmongServiceFiles_isRegisteredForThePlatform_butNotForAnApp() throws Exception {
    assertIsForThePlatformOnly(
        hookBundle("hooked")
            .file("META-INF/services/" + HOOK, SilentHook.class.getName())
            .header("Provide-Capability", "osgi.serviceloader;osgi.serviceloader=\"" + HOOK + '"')
            .header(
                "Require-Capability",
                "osgi.extender;filter:=\"(osgi.extender=osgi.serviceloader.registrar)\""));
  }

  private void assertIsForThePlatformOnly(TestBundle content) throws Exception {
    Bundle platform = install(content, "pax:hooked");
    Bundle app = installApp(content, "hooked");
    try (Ward _ = guarded(app)) {
      platform.start();
      app.start();

      assertThat(types(platform)).as("or this test proves nothing").containsExactly(HOOK);
      assertThat(types(app)).isEmpty();
      app.stop();
    } finally {
      platform.uninstall();
    }
  }

  /** As a worker does with its bundle. */
  private Ward guarded(Bundle app) {
    ThreadGroup here = Thread.currentThread().getThreadGroup();
    return guard.guard(app, here, _ -> ThreadOwner.APP, new Here(), () -> {});
  }

  @Test
  public void hookThatAnAppUpdatesItselfWith_isNotRegistered() throws Exception {
    Bundle app = installApp(withComponent(hookBundle("sly"), Runnable.class.getName()), "sly");
    try (Ward _ = guarded(app)) {
      app.start();
      assertThat(types(app)).containsExactly(Runnable.class.getName());

      app.update(new ByteArrayInputStream(withComponent(hookBundle("sly"), HOOK).toBytes()));

      assertThat(app.getState()).isEqualTo(Bundle.ACTIVE);
      assertThat(types(app)).isEmpty();
      app.stop();
    }
  }

  @Test
  public void app_thatSomebodyStartsByHand_runsNoCode() throws Exception {
    Bundle app =
        installApp(withComponent(hookBundle("byhand"), Runnable.class.getName()), "byhand");

    app.start();

    assertThat(types(app)).isEmpty();
  }

  /** All threads are those of the app. */
  private static final class Here implements AppThreads {
    @Override
    public boolean ownsCurrentThread() {
      return true;
    }

    @Override
    public void execute(Runnable task) {
      task.run();
    }
  }

  @Test
  public void appWithAHook_whenDeployed_isRefusedWithTheReason() throws Exception {
    withComponent(hookBundle("hooked"), HOOK)
        .type(VersionServlet.class)
        .file("worker.jsonc", "{ \"entrypoint\": \"" + VersionServlet.class.getName() + "\" }")
        .writeTo(folder(), "hooked.jar");

    await()
        .untilAsserted(() -> {
          HttpResponse<String> answer = get("/hooked");
          assertThat(answer.body())
              .contains("a component in /OSGI-INF/component.xml provides " + HOOK + ", which");
          assertThat(answer.statusCode()).isEqualTo(503);
        });
  }

  @Test
  public void lentService_isSeenByFelixHttpAlone_whateverItsProperties() throws Exception {
    Bundle app =
        deploy(TestBundle.ofServlet("poser", "1.0.0", VersionServlet.class), "poser.jar", "/poser");
    app.getBundleContext()
        .registerService(
            Servlet.class,
            new HttpServlet() {},
            FrameworkUtil.asDictionary(
                Map.of(
                    "osgi.http.whiteboard.servlet.pattern", "/posing",
                    "felix.webconsole.label", "poser",
                    "felix.webconsole.title", "Poser",
                    "osgi.command.scope", "felix",
                    "osgi.command.function", "stop")));

    List<String> observers =
        Arrays.stream(context.getBundles())
            .filter(bundle -> bundle.getBundleContext() != null)
            .filter(bundle -> bundle.getBundleId() != Constants.SYSTEM_BUNDLE_ID)
            .filter(bundle -> !bundle.equals(app) && !isOfTheRunner(bundle))
            .filter(GlobalServicesPaxIT::seesThePoser)
            .map(Bundle::getSymbolicName)
            .toList();

    assertThat(observers).isNotEmpty().allMatch(name -> name.startsWith(FELIX_HTTP));
    assertThat(getAs("admin", Distribution.PASSWORD, "/system/console/poser").statusCode())
        .isEqualTo(404);
  }

  private static boolean isOfTheRunner(Bundle bundle) {
    return bundle.getSymbolicName().startsWith("dev.buntime.");
  }

  private static boolean seesThePoser(Bundle bundle) {
    try {
      String filter = "(felix.webconsole.label=poser)";
      return bundle.getBundleContext().getAllServiceReferences(null, filter) != null;
    } catch (org.osgi.framework.InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TestBundle hookBundle(String name) throws IOException {
    return new TestBundle(name, "1.0.0")
        .type(SilentHook.class)
        .header(
            Constants.IMPORT_PACKAGE,
            "jakarta.servlet,jakarta.servlet.http,org.osgi.framework,"
                + "org.osgi.framework.hooks.service");
  }

  private static TestBundle withComponent(TestBundle bundle, String type) {
    return bundle
        .header("Service-Component", "OSGI-INF/*.xml")
        .file(
            "OSGI-INF/component.xml",
            """
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="component">
              <implementation class="%s"/>
              <service><provide interface="%s"/></service>
            </scr:component>
            """
                .formatted(SilentHook.class.getName(), type));
  }

  private static List<String> types(Bundle bundle) {
    ServiceReference<?>[] services = bundle.getRegisteredServices();
    return Stream.ofNullable(services)
        .flatMap(Arrays::stream)
        .flatMap(service -> Arrays.stream((String[]) service.getProperty(Constants.OBJECTCLASS)))
        .toList();
  }
}
