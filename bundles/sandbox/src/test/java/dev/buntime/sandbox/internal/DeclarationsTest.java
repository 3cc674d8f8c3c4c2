package dev.buntime.sandbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.sandbox.Guard;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleWiring;

/** What bundles declare for extenders, and what becomes of those that declare too much. */
public class DeclarationsTest {
  private static final String HOOK = "org.osgi.framework.hooks.weaving.WeavingHook";
  private static final String EXTENDER = "osgi.extender";

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private final Map<String, String> headers = new HashMap<>();
  private final List<String> resources = new ArrayList<>();
  private final List<BundleCapability> capabilities = new ArrayList<>();
  private boolean isGuarded = true;
  private final Guard guard = Fakes.proxy(Guard.class, (method, arguments) -> isGuarded);
  private boolean isResolved = true;
  private int reads;

  private final BundleWiring wiring = wiring(capabilities);
  private final Bundle app = app("app:shop@1.0.0#1");
  private final Declarations declarations = new Declarations();

  @Before
  public void makeFolder() throws IOException {
    folder.newFolder("OSGI-INF");
  }

  @Test
  public void forbidden_whenNothingIsDeclared_isNothing() {
    resources.add("META-INF/services/java.sql.Driver");

    assertThat(declarations.forbiddenIn(app)).isEmpty();
  }

  @Test
  public void forbidden_inOrdinaryComponents_isNothing() throws IOException {
    headers.put("Service-Component", "OSGI-INF/one.xml, OSGI-INF/missing.xml");
    describe("one.xml", component("jakarta.servlet.Servlet"));
    describe("two.xml", component(HOOK));

    assertThat(declarations.forbiddenIn(app)).as("the second is not in the header").isEmpty();
  }

  @Test
  public void forbidden_inAnyComponentOfThePattern_isFound() throws IOException {
    headers.put("Service-Component", "OSGI-INF/*.xml");
    describe("one.xml", component("java.lang.Runnable"));
    describe("two.xml", component("java.lang.Runnable", HOOK));

    assertThat(declarations.forbiddenIn(app).orElseThrow())
        .contains("OSGI-INF/two.xml provides " + HOOK)
        .startsWith("a component in ")
        .endsWith("take it out");
  }

  @Test
  public void forbidden_isEveryKindThatTheFrameworkCalls() throws IOException {
    headers.put("Service-Component", "OSGI-INF/one.xml");
    for (String type :
        List.of(
            "org.osgi.framework.hooks.bundle.CollisionHook",
            "org.osgi.framework.hooks.bundle.EventHook",
            "org.osgi.framework.hooks.bundle.FindHook",
            "org.osgi.framework.hooks.resolver.ResolverHookFactory",
            "org.osgi.framework.hooks.service.EventHook",
            "org.osgi.framework.hooks.service.EventListenerHook",
            "org.osgi.framework.hooks.service.FindHook",
            "org.osgi.framework.hooks.service.ListenerHook",
            "org.osgi.framework.hooks.weaving.WovenClassListener",
            "org.osgi.service.url.URLStreamHandlerService",
            "java.net.ContentHandler")) {
      describe("one.xml", component(type));

      assertThat(new Declarations().forbiddenIn(app)).as(type).isPresent();
    }
  }

  @Test
  public void descriptionThatCannotBeRead_isPassedOver() throws IOException {
    headers.put("Service-Component", "OSGI-INF/*");
    describe("one.txt", "no XML");
    describe("two.xml", component(HOOK));
    folder.newFolder("OSGI-INF", "l10n");

    assertThat(declarations.forbiddenIn(app).orElseThrow()).contains("two.xml provides");
  }

  @Test
  public void forbidden_inADescriptionThatBreaksOff_isFound() throws IOException {
    headers.put("Service-Component", "OSGI-INF/one.xml");
    describe("one.xml", component(HOOK).replace("</scr:component>", ""));

    assertThat(declarations.forbiddenIn(app)).isPresent();
  }

  @Test
  public void forbidden_behindAnEntity_isFound() throws IOException {
    headers.put("Service-Component", "OSGI-INF/one.xml");
    describe(
        "one.xml", "<!DOCTYPE component [<!ENTITY hook '" + HOOK + "'>]>" + component("&hook;"));

    assertThat(declarations.forbiddenIn(app).orElseThrow()).contains("provides " + HOOK);
  }

  @Test
  public void descriptionThatRefersToAnotherFile_isRefusedAndNotFollowed() throws IOException {
    headers.put("Service-Component", "OSGI-INF/one.xml");
    describe(
        "one.xml",
        "<!DOCTYPE component [<!ENTITY other SYSTEM 'http://127.0.0.1:1/x'>]>"
            + "<component>&other;</component>");

    assertThat(declarations.forbiddenIn(app).orElseThrow())
        .contains("one.xml refers to http://127.0.0.1:1/x")
        .endsWith("take the reference out");
  }

  @Test
  public void forbidden_amongServiceFiles_isFound() {
    resources.add("META-INF/services/" + HOOK);

    assertThat(declarations.forbiddenIn(app).orElseThrow())
        .startsWith("it has the file META-INF/services/" + HOOK);
  }

  @Test
  public void forbidden_amongServiceLoaderCapabilities_isFound() {
    capabilities.add(Fakes.capability(app, "osgi.serviceloader", HOOK));

    assertThat(declarations.forbiddenIn(app).orElseThrow())
        .startsWith("its header Provide-Capability offers " + HOOK);
  }

  @Test
  public void unresolvedBundle_isNotLookedAtYet() {
    resources.add("META-INF/services/" + HOOK);
    isResolved = false;

    assertThat(declarations.forbiddenIn(app)).isEmpty();
    isResolved = true;
    assertThat(declarations.forbiddenIn(app)).isPresent();
  }

  @Test
  public void resolvedBundle_isReadOnce() {
    assertThat(declarations.forbiddenIn(app)).isEmpty();
    assertThat(declarations.forbiddenIn(app)).isEmpty();

    assertThat(reads).isOne();
  }

  @Test
  public void wall_hidesSuchAnAppFromExtendersAlone() {
    resources.add("META-INF/services/" + HOOK);
    ExtenderWall wall = new ExtenderWall(declarations, guard);
    BundleContext extender = observer(Fakes.capability(app, EXTENDER, "osgi.component"));
    BundleContext other = observer();
    List<Bundle> forExtender = new ArrayList<>(List.of(app, Fakes.PLATFORM));
    List<Bundle> forOther = new ArrayList<>(forExtender);
    Collection<BundleContext> hearers = new ArrayList<>(List.of(extender, other));

    wall.find(extender, forExtender);
    wall.find(other, forOther);
    wall.event(new BundleEvent(BundleEvent.STARTING, app), hearers);

    assertThat(forExtender).containsExactly(Fakes.PLATFORM);
    assertThat(forOther).containsExactly(app, Fakes.PLATFORM);
    assertThat(hearers).containsExactly(other);
  }

  @Test
  public void wall_hidesNoBundleThatIsNoApp() {
    resources.add("META-INF/services/" + HOOK);
    ExtenderWall wall = new ExtenderWall(declarations, guard);
    BundleContext extender = observer(Fakes.capability(app, EXTENDER, "osgi.component"));
    Bundle platform = app("file:bundles/hooks.jar");
    List<Bundle> bundles = new ArrayList<>(List.of(platform));
    Collection<BundleContext> hearers = new ArrayList<>(List.of(extender));

    wall.find(extender, bundles);
    wall.event(new BundleEvent(BundleEvent.STARTING, platform), hearers);

    assertThat(bundles).hasSize(1);
    assertThat(hearers).hasSize(1);
  }

  @Test
  public void wall_hidesAStartedAppThatIsNobodysWorker() {
    isGuarded = false;
    ExtenderWall wall = new ExtenderWall(declarations, guard);
    BundleContext extender = observer(Fakes.capability(app, EXTENDER, "osgi.component"));
    List<Bundle> bundles = new ArrayList<>(List.of(app));
    Collection<BundleContext> hearersOfStart = new ArrayList<>(List.of(extender));
    Collection<BundleContext> hearersOfEnd = new ArrayList<>(List.of(extender));

    wall.find(extender, bundles);
    wall.event(new BundleEvent(BundleEvent.STARTED, app), hearersOfStart);
    wall.event(new BundleEvent(BundleEvent.UNINSTALLED, app), hearersOfEnd);

    assertThat(bundles).isEmpty();
    assertThat(hearersOfStart).isEmpty();
    assertThat(hearersOfEnd).as("who knows it hears that it goes").hasSize(1);
    isGuarded = true;
    bundles.add(app);
    wall.find(extender, bundles);
    assertThat(bundles).containsExactly(app);
  }

  private static String component(String... types) {
    StringBuilder text =
        new StringBuilder(
            "<scr:component xmlns:scr='http://www.osgi.org/xmlns/scr/v1.3.0' name='x'>"
                + "<implementation class='x.X'/><service>");
    for (String type : types) {
      text.append("<provide interface='").append(type).append("'/>");
    }
    return text.append("</service></scr:component>").toString();
  }

  private void describe(String file, String content) throws IOException {
    Files.writeString(folder.getRoot().toPath().resolve("OSGI-INF").resolve(file), content);
  }

  private Bundle app(String location) {
    return Fakes.proxy(
        Bundle.class,
        (method, arguments) ->
            switch (method) {
              case "getLocation" -> location;
              case "getState" -> Bundle.ACTIVE;
              case "getHeaders" -> headers();
              case "findEntries" -> entries((String) arguments[0], (String) arguments[1]);
              case "adapt" -> isResolved ? wiring : null;
              default -> throw new UnsupportedOperationException(method);
            });
  }

  private Dictionary<String, String> headers() {
    reads++;
    return FrameworkUtil.asDictionary(headers);
  }

  private @Nullable Object entries(String path, String pattern) throws IOException {
    try (Stream<Path> files = Files.list(folder.getRoot().toPath().resolve(path))) {
      List<URL> found = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        if (file.getFileName().toString().matches(pattern.replace("*", ".*"))) {
          found.add(urlOf(file));
        }
      }
      return found.isEmpty() ? null : Collections.enumeration(found);
    }
  }

  private static URL urlOf(Path file) throws MalformedURLException {
    return file.toUri().toURL();
  }

  private BundleWiring wiring(List<BundleCapability> offered) {
    return Fakes.proxy(
        BundleWiring.class,
        (method, arguments) ->
            switch (method) {
              case "listResources" -> resources;
              case "getCapabilities" -> of((String) arguments[0], offered);
              default -> throw new UnsupportedOperationException(method);
            });
  }

  private static List<BundleCapability> of(String namespace, List<BundleCapability> all) {
    return all.stream().filter(one -> one.getNamespace().equals(namespace)).toList();
  }

  private BundleContext observer(BundleCapability... offered) {
    BundleWiring its = wiring(List.of(offered));
    Bundle bundle = Fakes.proxy(Bundle.class, (_, _) -> its);
    return Fakes.context(bundle);
  }
}
