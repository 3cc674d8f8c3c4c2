package dev.buntime.management.internal.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.runtime.HttpEndpoint;
import dev.buntime.runtime.WorkerRuntime;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Test;

/** What the servlet refuses; what it does else is tested with a server. */
public final class EventStreamServletTest {
  private final EventHub hub = new EventHub();
  private final EventStreamServlet servlet =
      new EventStreamServlet(hub, proxy(WorkerRuntime.class), proxy(HttpEndpoint.class));
  private final Map<String, String> told = new LinkedHashMap<>();

  @After
  public void stop() throws InterruptedException {
    servlet.stop();
    hub.stop();
  }

  @Test
  public void methods_otherThanGet_areNotAllowed() throws IOException {
    for (String method : new String[] {"HEAD", "POST", "PUT", "DELETE", "OPTIONS"}) {
      told.clear();
      servlet.service(request(method, Map.of()), response());

      assertThat(told).as(method).containsEntry("Allow", "GET").containsEntry("status", "405");
    }
  }

  @Test
  public void unknownEvent_isRefusedWithThoseThatThereAre() throws IOException {
    for (String events : new String[] {"weather", "worker,weather", "worker,", "Worker"}) {
      told.clear();
      servlet.service(request("GET", Map.of("events", events)), response());

      assertThat(told).as(events).containsEntry("status", "400");
      assertThat(told.get("message")).contains("stats, worker, deployment, plugin");
    }
  }

  @Test
  public void unknownParameter_isRefusedWithThatWhichThereIs() throws IOException {
    servlet.service(request("GET", Map.of("event", "stats")), response());

    assertThat(told)
        .containsEntry("status", "400")
        .containsEntry(
            "message", "The query has a parameter 'event', which there is not. There are: events.");
  }

  @Test
  public void tooManyListeners_areAskedToComeBack() throws IOException {
    while (hub.admit()) {
      told.clear();
    }

    servlet.service(request("GET", Map.of("events", "worker, plugin")), response());

    assertThat(told).containsEntry("status", "503").containsEntry("Retry-After", "5");
    assertThat(told.get("message")).contains("256 listeners");
  }

  private static HttpServletRequest request(String method, Map<String, String> parameters) {
    Map<String, String[]> all = new LinkedHashMap<>();
    parameters.forEach((name, value) -> all.put(name, new String[] {value}));
    return proxy(
        HttpServletRequest.class,
        (name, arguments) ->
            switch (name) {
              case "getMethod" -> method;
              case "getParameterMap" -> all;
              case "getParameterValues" -> all.get(arguments[0].toString());
              default -> throw new UnsupportedOperationException(name);
            });
  }

  private HttpServletResponse response() {
    return proxy(
        HttpServletResponse.class,
        (name, arguments) -> {
          switch (name) {
            case "setHeader" -> told.put((String) arguments[0], (String) arguments[1]);
            case "sendError" -> {
              told.put("status", arguments[0].toString());
              told.put("message", (String) arguments[1]);
            }
            default -> throw new UnsupportedOperationException(name);
          }
          return null;
        });
  }

  private interface Calls {
    @Nullable Object answer(String method, Object[] arguments);
  }

  private static <T> T proxy(Class<T> type) {
    return proxy(
        type,
        (name, _) -> {
          throw new UnsupportedOperationException(name);
        });
  }

  private static <T> T proxy(Class<T> type, Calls calls) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> calls.answer(method.getName(), arguments)));
  }
}
