package dev.buntime.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.Plugin;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.plugin.PluginResponse;
import java.lang.reflect.Proxy;
import org.junit.Test;

public final class HookTest {

  @Test
  public void of_whenNothingIsOverridden_isEmpty() {
    assertThat(Hook.of(new Plugin() {})).isEmpty();
  }

  @Test
  public void of_isWhatIsOverridden_byTheClassOrAnyAboveIt() {
    class Asks implements Plugin {
      @Override
      public Decision onRequest(PluginRequest request) {
        return Decision.pass();
      }
    }
    class Shows extends Asks {
      @Override
      public void onResponse(PluginResponse response) {}
    }

    assertThat(Hook.of(new Asks())).containsExactly(Hook.REQUEST);
    assertThat(Hook.of(new Shows())).containsExactly(Hook.REQUEST, Hook.RESPONSE);
    assertThat(Hook.of(new TestPlugin())).containsExactly(Hook.values());
  }

  @Test
  public void of_whenAnInterfaceOverridesOne_hasIt() {
    interface Quits extends Plugin {
      @Override
      default void onShutdown() {}
    }

    assertThat(Hook.of(new Quits() {})).containsExactly(Hook.SHUTDOWN);
  }

  @Test
  public void of_whenAProxy_isAll() {
    Plugin proxy =
        (Plugin)
            Proxy.newProxyInstance(
                HookTest.class.getClassLoader(),
                new Class<?>[] {Plugin.class},
                (self, method, arguments) -> "");

    assertThat(Hook.of(proxy)).containsExactly(Hook.values());
  }
}
