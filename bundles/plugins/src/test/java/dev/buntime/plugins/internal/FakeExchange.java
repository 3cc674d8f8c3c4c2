package dev.buntime.plugins.internal;

import dev.buntime.plugin.BodyTransform;
import dev.buntime.plugin.Decision;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.plugin.PluginResponse;
import dev.buntime.plugins.Inbound;
import dev.buntime.plugins.Outbound;
import dev.buntime.runtime.InvocationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A request and its answer, which note what plugins make of them. */
final class FakeExchange implements Inbound, Outbound {
  private static final int SECONDS = 20;

  final List<String> passed = new CopyOnWriteArrayList<>();
  final List<BodyTransform> transforms = new CopyOnWriteArrayList<>();
  final List<String> ends = new CopyOnWriteArrayList<>();
  private final CompletableFuture<String> end = new CompletableFuture<>();

  /** What is wrong with whatever a plugin says; empty if nothing is. */
  volatile String objection = "";

  /** What follows a failure, on the same thread. */
  volatile Runnable onFailure = () -> {};

  /** Whether plugins that fail are passed over. */
  volatile boolean passesOver;

  /** How it ended. */
  String end() throws Exception {
    return Objects.requireNonNull(end.get(SECONDS, TimeUnit.SECONDS));
  }

  boolean isOver() {
    return end.isDone();
  }

  private void end(String how) {
    ends.add(how);
    end.complete(how + " on " + Thread.currentThread().getName().replaceAll("\\d+$", "n"));
  }

  private void object() {
    if (!objection.isEmpty()) {
      throw new IllegalArgumentException(objection);
    }
  }

  @Override
  public PluginRequest request() {
    return new FakeRequest("r-1");
  }

  @Override
  public boolean passesOverFailures() {
    return passesOver;
  }

  @Override
  public void passed(String plugin, Decision.Pass pass) {
    object();
    passed.add(plugin);
  }

  @Override
  public void arrived() {
    end("arrived");
  }

  @Override
  public void answered(Decision.Answer answer) {
    object();
    end("answered " + answer.status());
  }

  @Override
  public void refused(Decision.Refuse refusal) {
    object();
    end("refused " + refusal.code());
  }

  @Override
  public void failed(InvocationException why) {
    end("failed: " + why.detail());
    onFailure.run();
  }

  @Override
  public PluginResponse draft() {
    return new Draft();
  }

  @Override
  public void accept(PluginResponse draft, UnaryOperator<BodyTransform> guard) {
    ((Draft) draft).own.forEach(transform -> transforms.add(guard.apply(transform)));
  }

  @Override
  public void done() {
    end("done");
  }

  /** Takes transforms and nothing else. */
  private static final class Draft implements PluginResponse {
    final List<BodyTransform> own = new ArrayList<>();

    @Override
    public PluginRequest request() {
      return new FakeRequest("r-1");
    }

    @Override
    public int status() {
      return 200;
    }

    @Override
    public void setStatus(int status) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Set<String> headerNames() {
      return Set.of();
    }

    @Override
    public List<String> headers(String name) {
      return List.of();
    }

    @Override
    public void setHeader(String name, String... values) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void addHeader(String name, String value) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void transformBody(BodyTransform transform) {
      own.add(transform);
    }
  }
}
