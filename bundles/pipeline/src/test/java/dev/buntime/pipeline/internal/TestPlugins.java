package dev.buntime.pipeline.internal;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.Plugin;
import dev.buntime.plugin.PluginResponse;
import dev.buntime.plugins.Inbound;
import dev.buntime.plugins.Outbound;
import dev.buntime.plugins.Passage;
import dev.buntime.plugins.Plugins;
import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Plugins that are called without any watch over them. */
final class TestPlugins implements Plugins {
  final List<Plugin> all = new CopyOnWriteArrayList<>();
  final List<String> awaited = new CopyOnWriteArrayList<>();
  final List<String> inForce = new CopyOnWriteArrayList<>();
  final AtomicInteger open = new AtomicInteger();
  final AtomicInteger stops = new AtomicInteger();

  volatile boolean development = true;

  /** Where hooks run. */
  volatile Executor executor = Runnable::run;

  @Override
  public Passage enter() {
    if (all.isEmpty() && awaited.isEmpty()) {
      return Passage.NONE;
    }
    open.incrementAndGet();
    return new Way(List.copyOf(all));
  }

  @Override
  public boolean isInForce(String name) {
    return inForce.contains(name);
  }

  @Override
  public List<String> failed() {
    return List.of();
  }

  @Override
  public String state(String name) {
    return isInForce(name) ? "active" : "missing";
  }

  @Override
  public boolean isDevelopment() {
    return development;
  }

  @Override
  public void stop() {
    stops.incrementAndGet();
  }

  private static InvocationException failed(Throwable failure) {
    return new InvocationException(
        ErrorCode.PLUGIN_ERROR, "Plugin 'test' failed.", "", "", failure);
  }

  private final class Way implements Passage {
    private final List<Plugin> plugins;
    private final AtomicBoolean closed = new AtomicBoolean();

    Way(List<Plugin> plugins) {
      this.plugins = plugins;
    }

    @Override
    public boolean isEmpty() {
      return plugins.isEmpty();
    }

    @Override
    public List<String> awaited() {
      return List.copyOf(awaited);
    }

    @Override
    public boolean hearsAnswers() {
      return true;
    }

    @Override
    public void request(Inbound inbound) {
      executor.execute(() -> ask(inbound));
    }

    private void ask(Inbound inbound) {
      for (Plugin plugin : plugins) {
        Decision decision;
        try {
          decision = plugin.onRequest(inbound.request());
        } catch (Exception e) {
          inbound.failed(failed(e));
          return;
        }
        switch (decision) {
          case Decision.Pass pass -> inbound.passed("test", pass);
          case Decision.Answer answer -> {
            inbound.answered(answer);
            return;
          }
          case Decision.Refuse refusal -> {
            inbound.refused(refusal);
            return;
          }
          case Decision.Later _ -> throw new UnsupportedOperationException();
        }
      }
      inbound.arrived();
    }

    @Override
    public void answer(Outbound outbound) {
      executor.execute(() -> show(outbound));
    }

    private void show(Outbound outbound) {
      for (Plugin plugin : plugins.reversed()) {
        PluginResponse draft = outbound.draft();
        try {
          plugin.onResponse(draft);
        } catch (Exception e) {
          outbound.failed(failed(e));
          return;
        }
        outbound.accept(draft, transform -> transform);
      }
      outbound.done();
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        open.decrementAndGet();
      }
    }
  }
}
