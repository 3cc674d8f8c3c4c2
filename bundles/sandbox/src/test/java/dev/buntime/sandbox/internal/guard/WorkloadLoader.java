package dev.buntime.sandbox.internal.guard;

import dev.buntime.sandbox.guard.Linkage;
import dev.buntime.sandbox.internal.guard.app.Workload;
import dev.buntime.testing.TestJar;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleReference;

/** Loads the workload, plain or woven, as the class loader of a bundle does. */
final class WorkloadLoader extends ClassLoader implements BundleReference {

  private WorkloadLoader() {
    super(Linkage.class.getClassLoader());
  }

  /** The work of a kind, by a class that is loaded for it alone. */
  static IntUnaryOperator plain(String kind) {
    return new WorkloadLoader().load(TestJar.bytesOf(Workload.class), kind);
  }

  /** The same, woven. */
  static IntUnaryOperator woven(String kind) {
    Linkage.install(new Wards(new HeapReserve(new JvmHeap())));
    WorkloadLoader loader = new WorkloadLoader();
    try {
      byte[] woven = new ClassWeaver().weave(TestJar.bytesOf(Workload.class), loader, Set.of());
      return loader.load(woven, kind);
    } catch (UnweavableException e) {
      throw new IllegalStateException(e);
    }
  }

  private IntUnaryOperator load(byte[] bytes, String kind) {
    try {
      return (IntUnaryOperator)
          defineClass(Workload.class.getName(), bytes, 0, bytes.length)
              .getMethod("of", String.class)
              .invoke(null, kind);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  @Override
  public Bundle getBundle() {
    return (Bundle)
        Proxy.newProxyInstance(
            getParent(),
            new Class<?>[] {Bundle.class},
            (_, method, _) -> method.getReturnType() == int.class ? 1 : null);
  }
}
