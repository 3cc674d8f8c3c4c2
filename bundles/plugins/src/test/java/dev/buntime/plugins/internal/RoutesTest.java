package dev.buntime.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.osgi.service.servlet.runtime.HttpServiceRuntime;
import org.osgi.service.servlet.runtime.dto.ResourceDTO;
import org.osgi.service.servlet.runtime.dto.RuntimeDTO;
import org.osgi.service.servlet.runtime.dto.ServletContextDTO;
import org.osgi.service.servlet.runtime.dto.ServletDTO;

public class RoutesTest {
  @Test
  public void of_whatIsServed_hasTheContextsAndTheirPaths() {
    ServletDTO servlet = new ServletDTO();
    servlet.patterns = new String[] {"/b", "/a"};
    ResourceDTO page = new ResourceDTO();
    page.patterns = new String[] {"/c/*"};
    ServletContextDTO context = new ServletContextDTO();
    context.name = "plugin-x";
    context.contextPath = "/_/plugin-x";
    context.servletDTOs = new ServletDTO[] {servlet};
    context.resourceDTOs = new ResourceDTO[] {page};
    RuntimeDTO all = new RuntimeDTO();
    all.servletContextDTOs = new ServletContextDTO[] {context};

    assertThat(Routes.of(http(all)))
        .isEqualTo(
            Map.of("plugin-x", List.of("/_/plugin-x/a", "/_/plugin-x/b", "/_/plugin-x/c/*")));
  }

  @Test
  public void of_whatIsGoneAtThatMoment_isEmpty() {
    assertThat(Routes.of(null)).isEmpty();
    assertThat(Routes.of(http(null))).isEmpty();
  }

  /** Felix HTTP with that; or one that begins anew, and throws what it throws then. */
  private static HttpServiceRuntime http(@Nullable RuntimeDTO all) {
    return (HttpServiceRuntime)
        Proxy.newProxyInstance(
            RoutesTest.class.getClassLoader(),
            new Class<?>[] {HttpServiceRuntime.class},
            (self, method, arguments) -> {
              if (all == null) {
                throw new IllegalStateException("Service is already unregistered");
              }
              return all;
            });
  }
}
