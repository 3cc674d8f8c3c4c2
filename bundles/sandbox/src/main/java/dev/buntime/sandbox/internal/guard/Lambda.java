package dev.buntime.sandbox.internal.guard;

import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.LambdaMetafactory;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An instruction that makes an object of a lambda or a method reference, by {@link
 * LambdaMetafactory}. Those that can be serialized are none: their serialized form has the name of
 * the method.
 *
 * @param call the instruction
 * @param method what the interface calls: parameters and result of its method, erased
 * @param code what is called in the end
 * @param dynamicType parameters and result as the code has them
 */
record Lambda(
    InvokeDynamicInstruction call,
    MethodTypeDesc method,
    DirectMethodHandleDesc code,
    MethodTypeDesc dynamicType) {
  private static final ClassDesc FACTORY = ClassDesc.of(LambdaMetafactory.class.getName());
  private static final int CODE = 1;
  private static final int FLAGS = 3;

  /** The lambda that an instruction makes; null if it makes none, or one that can be serialized. */
  static @Nullable Lambda of(InvokeDynamicInstruction call) {
    DirectMethodHandleDesc factory = call.bootstrapMethod();
    List<ConstantDesc> arguments = call.bootstrapArgs();
    boolean isSimple = factory.methodName().equals("metafactory") && arguments.size() == FLAGS;
    boolean isOther =
        factory.methodName().equals("altMetafactory")
            && arguments.size() > FLAGS
            && arguments.get(FLAGS) instanceof Integer flags
            && (flags & LambdaMetafactory.FLAG_SERIALIZABLE) == 0;
    return factory.owner().equals(FACTORY)
            && (isSimple || isOther)
            && arguments.get(0) instanceof MethodTypeDesc method
            && arguments.get(CODE) instanceof DirectMethodHandleDesc code
            && arguments.get(2) instanceof MethodTypeDesc dynamicType
        ? new Lambda(call, method, code, dynamicType)
        : null;
  }

  /** How the platform is to call the object; null if it does not. */
  @Nullable Callback callback() {
    return Callback.ofLambda(
        call.typeSymbol().returnType().descriptorString(),
        call.name().stringValue(),
        method.descriptorString());
  }

  /**
   * Parameters and result of a static method that may stand in for the code: what is captured has
   * to have just the type that the instruction takes, which may be one below that of the method.
   */
  MethodTypeDesc bridgeType() {
    return MethodTypeDesc.of(
        dynamicType.returnType(),
        Stream.concat(
                call.typeSymbol().parameterList().stream(), dynamicType.parameterList().stream())
            .toList());
  }

  /** The instruction with other code. */
  DynamicCallSiteDesc withCode(DirectMethodHandleDesc other) {
    ConstantDesc[] arguments = call.bootstrapArgs().toArray(ConstantDesc[]::new);
    arguments[CODE] = other;
    return DynamicCallSiteDesc.of(
        call.bootstrapMethod(), call.name().stringValue(), call.typeSymbol(), arguments);
  }
}
