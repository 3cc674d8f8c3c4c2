package dev.buntime.sandbox.internal.census;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.testing.FrameworkRule;
import dev.buntime.testing.TestJar;
import java.lang.reflect.Field;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** The framework that Buntime runs on has the table that is mended. */
public class StaleClassLocksTest {
  @Rule public final FrameworkRule felix = new FrameworkRule();

  @Test
  public void clear_takesOutThreadsThatHaveEnded_andNoOther() throws Exception {
    Bundle bundle = felix.install("runner:x", TestJar.bundle("x", "1.0.0"));
    bundle.start();
    Map<String, Thread> locks = locks(bundle);
    Thread ended = Thread.ofPlatform().start(() -> {});
    ended.join();
    locks.put("x.Stale", ended);
    locks.put("x.BeingLoaded", Thread.currentThread());

    new StaleClassLocks(felix.context()).clear();

    assertThat(locks).containsOnlyKeys("x.BeingLoaded");
    locks.clear();
  }

  @SuppressWarnings("unchecked") // so it is declared
  private static Map<String, Thread> locks(Bundle bundle) throws ReflectiveOperationException {
    ClassLoader loader = bundle.adapt(BundleWiring.class).getClassLoader();
    Class<?> type = loader.getClass();
    while (!type.getSimpleName().equals("BundleClassLoader")) {
      type = type.getSuperclass();
    }
    Field field = type.getDeclaredField("m_classLocks");
    field.setAccessible(true);
    return (Map<String, Thread>) field.get(loader);
  }
}
