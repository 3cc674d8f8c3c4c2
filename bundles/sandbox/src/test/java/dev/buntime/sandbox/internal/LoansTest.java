package dev.buntime.sandbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.Test;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/** Which services are lent, whatever an app does. */
public final class LoansTest {
  private final Loans loans = new Loans();
  private final ServiceReference<?> lent = Fakes.service(Fakes.SHOP, "jakarta.servlet.Servlet");
  private final ServiceReference<?> other = Fakes.service(Fakes.SHOP, "jakarta.servlet.Servlet");

  @Test
  public void register_isKnownWhileTheFrameworkStillTellsOfIt() {
    List<Boolean> known = new ArrayList<>();

    var _ =
        loans.register(
            Fakes.SHOP,
            () -> {
              known.add(loans.contains(lent));
              known.add(loans.contains(other)); // registered by whoever heard of the first
              return registration(lent);
            });

    assertThat(known).containsExactly(true, false);
    assertThat(loans.contains(lent)).isTrue();
    assertThat(loans.contains(other)).isFalse();
  }

  @Test
  public void register_whenAnotherThreadAsks_lendsNothingElse() {
    List<Boolean> known = new ArrayList<>();

    var _ =
        loans.register(
            Fakes.SHOP,
            () -> {
              known.add(CompletableFuture.supplyAsync(() -> loans.contains(other)).join());
              known.add(loans.contains(Fakes.service(Fakes.CART, "jakarta.servlet.Servlet")));
              return registration(lent);
            });

    assertThat(known).containsExactly(false, false);
    assertThat(loans.contains(other)).isFalse();
  }

  @Test
  public void register_whenItFails_lendsNothingLater() {
    assertThatThrownBy(() ->
            loans.register(
                Fakes.SHOP,
                () -> {
                  throw new IllegalStateException("the bundle has stopped");
                }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(loans.contains(other)).isFalse();
  }

  @Test
  public void unregister_forgets() {
    ServiceRegistration<?> registration = loans.register(Fakes.SHOP, () -> registration(lent));

    loans.unregister(registration);

    assertThat(loans.contains(lent)).isFalse();
  }

  private static ServiceRegistration<?> registration(ServiceReference<?> reference) {
    return Fakes.proxy(ServiceRegistration.class, (method, arguments) -> reference);
  }
}
