package dev.buntime.sandbox.internal.guard;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
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
 * reference then is to such a method, which does what the call would.
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

  private record Bridge(Operation operation, MethodTypeDesc type) {
    String name() {
      return PREFIX + operation.name();
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

  /** Adds an instruction to the code of the class, with its method references replaced. */
  void accept(CodeBuilder code, InvokeDynamicInstruction call) {
    ConstantDesc[] arguments = call.bootstrapArgs().toArray(ConstantDesc[]::new);
    boolean isChanged = false;
    if (call.bootstrapMethod().methodName().equals("metafactory")) {
      for (int i = 0; i < arguments.length; i++) {
        Bridge bridge = bridgeOf(arguments[i]);
        if (bridge != null) {
          needed.add(bridge);
          arguments[i] = MethodHandleDesc.ofMethod(kind, self, bridge.name(), bridge.type());
          isChanged = true;
        }
      }
    }
    if (isChanged) {
      code.invokedynamic(
          DynamicCallSiteDesc.of(
              call.bootstrapMethod(), call.name().stringValue(), call.typeSymbol(), arguments));
    } else {
      code.with(call);
    }
  }

  /** Adds the call of an operation to the code of the class. */
  void call(CodeBuilder code, Operation operation, MethodTypeDesc type) {
    Bridge bridge = new Bridge(operation, type);
    needed.add(bridge);
    code.invokestatic(self, bridge.name(), type, isInterface);
  }

  private static @Nullable Bridge bridgeOf(ConstantDesc argument) {
    if (!(argument instanceof DirectMethodHandleDesc reference) || !isCall(reference.kind())) {
      return null;
    }
    String owner = reference.owner().descriptorString();
    Operation operation =
        Redirections.of(
            owner.substring(1, owner.length() - 1),
            reference.methodName(),
            reference.lookupDescriptor());
    return operation == null ? null : new Bridge(operation, reference.invocationType());
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
            code.invokedynamic(MethodWeaver.callSite(bridge.operation(), bridge.type()))
                .return_(TypeKind.from(bridge.type().returnType()));
          });
    }
  }
}
