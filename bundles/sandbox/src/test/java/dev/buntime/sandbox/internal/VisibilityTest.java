package dev.buntime.sandbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.sandbox.Sandbox;
import java.util.List;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/** Every cell of the table in {@link Visibility}. */
@RunWith(Parameterized.class)
public class VisibilityTest {
  private static final String SERVLET = "jakarta.servlet.Servlet";
  private static final Loans LOANS = new Loans();
  private static final String MANAGED = "org.osgi.service.cm.ManagedService";

  private final ServiceReference<?> service;
  private final Bundle reader;
  private final boolean expected;

  public VisibilityTest(String name, ServiceReference<?> service, Bundle reader, boolean expected) {
    this.service = service;
    this.reader = reader;
    this.expected = expected;
  }

  @Parameters(name = "{0}")
  public static List<Object[]> cases() {
    ServiceReference<?> own = Fakes.service(Fakes.SHOP, SERVLET);
    ServiceReference<?> callback = Fakes.service(Fakes.SHOP, MANAGED);
    ServiceReference<?> lentCallback =
        Fakes.lent(LOANS, Fakes.SHOP, Fakes.service(Fakes.SHOP, MANAGED));
    ServiceReference<?> lent =
        Fakes.lent(LOANS, Fakes.SHOP, Fakes.service(Fakes.SHOP, SERVLET, "lent", "yes"));
    ServiceReference<?> forged = Fakes.service(Fakes.SHOP, SERVLET, "lent", "yes");
    ServiceReference<?> runner = Fakes.service(Fakes.RUNNER, "dev.buntime.worker.WorkerPool");
    ServiceReference<?> plugin = Fakes.service(Fakes.PLUGIN, "com.acme.Users");
    ServiceReference<?> platform = Fakes.service(Fakes.PLATFORM, "java.lang.Runnable");
    ServiceReference<?> overAll =
        Fakes.service(Fakes.PLATFORM, "org.osgi.service.cm.ConfigurationAdmin");
    ServiceReference<?> forApps =
        Fakes.service(
            Fakes.RUNNER, "org.osgi.service.cm.ConfigurationAdmin", Visibility.FOR_APPS, "yes");
    ServiceReference<?> ofComponents =
        Fakes.service(
            Fakes.PLATFORM,
            "org.osgi.service.cm.ConfigurationListener",
            "service.description",
            "Declarative Services Configuration Support Listener");
    ServiceReference<?> gone = Fakes.service(null, SERVLET);
    ServiceReference<?> slot =
        Fakes.service(
            Fakes.RUNNER,
            "org.osgi.service.servlet.context.ServletContextHelper",
            Sandbox.SLOT_PROPERTY,
            "w1");
    ServiceReference<?> forgedSlot =
        Fakes.service(Fakes.SHOP, SERVLET, Sandbox.SLOT_PROPERTY, "w1");
    ServiceReference<?> impostor = Fakes.service(Fakes.IMPOSTOR, SERVLET);
    return List.of(
        of("an app's own, by itself", own, Fakes.SHOP, true),
        of("an app's own, by a bundle installed for it", own, Fakes.SHOP_LIBRARY, true),
        of("an app's own, by another app", own, Fakes.CART, false),
        of("an app's own, by the runner", own, Fakes.RUNNER, false),
        of("an app's own, by the platform", own, Fakes.HTTP, false),
        of("an app's callback, by itself", callback, Fakes.SHOP, true),
        of("an app's callback, by the bundle that it is for", callback, Fakes.CONFIG_ADMIN, false),
        of("a lent callback, by the app itself", lentCallback, Fakes.SHOP, false),
        of("a lent callback, by another app", lentCallback, Fakes.CART, false),
        of("a lent callback, by whom it is for", lentCallback, Fakes.CONFIG_ADMIN, true),
        of("a lent callback, by the runner", lentCallback, Fakes.RUNNER, false),
        of("a lent callback, by Felix HTTP", lentCallback, Fakes.HTTP, false),
        of("a lent callback, by the platform", lentCallback, Fakes.PLATFORM, false),
        of("a lent one, by the app itself", lent, Fakes.SHOP, false),
        of("a lent one, by a bundle installed for the app", lent, Fakes.SHOP_LIBRARY, false),
        of("a lent one, by another app", lent, Fakes.CART, false),
        of("a lent one, by the runner", lent, Fakes.RUNNER, true),
        of("a lent one, by Felix HTTP", lent, Fakes.HTTP, true),
        of("a lent one, by the platform", lent, Fakes.PLATFORM, false),
        of("a forged loan, by Felix HTTP", forged, Fakes.HTTP, false),
        of("a forged loan, by the app itself", forged, Fakes.SHOP, true),
        of("the runner's, by an app", runner, Fakes.SHOP, false),
        of("the runner's, by itself", runner, Fakes.RUNNER, true),
        of("the runner's, by the platform", runner, Fakes.PLATFORM, true),
        of("the runner's, by an app of its name", runner, Fakes.IMPOSTOR, false),
        of("a plugin's, by an app", plugin, Fakes.SHOP, false),
        of("a plugin's, by itself", plugin, Fakes.PLUGIN, true),
        of("a plugin's, by the runner", plugin, Fakes.RUNNER, true),
        of("a plugin's, by the platform", plugin, Fakes.PLATFORM, true),
        of("the runner's, by a plugin", runner, Fakes.PLUGIN, true),
        of("an app's own, by a plugin", own, Fakes.PLUGIN, false),
        of("the platform's, by an app", platform, Fakes.SHOP, true),
        of("the platform's, by the runner", platform, Fakes.RUNNER, true),
        of("the platform's, by itself", platform, Fakes.PLATFORM, true),
        of("the platform's over all, by an app", overAll, Fakes.SHOP, false),
        of("the platform's over all, by the runner", overAll, Fakes.RUNNER, true),
        of("the platform's over all, by the platform", overAll, Fakes.PLATFORM, true),
        of("the runner's for apps, by an app", forApps, Fakes.SHOP, true),
        of("the runner's for apps, by the runner", forApps, Fakes.RUNNER, false),
        of("the runner's for apps, by the platform", forApps, Fakes.PLATFORM, false),
        of("the listener of components, by the platform", ofComponents, Fakes.PLATFORM, false),
        of("the listener of components, by an app", ofComponents, Fakes.SHOP, false),
        of("an impostor's, by an app", impostor, Fakes.SHOP, false),
        of("an impostor's, by the platform", impostor, Fakes.HTTP, false),
        of("a worker's context, by an app", slot, Fakes.SHOP, true),
        of("a worker's context, by the platform", slot, Fakes.PLATFORM, true),
        of("an app's with a forged slot, by the platform", forgedSlot, Fakes.HTTP, false),
        of("an app's with a forged slot, by another app", forgedSlot, Fakes.CART, false),
        of("an unregistered one, by the platform", gone, Fakes.PLATFORM, false));
  }

  private static Object[] of(
      String name, ServiceReference<?> service, Bundle reader, boolean expected) {
    return new Object[] {name, service, reader, expected};
  }

  @Test
  public void sees_isWhatTheTableSays() {
    assertThat(new Visibility(LOANS).sees(Fakes.context(reader), service)).isEqualTo(expected);
  }
}
