package dev.buntime.runtime;

import dev.buntime.runtime.dto.PluginDTO;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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
    return inactive().isEmpty();
  }

  /** The plugins that are required and not in force, one for each name. A snapshot. */
  default List<PluginDTO> inactive() {
    List<PluginDTO> all = plugins();
    Set<String> active =
        all.stream()
            .filter(each -> each.state().equals("active"))
            .map(PluginDTO::name)
            .collect(Collectors.toSet());
    Set<String> told = new HashSet<>(active);
    return all.stream().filter(each -> each.required() && told.add(each.name())).toList();
  }
}
