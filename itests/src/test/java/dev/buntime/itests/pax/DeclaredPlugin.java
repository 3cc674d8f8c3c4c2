package dev.buntime.itests.pax;

import dev.buntime.plugin.Plugin;
import dev.buntime.plugin.PluginResponse;

/** A plugin that Declarative Services make, in a bundle of its own. */
public final class DeclaredPlugin implements Plugin {

  @Override
  public void onResponse(PluginResponse response) {
    response.setHeader("X-Declared", "yes");
  }
}
