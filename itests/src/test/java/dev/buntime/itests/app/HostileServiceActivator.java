package dev.buntime.itests.app;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/** Registers a service whose properties have markup and scripts in their names and values. */
public final class HostileServiceActivator implements BundleActivator {
  /** What would run in a page that shows the properties as they are. */
  public static final List<String> ATTACKS =
      List.of(
          "<script>window.pwned=1</script>",
          "\"><img src=x onerror=window.pwned=1>",
          "'><svg onload=window.pwned=1></svg>",
          "javascript:window.pwned=1",
          "http://x/\" onmouseover=\"window.pwned=1",
          "\\u003cscript>window.pwned=1</script>",
          "</td></script><script>window.pwned=1</script>"); // what ends the cell comes last

  @Override
  public void start(BundleContext context) {
    Map<String, Object> properties = new HashMap<>();
    for (int i = 0; i < ATTACKS.size(); i++) {
      properties.put(
          "hostile key " + i + " " + ATTACKS.get(i), "hostile value " + i + " " + ATTACKS.get(i));
    }
    properties.put("hostile.list", ATTACKS.toArray(String[]::new));
    properties.put("service.description", "hostile description " + String.join(" ", ATTACKS));
    properties.put("service.pid", "hostile.pid" + ATTACKS.get(0));
    properties.put("component.name", "hostile.name" + ATTACKS.get(1));
    context.registerService(Runnable.class, () -> {}, FrameworkUtil.asDictionary(properties));
  }

  @Override
  public void stop(BundleContext context) {
    // The framework takes the service back.
  }
}
