package dev.buntime.sandbox.internal.guard;

import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.constant.ConstantDescs;
import java.lang.reflect.AccessFlag;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to become of a method.
 *
 * @param code that it has
 * @param scan what there is to weave in it
 * @param callback how the platform calls it; null if it does not, and for constructors
 * @param cut the parts of a constructor that the platform calls, if it can be cut
 */
record Plan(
    CodeModel code, CodeScan scan, @Nullable Callback callback, @Nullable ConstructorCut cut) {

  /**
   * Makes the plan of a method.
   *
   * @param awaited names of the methods of its class that Declarative Services calls
   * @throws UnweavableException if it has subroutines
   */
  static Plan of(MethodModel method, CodeModel code, Set<String> awaited)
      throws UnweavableException {
    CodeScan scan = CodeScan.of(method, code);
    if (!scan.isConstructor()) {
      return new Plan(code, scan, callbackOf(method, awaited), null);
    }
    boolean isCalled = awaited.contains(ConstantDescs.INIT_NAME);
    return new Plan(code, scan, null, isCalled ? ConstructorCut.of(code) : null);
  }

  boolean isToBeWoven() {
    return scan.isToBeWoven() || callback != null || cut != null;
  }

  private static @Nullable Callback callbackOf(MethodModel method, Set<String> awaited) {
    if (method.flags().has(AccessFlag.STATIC)) {
      return null;
    }
    String name = method.methodName().stringValue();
    String type = method.methodType().stringValue();
    boolean isOfComponent =
        awaited.contains(name) && (type.endsWith(")V") || type.endsWith(")Ljava/util/Map;"));
    return isOfComponent ? Callback.AWAITED : Callback.ofMethod(name, type);
  }
}
