package dev.buntime.sandbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.PrototypeServiceFactory;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ManagedService;
import org.osgi.service.cm.ManagedServiceFactory;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventHandler;

/** Configuration Admin and Event Admin reach an app on its own threads. */
public final class ConfinedCallbackTest {
  @Rule public final Fakes.Workers threads = new Fakes.Workers();
  private final Fakes.Owner owner = new Fakes.Owner();
  private final Lender lender =
      new Lender(
          owner.bundle,
          "w1",
          "/.w/1",
          "/shop@1.0.0",
          new AppCalls(threads),
          new Loans(),
          closed -> {});
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final ServiceReference<?> service =
      Fakes.service(
          owner.bundle,
          new Object(),
          List.of(
              "com.acme.Shop",
              ManagedService.class.getName(),
              ManagedServiceFactory.class.getName(),
              EventHandler.class.getName()),
          "service.pid",
          "shop",
          "osgi.http.whiteboard.resource.pattern",
          "/files/*");

  @Before
  public void register() {
    owner.object = new Shop();
    lender.serviceChanged(ServiceEvent.REGISTERED, service);
  }

  @Test
  public void loan_isOfTheKindsThatThePlatformCalls() {
    Fakes.Registered loan = owner.registered.getLast();

    assertThat(loan.types).containsExactlyInAnyOrderElementsOf(ConfinedCallback.KINDS.keySet());
    assertThat(loan.properties)
        .containsEntry("service.pid", "shop")
        .doesNotContainKey("osgi.http.whiteboard.resource.pattern");
    assertThat(owner.registered).as("it is a whiteboard service besides").hasSize(2);
  }

  @Test
  public void updated_comesInOrder_andNobodyWaits() throws Exception {
    ManagedService face = (ManagedService) face();

    for (int i = 0; i < 50; i++) {
      face.updated(configuration(i));
    }

    Awaitility.await().until(() -> heard.size() == 50);
    assertThat(heard)
        .isEqualTo(IntStream.range(0, 50).mapToObj(i -> "updated " + i + " worker").toList());
  }

  @Test
  public void updated_whenTheAppRefusesIt_goesOn() throws Exception {
    ManagedServiceFactory face = (ManagedServiceFactory) face();

    face.updated("one", configuration(-1));
    face.deleted("one");

    Awaitility.await().untilAsserted(() -> assertThat(heard).containsExactly("deleted one worker"));
  }

  @Test
  public void unget_comesAfterWhatWasTold() throws Exception {
    Object face = face();
    ((ManagedService) face).updated(configuration(7));

    factory().ungetService(Fakes.PLATFORM, registration(), face);

    Awaitility.await().untilAsserted(() -> assertThat(owner.ungot).containsExactly(owner.object));
    assertThat(heard).containsExactly("updated 7 worker");
  }

  @Test
  public void unget_whenTheObjectWasNeverNeeded_makesNone() {
    Object face = face();

    factory().ungetService(Fakes.PLATFORM, registration(), face);
    threads.run(() -> {});

    assertThat(owner.gotBy).isEmpty();
    assertThat(owner.ungot).isEmpty();
  }

  @Test
  public void event_isHandledWhenItsSenderGoesOn() {
    EventHandler face = (EventHandler) face();

    face.handleEvent(new Event("a/b", Map.of()));
    face.handleEvent(new Event("a/c", Map.of()));

    assertThat(heard).containsExactly("a/b worker", "a/c worker");
    assertThat(owner.gotBy).as("one object for all events").containsExactly("worker");
  }

  @Test
  public void event_whenTheHandlerFails_isTheSendersToLog() {
    EventHandler face = (EventHandler) face();

    assertThatThrownBy(() -> face.handleEvent(new Event("broken", Map.of())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("on purpose");
  }

  @Test
  public void name_isAskedForOnTheApp() {
    assertThat(((ManagedServiceFactory) face()).getName()).isEqualTo("shop worker");
  }

  @Test
  public void face_equalsItselfOnly() {
    Object face = face();

    assertThat(Set.of(face, face())).contains(face).hasSize(2);
    assertThat(face.toString()).contains("face of");
  }

  @Test
  public void whiteboardService_isGotOnTheAppsThreads() {
    Fakes.Registered loan = owner.registered.getFirst();

    Object object =
        ((PrototypeServiceFactory<?>) loan.factory).getService(Fakes.PLATFORM, registration());

    assertThat(object).isSameAs(owner.object);
    assertThat(owner.gotBy).containsExactly("worker");
  }

  @Test
  public void whiteboardService_whenTheAppHangs_isNotThere() {
    CountDownLatch never = new CountDownLatch(1);
    AppScope impatient =
        new AppScope(
            new AppPaths("/.w/7", "/shop"),
            new AppCalls(threads, Duration.ofSeconds(1))); // and the call has begun
    owner.onGet =
        () -> {
          try {
            assertThat(never.await(20, TimeUnit.SECONDS)).isFalse();
          } catch (InterruptedException e) {
            heard.add("interrupted");
          }
        };

    assertThat(
            new WhiteboardFaces(
                    Objects.requireNonNull(owner.bundle.getBundleContext()),
                    service,
                    impatient,
                    failure -> {})
                .getService(Fakes.PLATFORM, registration()))
        .isNull();
    Awaitility.await().untilAsserted(() -> assertThat(heard).containsExactly("interrupted"));
  }

  private Object face() {
    return factory().getService(Fakes.PLATFORM, registration());
  }

  @SuppressWarnings("unchecked")
  private PrototypeServiceFactory<Object> factory() {
    return (PrototypeServiceFactory<Object>) owner.registered.getLast().factory;
  }

  @SuppressWarnings("unchecked")
  private static <T> ServiceRegistration<T> registration() {
    return Fakes.proxy(ServiceRegistration.class, (method, arguments) -> null);
  }

  private static Dictionary<String, ?> configuration(int number) {
    return FrameworkUtil.asDictionary(Map.of("number", number));
  }

  private final class Shop implements ManagedService, ManagedServiceFactory, EventHandler {
    @Override
    public void updated(@Nullable Dictionary<String, ?> properties) {
      heard.add("updated " + Objects.requireNonNull(properties).get("number") + " " + thread());
    }

    @Override
    public String getName() {
      return "shop " + thread();
    }

    @Override
    public void updated(String pid, Dictionary<String, ?> properties) {
      throw new IllegalStateException("on purpose");
    }

    @Override
    public void deleted(String pid) {
      heard.add("deleted " + pid + " " + thread());
    }

    @Override
    public void handleEvent(Event event) {
      if (event.getTopic().equals("broken")) {
        throw new IllegalStateException("on purpose");
      }
      heard.add(event.getTopic() + " " + thread());
    }

    private static String thread() {
      return Thread.currentThread().getName();
    }
  }
}
