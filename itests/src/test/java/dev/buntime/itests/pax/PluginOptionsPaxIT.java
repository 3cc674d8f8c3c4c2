package dev.buntime.itests.pax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.itests.CallLoop;
import dev.buntime.itests.TestBundle;
import dev.buntime.itests.app.VersionServlet;
import dev.buntime.runtime.WorkerRuntime;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** The options of a plugin change, so that its component is made anew; nobody gets by meanwhile. */
public class PluginOptionsPaxIT extends PluggedRunner {
  private static final String PLUGIN = "plugin-option";
  private static final int CHANGES = 40;
  private static final int SECONDS = 20;

  @Rule public final TemporaryFolder files = new TemporaryFolder();

  @Inject private ServiceComponentRuntime components;
  @Inject private WorkerRuntime workers;

  private Bundle bundle;

  @Before
  public void plug() throws Exception {
    TestBundle jar =
        new TestBundle("pax.option", "1.0.0")
            .type(OptionPlugin.class)
            .header("Service-Component", "OSGI-INF/plugin.xml")
            .header(
                "Import-Package",
                "dev.buntime.plugin,dev.buntime.runtime,dev.buntime.runtime.dto,org.jspecify.annotations;resolution:=optional")
            .file(
                "OSGI-INF/plugin.xml",
                """
                <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.4.0" name="option"
                    configuration-policy="require" configuration-pid="plugin-option"
                    activate="activate" deactivate="deactivate">
                  <implementation class="%s"/>
                  <property name="buntime.plugin.name" value="plugin-option"/>
                  <service><provide interface="dev.buntime.plugin.Plugin"/></service>
                </scr:component>
                """
                    .formatted(OptionPlugin.class.getName()));
    bundle = install(jar, "pax:option");
    bundle.start();
    mark("first");
    awaitState(PLUGIN, "active");
    deploy(TestBundle.ofServlet("load", "1.0.0", VersionServlet.class), "load.jar", "/load");
  }

  @After
  public void uninstall() throws Exception {
    bundle.uninstall();
  }

  private long inFlight(String app) {
    return workers.workers().stream()
        .filter(each -> each.app().equals(app))
        .mapToInt(each -> each.inFlight())
        .sum();
  }

  private void mark(String mark) throws Exception {
    configurations
        .getConfiguration(PLUGIN, "?")
        .update(FrameworkUtil.asDictionary(Map.of("mark", mark)));
  }

  private static String markOf(HttpResponse<String> answer) {
    return answer.headers().firstValue("X-Mark").orElse("none");
  }

  private void awaitMark(String mark) {
    await()
        .pollInterval(SHORTLY)
        .untilAsserted(() -> assertThat(markOf(get("/load"))).isEqualTo(mark));
  }

  @Test
  public void change_underLoad_noAnswerGetsByOrIsLost() throws Exception {
    configure(Map.of("required", new String[] {PLUGIN}));
    List<String> marks = new CopyOnWriteArrayList<>();
    try (CallLoop one = new CallLoop(() -> noted(get("/load"), marks));
        CallLoop other = new CallLoop(() -> noted(get("/load"), marks))) {
      for (int i = 0; i < CHANGES; i++) {
        mark("m" + i);
        awaitMark("m" + i);
      }
      assertThat(one.errors()).isEmpty();
      assertThat(other.errors()).isEmpty();
    }
    assertThat(marks).doesNotContain("none", "not active").contains("m0", "m" + (CHANGES - 1));
  }

  private static HttpResponse<String> noted(HttpResponse<String> answer, List<String> marks) {
    marks.add(markOf(answer));
    return answer;
  }

  @Test
  public void change_whileARequestIsUnderWay_keepsNobodyWaiting() throws Exception {
    deploy(TestBundle.generation("slow", "1.0.0", "done", ""), "slow.jar", "/slow");
    await().pollInterval(SHORTLY).until(() -> inFlight("slow") == 0);
    Path gate = files.getRoot().toPath().resolve("gate");
    CompletableFuture<HttpResponse<String>> slow =
        CompletableFuture.supplyAsync(() -> get("/slow/gate?file=" + gate));
    await().pollInterval(SHORTLY).until(() -> inFlight("slow") == 1);

    mark("second");
    awaitMark("second");

    assertThat(slow).as("others have not waited for it").isNotDone();
    Files.createFile(gate);
    assertThat(markOf(slow.get(SECONDS, TimeUnit.SECONDS))).isEqualTo("second");
  }

  @Test
  public void change_whenThePluginRefusesIt_letsNobodyPassUntilItIsCorrected() throws Exception {
    mark("bad");
    awaitState(PLUGIN, "failed");
    await()
        .pollInterval(SHORTLY)
        .untilAsserted(() -> assertThat(get("/load").body()).contains("PLUGIN_ERROR"));
    assertThat(get("/load").statusCode()).isEqualTo(500);

    assertThat(get("/load").body()).as("everybody may see it").doesNotContain("mark is bad");
    assertThat(seen(PLUGIN).reason()).contains("mark is bad");
    configure(Map.of("required", new String[] {PLUGIN}));
    await().pollInterval(SHORTLY).until(() -> !runtime.isReady());

    mark("good");
    awaitMark("good");
  }

  @Test
  public void plugin_whenNotListedAnyMore_isOutOfForce() throws Exception {
    configurations.getConfiguration(PLUGIN, "?").delete();

    awaitMark("none");
    assertThat(get("/load").statusCode()).isEqualTo(200);
  }

  @Test
  public void plugin_whenItsComponentIsDisabled_isOutOfForce() throws Exception {
    ComponentDescriptionDTO component = components.getComponentDescriptionDTO(bundle, "option");
    components.disableComponent(component).getValue();

    awaitMark("none");
    components.enableComponent(component).getValue();
    awaitMark("first");
  }
}
