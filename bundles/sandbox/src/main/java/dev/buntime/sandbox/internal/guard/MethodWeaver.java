package dev.buntime.sandbox.internal.guard;

import dev.buntime.sandbox.guard.Linkage;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the code of one method.
 *
 * <p>A safepoint is a call without parameters and result, and what else is inserted leaves the
 * operand stack as it was; so the frames of the original hold for the woven code, too, and need not
 * be computed anew.
 */
final class MethodWeaver implements CodeTransform {
  /** The method of each woven class that holds its only safepoint; called by all others. */
  static final String SAFEPOINT = "$buntime$safepoint";

  static final MethodTypeDesc NOTHING = MethodTypeDesc.of(ConstantDescs.CD_void);
  private static final MethodTypeDesc RESOURCE =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object);

  private static final MethodTypeDesc ARRAY =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int, ConstantDescs.CD_int);
  private static final MethodTypeDesc ARRAYS = ARRAY.insertParameterTypes(0, ConstantDescs.CD_int);

  private static final DirectMethodHandleDesc BOOTSTRAP =
      MethodHandleDesc.ofMethod(
          DirectMethodHandleDesc.Kind.STATIC,
          ClassDesc.of(Linkage.class.getName()),
          "link",
          MethodTypeDesc.of(
              ConstantDescs.CD_CallSite,
              ConstantDescs.CD_MethodHandles_Lookup,
              ConstantDescs.CD_String,
              ConstantDescs.CD_MethodType));

  private static final DirectMethodHandleDesc CALLBACK_BOOTSTRAP =
      MethodHandleDesc.ofMethod(
          DirectMethodHandleDesc.Kind.STATIC,
          ClassDesc.of(Linkage.class.getName()),
          "link",
          MethodTypeDesc.of(
              ConstantDescs.CD_CallSite,
              ConstantDescs.CD_MethodHandles_Lookup,
              ConstantDescs.CD_String,
              ConstantDescs.CD_MethodType,
              ConstantDescs.CD_MethodHandle));

  private final ClassDesc self;
  private final boolean isInterface;
  private final @Nullable StackMapTableAttribute frames;
  private final Bridges bridges;
  private final boolean isCalling;
  private final boolean isConstructor;

  private final ArrayScan arrays = new ArrayScan();
  private final Set<Label> passed = new HashSet<>();
  private final Deque<Made> unfinished = new ArrayDeque<>();
  private @Nullable Made justBegun;
  private boolean isSuperDone;

  /** What becomes of the frames that the verifier checks. */
  enum Frames {
    /** Those of the original are kept. */
    KEPT,
    /** They are computed anew. */
    COMPUTED
  }

  /** An object between its creation and the call of its constructor. */
  private static final class Made {
    private final String type;
    private boolean hasCopy;

    Made(String type) {
      this.type = type;
    }
  }

  /**
   * Makes it for one method.
   *
   * @param frames those of the original; null if there are none, or they are computed
   */
  MethodWeaver(
      ClassDesc self,
      boolean isInterface,
      @Nullable StackMapTableAttribute frames,
      CodeScan scan,
      Bridges bridges) {
    this.self = self;
    this.isInterface = isInterface;
    this.frames = frames;
    this.bridges = bridges;
    this.isCalling = scan.isCalling();
    this.isConstructor = scan.isConstructor();
  }

  /** Makes a call site that the guard links. */
  static DynamicCallSiteDesc callSite(Operation operation, MethodTypeDesc type) {
    return DynamicCallSiteDesc.of(BOOTSTRAP, operation.name(), type);
  }

  /** Makes a call site that the guard links, and which calls some code in the end. */
  static DynamicCallSiteDesc callSite(
      Callback callback, MethodTypeDesc type, DirectMethodHandleDesc code) {
    return DynamicCallSiteDesc.of(CALLBACK_BOOTSTRAP, callback.name(), type, code);
  }

  @Override
  public void atStart(CodeBuilder code) {
    if (isCalling) {
      safepoint(code); // before the first label: no handler of the method covers it
    }
  }

  @Override
  public void accept(CodeBuilder code, CodeElement element) {
    ArrayScan.Array made = arrays.next(element);
    switch (element) {
      case LabelTarget target -> {
        passed.add(target.label());
        code.with(target);
      }
      case StackMapTableAttribute _ -> {
        // Added at the end, or computed.
      }
      case Instruction instruction -> accept(code, instruction, made);
      default -> code.with(element);
    }
  }

  @Override
  public void atEnd(CodeBuilder code) {
    if (frames != null) {
      code.with(frames);
    }
  }

  /** Adds code to a method that is built of parts of others. */
  void weave(CodeBuilder code, List<CodeElement> part) {
    atStart(code);
    part.forEach(element -> accept(code, element));
    atEnd(code);
  }

  private void accept(CodeBuilder code, Instruction instruction, ArrayScan.@Nullable Array made) {
    if (made != null) {
      allocate(code, made);
    }
    Made begun = justBegun;
    justBegun = null;
    if (CodeScan.isBackward(instruction, passed)) {
      safepoint(code);
    }
    if (instruction instanceof InvokeInstruction call) {
      call(code, call);
      return;
    }
    if (instruction instanceof InvokeDynamicInstruction call) {
      bridges.accept(code, call);
      return;
    }
    if (instruction instanceof NewObjectInstruction creation) {
      justBegun = new Made(creation.className().asInternalName());
      unfinished.push(justBegun);
    } else if (begun != null && instruction.opcode() == Opcode.DUP) {
      begun.hasCopy = true;
    }
    code.with(instruction);
  }

  private void call(CodeBuilder code, InvokeInstruction call) {
    String owner = call.owner().asInternalName();
    String name = call.name().stringValue();
    if (name.equals(ConstantDescs.INIT_NAME)) {
      code.with(call);
      constructed(code, owner);
      return;
    }
    String type = call.type().stringValue();
    Operation instead =
        call.opcode() == Opcode.INVOKESPECIAL ? null : Redirections.of(owner, name, type);
    if (instead != null) {
      code.invokedynamic(callSite(instead, typeOf(call)));
      return;
    }
    code.with(call);
    if (TrackedTypes.isObtained(owner, name, type)) {
      code.dup().invokedynamic(callSite(Operation.OBTAINED, RESOURCE));
    }
  }

  private void constructed(CodeBuilder code, String owner) {
    Made made = unfinished.poll();
    if (made != null) {
      if (made.hasCopy && made.type.equals(owner) && TrackedTypes.isMade(owner)) {
        code.dup().invokedynamic(callSite(Operation.MADE, RESOURCE));
      }
    } else if (isConstructor && !isSuperDone) {
      isSuperDone = true;
      if (TrackedTypes.isMade(owner)) {
        code.aload(0).invokedynamic(callSite(Operation.MADE, RESOURCE));
      }
    }
  }

  /** Has the guard look at the lengths on the operand stack first. */
  private void allocate(CodeBuilder code, ArrayScan.Array made) {
    if (made.dimensions() == 1) {
      code.dup().loadConstant(made.width());
      bridges.call(code, Operation.ARRAY, ARRAY);
    } else {
      code.dup2().loadConstant(made.width());
      bridges.call(code, Operation.ARRAYS, ARRAYS);
    }
  }

  private static MethodTypeDesc typeOf(InvokeInstruction call) {
    return call.opcode() == Opcode.INVOKESTATIC
        ? call.typeSymbol()
        : call.typeSymbol().insertParameterTypes(0, call.owner().asSymbol());
  }

  private void safepoint(CodeBuilder code) {
    code.invokestatic(self, SAFEPOINT, NOTHING, isInterface);
  }
}
