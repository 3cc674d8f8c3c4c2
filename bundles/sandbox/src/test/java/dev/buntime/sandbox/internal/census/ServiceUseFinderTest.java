package dev.buntime.sandbox.internal.census;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleReference;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** Bundles that have not given back what they got from an app. */
public class ServiceUseFinderTest {
  private static final long APP = 42;

  @Test
  public void service_whenStillInUseThoughUnregistered_isFoundWithItsUser() {
    ServiceReference<?> left = service(APP);
    ServiceReference<?> other = service(7);
    BundleContext context =
        fake(
            BundleContext.class,
            Map.of("getBundles", new Bundle[] {bundle(left, other), bundle()}));

    List<String> found = new ServiceUseFinder(context).find(new LoaderOfBundle());

    assertThat(found)
        .containsExactly("service [jakarta.servlet.Servlet] in use by bundle org.example.user");
  }

  @Test
  public void loader_whenOfNoBundle_isNotLookedFor() {
    BundleContext context = fake(BundleContext.class, Map.of());

    assertThat(new ServiceUseFinder(context).find(new AppLoader())).isEmpty();
  }

  private static Bundle bundle(ServiceReference<?>... used) {
    return fake(
        Bundle.class,
        used.length == 0
            ? Map.of()
            : Map.of("getServicesInUse", used, "getSymbolicName", "org.example.user"));
  }

  private static ServiceReference<?> service(long bundle) {
    Map<String, Object> properties =
        Map.of(
            Constants.SERVICE_BUNDLEID,
            bundle,
            Constants.OBJECTCLASS,
            new String[] {"jakarta.servlet.Servlet"});
    return (ServiceReference<?>)
        Proxy.newProxyInstance(
            ServiceUseFinderTest.class.getClassLoader(),
            new Class<?>[] {ServiceReference.class},
            (self, method, arguments) ->
                method.getName().equals("getProperty") ? properties.get(arguments[0]) : null);
  }

  private static <T> T fake(Class<T> type, Map<String, ? extends @Nullable Object> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            ServiceUseFinderTest.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> answers.get(method.getName())));
  }

  private static final class LoaderOfBundle extends ClassLoader implements BundleReference {
    @Override
    public Bundle getBundle() {
      return fake(Bundle.class, Map.of("getBundleId", APP, "getLocation", "app:shop.jar"));
    }
  }
}
