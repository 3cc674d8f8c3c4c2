package dev.buntime.sandbox.internal.guard;

import dev.buntime.sandbox.internal.guard.MethodWeaver.Frames;
import java.lang.classfile.AccessFlags;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.VarHandle;
import java.lang.reflect.AccessFlag;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a woven class of another one.
 *
 * @param self the class
 * @param isInterface whether it is an interface
 * @param plans what becomes of its methods; the others stay as they are
 * @param assigned fields that code assigns which was part of a constructor
 * @param frames what becomes of the frames
 * @param bridges methods to be added
 */
record Weaving(
    ClassDesc self,
    boolean isInterface,
    Map<MethodModel, Plan> plans,
    Set<String> assigned,
    Frames frames,
    Bridges bridges)
    implements ClassTransform {

  /** Before the name of a method that has the code of a callback. */
  private static final String BODY = "$buntime$body$";

  private static final String CONSTRUCTOR = "new"; // in place of <init>, which only those may have

  private static final int PRIVATE_STATIC =
      ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;

  private static final ClassDesc FENCE = ClassDesc.of(VarHandle.class.getName());

  static Weaving of(ClassModel model, Map<MethodModel, Plan> plans, Frames frames) {
    boolean isInterface = (model.flags().flagsMask() & ClassFile.ACC_INTERFACE) != 0;
    ClassDesc self = model.thisClass().asSymbol();
    Set<String> assigned = new HashSet<>();
    for (Plan plan : plans.values()) {
      if (plan.cut() != null) {
        assigned.addAll(plan.cut().assigned());
      }
    }
    return new Weaving(self, isInterface, plans, assigned, frames, new Bridges(self, isInterface));
  }

  /** The name that a method, or the one that its code was taken from, has in the original. */
  static String originalName(MethodModel method) {
    String name = method.methodName().stringValue();
    String original = name.startsWith(BODY) ? name.substring(BODY.length()) : name;
    return original.equals(CONSTRUCTOR) ? ConstantDescs.INIT_NAME : original;
  }

  private static String bodyName(MethodModel method) {
    String name = method.methodName().stringValue();
    return BODY + (name.equals(ConstantDescs.INIT_NAME) ? CONSTRUCTOR : name);
  }

  @Override
  public void accept(ClassBuilder builder, ClassElement element) {
    switch (element) {
      case ClassFileVersion version ->
          builder.withVersion(
              Math.max(version.majorVersion(), ClassFile.JAVA_8_VERSION), minorOf(version));
      case FieldModel field when isAssigned(field) -> unseal(builder, field);
      case MethodModel method -> {
        Plan plan = plans.get(method);
        if (plan == null) {
          builder.with(method);
        } else if (plan.cut() != null) {
          weave(builder, method, plan, plan.cut());
        } else if (plan.callback() != null) {
          weave(builder, method, plan, plan.callback());
        } else {
          weave(builder, method, plan);
        }
      }
      default -> builder.with(element);
    }
  }

  @Override
  public void atEnd(ClassBuilder builder) {
    bridges.addTo(builder);
    builder.withMethodBody(
        MethodWeaver.SAFEPOINT,
        MethodWeaver.NOTHING,
        PRIVATE_STATIC,
        code ->
            code.invokedynamic(MethodWeaver.callSite(Operation.SAFEPOINT, MethodWeaver.NOTHING))
                .return_());
  }

  private boolean isAssigned(FieldModel field) {
    return assigned.contains(field.fieldName().stringValue())
        && field.flags().has(AccessFlag.FINAL)
        && !field.flags().has(AccessFlag.STATIC);
  }

  /** Lets a method assign a field that only constructors could (JVMS 6.5, putfield). */
  private static void unseal(ClassBuilder builder, FieldModel field) {
    builder.transformField(
        field,
        (part, element) -> {
          if (element instanceof AccessFlags flags) {
            part.withFlags(flags.flagsMask() & ~ClassFile.ACC_FINAL);
          } else {
            part.with(element);
          }
        });
  }

  private void weave(ClassBuilder builder, MethodModel method, Plan plan) {
    builder.transformMethod(
        method,
        (part, element) -> {
          if (element instanceof CodeModel code) {
            part.transformCode(code, weaverOf(plan.scan(), framesOf(code)));
          } else {
            part.with(element);
          }
        });
  }

  private void weave(ClassBuilder builder, MethodModel method, Plan plan, Callback callback) {
    builder.transformMethod(
        method,
        (part, element) -> {
          if (element instanceof CodeModel) {
            part.withCode(code -> handOver(code, callback, method));
          } else if (element instanceof AccessFlags flags) {
            // who holds the monitor would wait for the thread that needs it
            part.withFlags(flags.flagsMask() & ~ClassFile.ACC_SYNCHRONIZED);
          } else {
            part.with(element);
          }
        });
    builder.withMethod(
        bodyName(method),
        method.methodTypeSymbol(),
        ClassFile.ACC_PRIVATE
            | ClassFile.ACC_SYNTHETIC
            | (method.flags().flagsMask() & ClassFile.ACC_SYNCHRONIZED),
        body -> body.transformCode(plan.code(), weaverOf(plan.scan(), framesOf(plan.code()))));
  }

  private void weave(ClassBuilder builder, MethodModel method, Plan plan, ConstructorCut cut) {
    builder.transformMethod(
        method,
        (part, element) -> {
          if (element instanceof CodeModel) {
            part.withCode(code -> {
              weaverOf(plan.scan(), cut.head().frames()).weave(code, cut.head().code());
              handOver(code, Callback.CONSTRUCTED, method);
            });
          } else {
            part.with(element);
          }
        });
    builder.withMethodBody(
        bodyName(method),
        method.methodTypeSymbol(),
        ClassFile.ACC_PRIVATE | ClassFile.ACC_SYNTHETIC,
        code -> weaverOf(plan.scan().ofBody(), cut.body().frames()).weave(code, cut.body().code()));
  }

  /** The code that stands in place of a callback's own. */
  private void handOver(CodeBuilder code, Callback callback, MethodModel method) {
    MethodTypeDesc type = method.methodTypeSymbol();
    code.aload(0);
    int slot = 1;
    for (ClassDesc parameter : type.parameterList()) {
      TypeKind kind = TypeKind.from(parameter);
      code.loadLocal(kind, slot);
      slot += kind.slotSize();
    }
    code.invokedynamic(
        MethodWeaver.callSite(
            callback,
            type.insertParameterTypes(0, self),
            MethodHandleDesc.ofMethod(
                isInterface
                    ? DirectMethodHandleDesc.Kind.INTERFACE_SPECIAL
                    : DirectMethodHandleDesc.Kind.SPECIAL,
                self,
                bodyName(method),
                type)));
    if (callback == Callback.CONSTRUCTED) {
      // what the end of a constructor does for final fields (JLS 17.5), which they are no more
      code.invokestatic(FENCE, "releaseFence", MethodWeaver.NOTHING);
    }
    code.return_(TypeKind.from(type.returnType()));
  }

  private MethodWeaver weaverOf(CodeScan scan, @Nullable StackMapTableAttribute kept) {
    return new MethodWeaver(self, isInterface, frames == Frames.KEPT ? kept : null, scan, bridges);
  }

  private static @Nullable StackMapTableAttribute framesOf(CodeModel code) {
    return code instanceof CodeAttribute attribute
        ? attribute.findAttribute(Attributes.stackMapTable()).orElse(null)
        : null;
  }

  private static int minorOf(ClassFileVersion version) {
    return version.majorVersion() < ClassFile.JAVA_8_VERSION ? 0 : version.minorVersion();
  }
}
