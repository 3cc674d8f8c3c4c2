package dev.buntime.pipeline.internal;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.Plugin;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.plugin.PluginResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** A plugin that remembers what it sees and does what a test wants. */
final class Recorder implements Plugin {
  final List<PluginRequest> requests = new CopyOnWriteArrayList<>();
  final List<Integer> answers = new CopyOnWriteArrayList<>();
  volatile Function<PluginRequest, Decision> onRequest = request -> Decision.pass();
  volatile Consumer<PluginResponse> onResponse = response -> {};

  @Override
  public Decision onRequest(PluginRequest request) {
    requests.add(request);
    return onRequest.apply(request);
  }

  @Override
  public void onResponse(PluginResponse response) {
    answers.add(response.status());
    onResponse.accept(response);
  }
}
