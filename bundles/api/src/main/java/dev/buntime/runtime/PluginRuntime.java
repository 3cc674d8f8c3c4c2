package dev.buntime.runtime;

import dev.buntime.runtime.dto.PluginDTO;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The plugins of this runner. Thread-safe. */
@ProviderType
public interface PluginRuntime {

  /**
   * All plugins in the order in which requests pass them, then those that requests do not pass, by
   * name: they start, did not start, stand by, or are listed or required and not there. A snapshot.
   */
  List<PluginDTO> plugins();

  /** Whether all plugins that are required are in force; until then no app is reachable. */
  default boolean isReady() {
    return plugins().stream().noneMatch(each -> each.required() && !each.state().equals("active"));
  }
}
