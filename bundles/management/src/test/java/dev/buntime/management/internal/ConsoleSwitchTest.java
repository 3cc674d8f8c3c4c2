package dev.buntime.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import org.apache.felix.webconsole.spi.SecurityProvider;
import org.junit.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

public final class ConsoleSwitchTest {
  private final List<Object> logins = new ArrayList<>();

  @Test
  public void constructor_whenOn_offersTheLogin() {
    ConsoleSwitch console = console(true);

    assertThat(console.isOn()).isTrue();
    assertThat(logins).hasSize(1);
  }

  @Test
  public void constructor_whenOff_offersNone() {
    ConsoleSwitch console = console(false);

    assertThat(console.isOn()).isFalse();
    assertThat(logins).isEmpty();
    console.stop();
  }

  @Test
  public void modified_opensAndCloses() {
    ConsoleSwitch console = console(true);

    console.modified(Fakes.management(false));
    assertThat(logins).isEmpty();
    assertThat(console.isOn()).isFalse();

    console.modified(Fakes.management(true));
    console.modified(Fakes.management(true));
    assertThat(logins).hasSize(1);
    assertThat(console.isOn()).isTrue();
  }

  @Test
  public void stop_takesTheLoginAway() {
    ConsoleSwitch console = console(true);

    console.stop();

    assertThat(logins).isEmpty();
  }

  private ConsoleSwitch console(boolean on) {
    BundleContext context =
        Fakes.proxy(BundleContext.class, (method, arguments) -> register(arguments));
    return new ConsoleSwitch(
        context,
        Fakes.management(on),
        Fakes.door(Path.of("data")),
        new ConsoleGuard(),
        new ConsolePolicy(),
        new ConsoleMask(Fakes.secrets()));
  }

  private Object register(Object[] arguments) {
    assertThat(arguments[0]).isEqualTo(SecurityProvider.class);
    assertThat(((Dictionary<?, ?>) arguments[2]).get(SecurityProvider.PROPERTY_ID))
        .isEqualTo("dev.buntime.management");
    logins.add(arguments[1]);
    return Fakes.proxy(
        ServiceRegistration.class, (unregister, none) -> logins.remove(arguments[1]));
  }
}
