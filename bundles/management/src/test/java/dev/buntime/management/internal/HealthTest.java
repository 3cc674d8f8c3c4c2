package dev.buntime.management.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.runtime.DeploymentRuntime;
import dev.buntime.runtime.HttpEndpoint;
import dev.buntime.runtime.PluginDeploymentRuntime;
import dev.buntime.runtime.PluginRuntime;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.felix.hc.api.Result;
import org.jspecify.annotations.Nullable;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The health checks and the servlet contexts. */
public final class HealthTest {
  private static final DeploymentRuntime DEPLOYED = List::of;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void live_whenNoDeadlock_isOk() {
    assertThat(new LiveCheck().execute().getStatus()).isEqualTo(Result.Status.OK);
  }

  @Test
  public void live_whenThreadsOfAnAppAreInADeadlock_isOk() throws Exception {
    assertThat(statusWithDeadlockIn(new ThreadGroup("shop@1.0.0#1"))).isEqualTo(Result.Status.OK);
  }

  @Test
  public void live_whenOtherThreadsAreInADeadlock_isCritical() throws Exception {
    assertThat(statusWithDeadlockIn(new ThreadGroup("jetty"))).isEqualTo(Result.Status.CRITICAL);
  }

  /** Two threads wait for each other, until they are interrupted. */
  private static Result.Status statusWithDeadlockIn(ThreadGroup group) throws Exception {
    ReentrantLock one = new ReentrantLock();
    ReentrantLock other = new ReentrantLock();
    CyclicBarrier bothHold = new CyclicBarrier(2);
    Thread first = new Thread(group, () -> lock(one, bothHold, other));
    Thread second = new Thread(group, () -> lock(other, bothHold, one));
    first.start();
    second.start();
    try {
      await().until(() -> ManagementFactory.getThreadMXBean().findDeadlockedThreads() != null);
      return new LiveCheck().execute().getStatus();
    } finally {
      first.interrupt();
      second.interrupt();
      first.join();
      second.join();
    }
  }

  private static void lock(ReentrantLock mine, CyclicBarrier bothHold, ReentrantLock yours) {
    mine.lock();
    try {
      bothHold.await();
      yours.lockInterruptibly();
      yours.unlock();
    } catch (InterruptedException | BrokenBarrierException e) {
      Thread.currentThread().interrupt();
    } finally {
      mine.unlock();
    }
  }

  @Test
  public void ready_atFirst_waitsForThePlugins() {
    Result result = new ReadyCheck().execute();

    assertThat(result.getStatus()).isEqualTo(Result.Status.TEMPORARILY_UNAVAILABLE);
    assertThat(result.toString()).contains("plugins are not known yet");
  }

  @Test
  public void ready_whileThePluginsFolderIsRead_isUnavailable() throws Exception {
    ReadyCheck check = new ReadyCheck();
    set(check, "plugins", (PluginRuntime) List::of);

    assertThat(check.execute().toString()).contains("plugins folder is being read");
  }

  @Test
  public void ready_whileTheAppsFolderIsRead_isUnavailable() throws Exception {
    Result result = check(null, endpoint(true)).execute();

    assertThat(result.getStatus()).isEqualTo(Result.Status.TEMPORARILY_UNAVAILABLE);
    assertThat(result.toString()).contains("apps folder is being read");
  }

  @Test
  public void ready_whenARequiredPluginIsNotInForce_saysWhich_andNothingThatItThrew()
      throws Exception {
    ReadyCheck check = check(DEPLOYED, endpoint(true));
    PluginRuntime plugins =
        () ->
            List.of(
                Fakes.plugin("plugin-metrics", "active", null, true),
                Fakes.plugin("plugin-audit", "failed", "disk full", false),
                Fakes.plugin("plugin-authn", "failed", "no ldap://a:secret@b", true),
                Fakes.plugin("plugin-limits", "missing", "no bundle", true));
    set(check, "plugins", plugins);
    Result result = check.execute();

    assertThat(result.getStatus()).isEqualTo(Result.Status.TEMPORARILY_UNAVAILABLE);
    assertThat(result.toString())
        .contains(
            "plugin-authn is failed, plugin-limits is missing; /_/plugins and the log say why")
        .doesNotContain("secret")
        .doesNotContain("plugin-metrics")
        .doesNotContain("plugin-audit");
  }

  @Test
  public void ready_withoutEndpoint_isUnavailable() throws Exception {
    Result result = check(DEPLOYED, null).execute();

    assertThat(result.getStatus()).isEqualTo(Result.Status.TEMPORARILY_UNAVAILABLE);
    assertThat(result.toString()).contains("accepts no requests");
  }

  @Test
  public void ready_whileDraining_isUnavailable() throws Exception {
    assertThat(check(DEPLOYED, endpoint(false)).execute().getStatus())
        .isEqualTo(Result.Status.TEMPORARILY_UNAVAILABLE);
  }

  @Test
  public void ready_whenAccepting_isOk() throws Exception {
    Result result = check(DEPLOYED, endpoint(true)).execute();

    assertThat(result.getStatus()).isEqualTo(Result.Status.OK);
    assertThat(result.isOk()).isTrue();
  }

  @Test
  public void healthContext_isOpenAndHasNoFiles() throws IOException {
    HealthContext context = new HealthContext();

    assertThat(context.getResource("/META-INF/MANIFEST.MF")).isNull();
    assertThat(context.handleSecurity(Fakes.request("GET", null), new Fakes.Reply().response()))
        .isTrue();
  }

  @Test
  public void managementContext_asksForTheLoginAndHasNoFiles() throws IOException {
    Path data = folder.getRoot().toPath();
    ManagementContext context = new ManagementContext(Fakes.door(data), new RoutePermissions());
    Fakes.Reply reply = new Fakes.Reply();

    assertThat(context.getResource("/META-INF/MANIFEST.MF")).isNull();
    assertThat(context.handleSecurity(Fakes.request("GET", null), reply.response())).isFalse();
    assertThat(reply.status).isEqualTo(401);
  }

  /** A check with the references that Declarative Services would set. */
  private static ReadyCheck check(
      @Nullable DeploymentRuntime deployments, @Nullable HttpEndpoint endpoint)
      throws ReflectiveOperationException {
    ReadyCheck check = new ReadyCheck();
    set(check, "plugins", (PluginRuntime) List::of);
    set(check, "pluginDeployments", (PluginDeploymentRuntime) List::of);
    set(check, "deployments", deployments);
    set(check, "endpoint", endpoint);
    return check;
  }

  private static void set(ReadyCheck check, String reference, @Nullable Object service)
      throws ReflectiveOperationException {
    Field field = ReadyCheck.class.getDeclaredField(reference);
    field.setAccessible(true);
    field.set(check, service);
  }

  private static HttpEndpoint endpoint(boolean accepting) {
    return Fakes.proxy(HttpEndpoint.class, (method, arguments) -> accepting);
  }
}
