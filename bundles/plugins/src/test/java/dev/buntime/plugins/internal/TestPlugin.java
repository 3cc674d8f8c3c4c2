package dev.buntime.plugins.internal;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.Plugin;
import dev.buntime.plugin.PluginContext;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.plugin.PluginResponse;
import dev.buntime.runtime.dto.WorkerEventDTO;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A plugin that does what a test wants, and notes what is called. */
class TestPlugin implements Plugin {
  final List<String> calls = new CopyOnWriteArrayList<>();
  volatile Callable<@Nullable Decision> onRequest = Decision::pass;
  volatile Look onResponse = response -> {};
  volatile Action onInit = () -> {};
  volatile Action onShutdown = () -> {};
  volatile Action onWorker = () -> {};

  /** What a hook without a result does. */
  @FunctionalInterface
  interface Action {
    void run() throws Exception;
  }

  /** What a hook does with an answer. */
  @FunctionalInterface
  interface Look {
    void at(PluginResponse response) throws Exception;
  }

  @Override
  public void onInit(PluginContext context) throws Exception {
    calls.add("init " + context.name());
    onInit.run();
  }

  @Override
  @SuppressWarnings("NullAway") // a plugin may do it
  public Decision onRequest(PluginRequest request) throws Exception {
    calls.add("request");
    return onRequest.call();
  }

  @Override
  public void onResponse(PluginResponse response) throws Exception {
    calls.add("response");
    onResponse.at(response);
  }

  @Override
  public void onWorkerSpawn(WorkerEventDTO worker) throws Exception {
    calls.add("spawn " + worker.worker());
    onWorker.run();
  }

  @Override
  public void onWorkerTerminate(WorkerEventDTO worker) throws Exception {
    calls.add("terminate " + worker.worker());
    onWorker.run();
  }

  @Override
  public void onShutdown() throws Exception {
    calls.add("shutdown");
    onShutdown.run();
  }
}
