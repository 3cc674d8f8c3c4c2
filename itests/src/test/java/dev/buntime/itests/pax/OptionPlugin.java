package dev.buntime.itests.pax;

import dev.buntime.plugin.Plugin;
import dev.buntime.plugin.PluginResponse;
import java.util.Map;

/** A plugin whose component is made anew with each change of its options. */
public final class OptionPlugin implements Plugin {
  private volatile String mark = "";
  private volatile boolean active;

  /** Called by Declarative Services. */
  public void activate(Map<String, Object> options) {
    mark = String.valueOf(options.get("mark"));
    if (mark.equals("bad")) {
      throw new IllegalArgumentException("mark is bad");
    }
    active = true;
  }

  /** Called by Declarative Services. */
  public void deactivate() {
    active = false;
  }

  @Override
  public void onResponse(PluginResponse response) {
    response.setHeader("X-Mark", active ? mark : "not active");
  }
}
