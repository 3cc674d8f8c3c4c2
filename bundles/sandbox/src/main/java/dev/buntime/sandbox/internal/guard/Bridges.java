package dev.buntime.sandbox.internal.guard;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Methods that are added to a class, each for one operation: for operations that are called in many
 * places, and for method references to calls that are replaced, such as {@code System::exit}: the
 * reference then is to such a method, which does what the call would. So it is with lambdas that
 * the framework calls.
 *
 * <p>References that can be serialized are left as they are, for their serialized form has the name
 * of the method.
 */
final class Bridges {
  private static final String PREFIX = "$buntime$";
  private static final int PRIVATE_STATIC =
      ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;

  private final ClassDesc self;
  private final boolean isInterface;
  private final DirectMethodHandleDesc.Kind kind;
  private final Set<Bridge> needed = new LinkedHashSet<>();

  /** A method to be added. */
  private sealed interface Bridge {
    MethodTypeDesc type();

    String name();

    DynamicCallSiteDesc callSite();
  }

  /** Does what a call of the app is replaced by. */
  private record Call(Operation operation, MethodTypeDesc type) implements Bridge {
    @Override
    public String name() {
      return PREFIX + operation.name();
    }

    @Override
    public DynamicCallSiteDesc callSite() {
      return MethodWeaver.callSite(operation, type);
    }
  }

  /** Stands before the code of a lambda that the framework calls. */
  private record Listening(
      Callback callback, DirectMethodHandleDesc code, MethodTypeDesc type, int number)
      implements Bridge {
    @Override
    public String name() {
      return PREFIX + callback.name() + "$" + number;
    }

    @Override
    public DynamicCallSiteDesc callSite() {
      return MethodWeaver.callSite(callback, type, code);
    }
  }

  Bridges(ClassDesc self, boolean isInterface) {
    this.self = self;
    this.isInterface = isInterface;
    kind =
        isInterface
            ? DirectMethodHandleDesc.Kind.INTERFACE_STATIC
            : DirectMethodHandleDesc.Kind.STATIC;
  }

  /** Adds an instruction to the code of the class, with its method reference replaced. */
  void accept(CodeBuilder code, InvokeDynamicInstruction call) {
    Lambda lambda = Lambda.of(call);
    Bridge bridge = lambda == null ? null : bridgeOf(lambda);
    if (lambda == null || bridge == null) {
      code.with(call);
      return;
    }
    needed.add(bridge);
    code.invokedynamic(
        lambda.withCode(MethodHandleDesc.ofMethod(kind, self, bridge.name(), bridge.type())));
  }

  /** Adds the call of an operation to the code of the class. */
  void call(CodeBuilder code, Operation operation, MethodTypeDesc type) {
    Bridge bridge = new Call(operation, type);
    needed.add(bridge);
    code.invokestatic(self, bridge.name(), type, isInterface);
  }

  private @Nullable Bridge bridgeOf(Lambda lambda) {
    Callback callback = lambda.callback();
    if (callback != null) {
      return new Listening(callback, lambda.code(), lambda.bridgeType(), needed.size());
    }
    DirectMethodHandleDesc reference = lambda.code();
    if (!isCall(reference.kind())) {
      return null;
    }
    String owner = reference.owner().descriptorString();
    Operation operation =
        Redirections.of(
            owner.substring(1, owner.length() - 1),
            reference.methodName(),
            reference.lookupDescriptor());
    return operation == null ? null : new Call(operation, lambda.bridgeType());
  }

  private static boolean isCall(DirectMethodHandleDesc.Kind kind) {
    return switch (kind) {
      case STATIC, VIRTUAL, INTERFACE_VIRTUAL -> true;
      default -> false;
    };
  }

  /** Adds the methods that turned out to be needed. */
  void addTo(ClassBuilder builder) {
    for (Bridge bridge : needed) {
      builder.withMethodBody(
          bridge.name(),
          bridge.type(),
          PRIVATE_STATIC,
          code -> {
            int slot = 0;
            for (ClassDesc parameter : bridge.type().parameterList()) {
              TypeKind type = TypeKind.from(parameter);
              code.loadLocal(type, slot);
              slot += type.slotSize();
            }
            code.invokedynamic(bridge.callSite())
                .return_(TypeKind.from(bridge.type().returnType()));
          });
    }
  }
}
