package dev.buntime.plugins.internal;

import dev.buntime.plugin.Plugin;
import dev.buntime.plugin.PluginContext;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.plugin.PluginResponse;
import dev.buntime.runtime.dto.WorkerEventDTO;
import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A hook of {@link Plugin}. */
enum Hook {
  INIT("onInit", PluginContext.class),
  REQUEST("onRequest", PluginRequest.class),
  RESPONSE("onResponse", PluginResponse.class),
  SPAWN("onWorkerSpawn", WorkerEventDTO.class),
  TERMINATE("onWorkerTerminate", WorkerEventDTO.class),
  SHUTDOWN("onShutdown", null);

  private final String method;
  private final @Nullable Class<?> parameter;

  Hook(String method, @Nullable Class<?> parameter) {
    this.method = method;
    this.parameter = parameter;
  }

  /**
   * The hooks that a plugin overrides; the others do nothing and need not be called.
   *
   * @throws LinkageError if a class that the plugin needs cannot be loaded
   */
  static Set<Hook> of(Plugin plugin) {
    Set<Hook> overridden = EnumSet.noneOf(Hook.class);
    for (Hook hook : values()) {
      if (hook.isOverriddenBy(plugin.getClass())) {
        overridden.add(hook);
      }
    }
    return overridden;
  }

  private boolean isOverriddenBy(Class<?> type) {
    try {
      Method own = parameter == null ? type.getMethod(method) : type.getMethod(method, parameter);
      return !own.getDeclaringClass().equals(Plugin.class);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(type + " implements Plugin, so it has " + method, e);
    }
  }

  /** The name of its method. */
  @Override
  public String toString() {
    return method;
  }
}
