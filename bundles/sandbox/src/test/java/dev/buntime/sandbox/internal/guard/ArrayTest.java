package dev.buntime.sandbox.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.sandbox.ThreadOwner;
import dev.buntime.sandbox.Ward;
import dev.buntime.sandbox.internal.guard.app.Allocating;
import java.util.function.IntFunction;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;
import org.osgi.framework.Bundle;

/** Large arrays that an app asks for, in a framework. */
@RunWith(Parameterized.class)
public class ArrayTest {
  private static final int SOME = 1000;

  @Rule public final FelixRule felix = new FelixRule();

  private final String kind;

  public ArrayTest(String kind) {
    this.kind = kind;
  }

  /** All ways to make an array. */
  @Parameters(name = "{0}")
  public static Object[] kinds() {
    return new String[] {
      "byte", "char", "int", "long", "Object", "int[][]", "reference", "copy", "buffer", "constant"
    };
  }

  @Test
  public void array_thatLeavesTooLittleOfTheHeap_isRefused() throws Exception {
    Bundle bundle = felix.app("allocating", AppJar.of(Allocating.class));
    try (Ward ward =
        felix
            .guard()
            .guard(bundle, new ThreadGroup("worker"), _ -> ThreadOwner.APP, new Here(), () -> {})) {
      IntFunction<Object> making = making(bundle);
      int most = (int) Math.min(Integer.MAX_VALUE - 8, Runtime.getRuntime().maxMemory());

      assertThatThrownBy(() -> making.apply(most))
          .isInstanceOf(OutOfMemoryError.class)
          .hasMessageContaining("app 1.0.0")
          .hasMessageEndingWith("MiB for all others");
      assertThat(making.apply(SOME)).isNotNull();
      assertThat(ward.isKilled()).isFalse();
    }
  }

  @SuppressWarnings("unchecked")
  private IntFunction<Object> making(Bundle bundle) throws ReflectiveOperationException {
    return (IntFunction<Object>)
        bundle.loadClass(Allocating.class.getName()).getConstructor(String.class).newInstance(kind);
  }
}
