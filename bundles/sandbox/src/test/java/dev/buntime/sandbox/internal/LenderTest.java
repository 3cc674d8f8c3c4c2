package dev.buntime.sandbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.Test;
import org.osgi.framework.PrototypeServiceFactory;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;

public final class LenderTest {
  private static final String PATTERN = "osgi.http.whiteboard.servlet.pattern";

  private final Fakes.Owner owner = new Fakes.Owner();
  private final List<Lender> closed = new ArrayList<>();
  private final Lender lender =
      new Lender(
          owner.bundle,
          "w1",
          "/.w/1",
          "/shop@1.0.0",
          new AppCalls(new Fakes.Threads()),
          new Loans(),
          closed::add);
  private final ServiceReference<?> servlet =
      Fakes.service(owner.bundle, "jakarta.servlet.Servlet", PATTERN, "/*");
  private final ServiceReference<?> listener =
      Fakes.service(
          owner.bundle,
          "jakarta.servlet.ServletContextListener",
          "osgi.http.whiteboard.listener",
          "true");

  @Test
  public void registered_isLentAndAnEntry() throws Exception {
    assertThat(lender.awaitEntry(Duration.ZERO)).isFalse();

    lender.serviceChanged(ServiceEvent.REGISTERED, servlet);

    assertThat(owner.registered).hasSize(1);
    assertThat(owner.registered.getFirst().types).containsExactly("jakarta.servlet.Servlet");
    assertThat(owner.registered.getFirst().properties).containsEntry(PATTERN, "/*");
    assertThat(lender.awaitEntry(Duration.ZERO)).isTrue();
  }

  @Test
  public void registered_whenListener_isLentButNoEntry() throws Exception {
    lender.serviceChanged(ServiceEvent.REGISTERED, listener);

    assertThat(owner.registered).hasSize(1);
    assertThat(lender.awaitEntry(Duration.ofMillis(1))).isFalse();
  }

  @Test
  public void registered_whenOfNoUse_isIgnored() {
    lender.serviceChanged(
        ServiceEvent.REGISTERED,
        Fakes.service(owner.bundle, "com.acme.Thing", "osgi.http.whiteboard.x", "y"));

    assertThat(owner.registered).isEmpty();
  }

  @Test
  public void registered_twice_isLentOnce() {
    lender.serviceChanged(ServiceEvent.REGISTERED, servlet);
    lender.serviceChanged(ServiceEvent.REGISTERED, servlet);

    assertThat(owner.registered)
        .as("confine() and the listener may both tell of a service")
        .hasSize(1);
    lender.close();
    assertThat(owner.registered).isEmpty();
  }

  @Test
  public void registered_whenBundleStops_isIgnored() {
    owner.active = false;

    lender.serviceChanged(ServiceEvent.REGISTERED, servlet);

    assertThat(owner.registered).isEmpty();
  }

  @Test
  public void modified_changesTheLoan() {
    lender.serviceChanged(ServiceEvent.REGISTERED, servlet);
    lender.serviceChanged(ServiceEvent.MODIFIED, servlet);

    assertThat(owner.registered).hasSize(1);
  }

  @Test
  public void modified_whenNotLentYet_isLent() {
    lender.serviceChanged(ServiceEvent.MODIFIED, servlet);

    assertThat(owner.registered).hasSize(1);
  }

  @Test
  public void unregistering_takesItBack() {
    lender.serviceChanged(ServiceEvent.REGISTERED, servlet);
    lender.serviceChanged(ServiceEvent.REGISTERED, listener);

    lender.serviceChanged(ServiceEvent.UNREGISTERING, servlet);
    lender.serviceChanged(ServiceEvent.UNREGISTERING, servlet);

    assertThat(owner.registered).hasSize(1);
    assertThat(owner.registered.getFirst().types)
        .containsExactly("jakarta.servlet.ServletContextListener");
  }

  @Test
  public void close_takesAllBackAndLendsNoMore() {
    lender.serviceChanged(ServiceEvent.REGISTERED, servlet);
    lender.serviceChanged(ServiceEvent.REGISTERED, listener);

    lender.close();

    assertThat(owner.registered).isEmpty();
    assertThat(closed).containsExactly(lender);
    lender.serviceChanged(ServiceEvent.REGISTERED, servlet);
    lender.serviceChanged(ServiceEvent.MODIFIED, servlet);
    assertThat(owner.registered).isEmpty();
  }

  @Test
  public void close_whenTheFrameworkWasFaster_goesOn() {
    lender.serviceChanged(ServiceEvent.REGISTERED, servlet);
    owner.frameworkUnregistered = true;

    lender.close();

    assertThat(closed).containsExactly(lender);
  }

  @Test
  public void getService_givesServletsAndFiltersAFace() {
    assertThat(lend(Fakes.proxy(Servlet.class, (method, arguments) -> null)))
        .isInstanceOf(ConfinedServlet.class);
    assertThat(lend(Fakes.proxy(Filter.class, (method, arguments) -> null)))
        .isInstanceOf(ConfinedFilter.class);
    Object plain = new Object();
    assertThat(lend(plain)).isSameAs(plain);
  }

  @Test
  public void ungetService_givesTheAppsOwnObjectBack() {
    Servlet own = Fakes.proxy(Servlet.class, (method, arguments) -> null);
    Object faced = Objects.requireNonNull(lend(own));

    factory().ungetService(Fakes.PLATFORM, registration(), faced);

    assertThat(owner.ungot).containsExactly(own);
  }

  @Test
  public void initFailure_isTheFirstThatAnAppThrew() {
    assertThat(lender.initFailure()).isEmpty();
    IllegalStateException first = new IllegalStateException("first");
    failInit(first);
    failInit(new IllegalStateException("second"));

    assertThat(lender.initFailure()).contains(first);
  }

  private void failInit(RuntimeException failure) {
    Filter broken =
        Fakes.proxy(
            Filter.class,
            (method, arguments) -> {
              throw failure;
            });
    ConfinedFilter filter = (ConfinedFilter) Objects.requireNonNull(lend(broken));
    FilterConfig config =
        Fakes.proxy(
            FilterConfig.class,
            (method, arguments) -> Fakes.proxy(ServletContext.class, (name, none) -> null));
    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> filter.init(config)))
        .isSameAs(failure);
  }

  private Object lend(Object object) {
    owner.object = object;
    lender.serviceChanged(ServiceEvent.REGISTERED, servlet);
    return factory().getService(Fakes.PLATFORM, registration());
  }

  @SuppressWarnings("unchecked")
  private PrototypeServiceFactory<Object> factory() {
    return (PrototypeServiceFactory<Object>) owner.registered.getLast().factory;
  }

  @SuppressWarnings("unchecked")
  private static org.osgi.framework.ServiceRegistration<Object> registration() {
    return Fakes.proxy(org.osgi.framework.ServiceRegistration.class, (method, arguments) -> null);
  }
}
