package dev.buntime.samples.headers;

import dev.buntime.plugin.HeaderChange;
import dev.buntime.plugin.Plugin;
import dev.buntime.plugin.PluginName;
import dev.buntime.plugin.PluginResponse;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.propertytypes.ServiceRanking;

/**
 * Sets header fields of every answer: of apps, of other plugins and of the runner, errors too.
 *
 * <p>In force when {@code buntime.jsonc} lists it. Its option {@code headers} has the fields:
 *
 * <pre>
 * "plugins": [["plugin-headers", { "headers": { "X-Frame-Options": "DENY" } }]]
 * </pre>
 */
@Component(
    configurationPid = "plugin-headers",
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = Plugin.BLOCKING + ":Boolean=false") // it waits for nothing
@PluginName("plugin-headers")
@ServiceRanking(100)
public final class HeaderPlugin implements Plugin {
  private static final String PREFIX = "headers.";

  private final List<HeaderChange> headers;

  /** Takes the options, where the members of an object have its key before their own. */
  @Activate
  public HeaderPlugin(Map<String, Object> options) {
    headers =
        options.entrySet().stream()
            .filter(option -> option.getKey().startsWith(PREFIX))
            .map(option -> header(option.getKey().substring(PREFIX.length()), option.getValue()))
            .toList();
  }

  private static HeaderChange header(String name, Object value) {
    return new HeaderChange(
        name, value instanceof String[] texts ? List.of(texts) : List.of(String.valueOf(value)));
  }

  @Override
  public void onResponse(PluginResponse response) {
    headers.forEach(each -> response.setHeader(each.name(), each.values().toArray(String[]::new)));
  }
}
