package dev.buntime.sandbox.internal.guard;

import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.constant.ClassDesc;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds, element by element, what in the code of a method makes arrays that may be large: the
 * instructions that do, and calls of the JDK that make an array of the length that is their last
 * argument. Arrays with more than two dimensions in one instruction are not found.
 */
final class ArrayScan {
  private static final int REFERENCE = 4;

  private static final Map<String, Integer> BUFFERS =
      Map.of(
          "java/nio/ByteBuffer", 1,
          "java/nio/CharBuffer", 2,
          "java/nio/ShortBuffer", 2,
          "java/nio/IntBuffer", 4,
          "java/nio/FloatBuffer", 4,
          "java/nio/LongBuffer", 8,
          "java/nio/DoubleBuffer", 8);

  private @Nullable Integer constant; // on top of the operand stack, if it is known

  /**
   * An array that is about to be made; its lengths are on top of the operand stack.
   *
   * @param dimensions how many lengths, 1 or 2
   * @param width bytes of each element
   */
  record Array(int dimensions, int width) {}

  /** The array that an element makes; null if it makes none, or one that is small for sure. */
  @Nullable Array next(CodeElement element) {
    Integer top = constant;
    if (element instanceof LabelTarget) {
      constant = null; // other code may jump here
      return null;
    }
    if (!(element instanceof Instruction instruction)) {
      return null; // such as a line number
    }
    constant =
        instruction instanceof ConstantInstruction push && push.constantValue() instanceof Integer i
            ? i
            : null;
    Array made =
        switch (instruction) {
          case NewPrimitiveArrayInstruction array -> new Array(1, widthOf(array.typeKind()));
          case NewReferenceArrayInstruction _ -> new Array(1, REFERENCE);
          case NewMultiArrayInstruction array when array.dimensions() == 2 ->
              new Array(2, widthOf(array.arrayType().asSymbol().componentType().componentType()));
          case InvokeInstruction call when call.opcode() == Opcode.INVOKESTATIC -> madeBy(call);
          default -> null;
        };
    boolean isSmall =
        made != null
            && made.dimensions() == 1
            && top != null
            && (long) top * made.width() < GuardedGeneration.LARGE;
    return isSmall ? null : made;
  }

  private static @Nullable Array madeBy(InvokeInstruction call) {
    String owner = call.owner().asInternalName();
    String name = call.name().stringValue();
    Integer buffer = BUFFERS.get(owner);
    if (buffer != null) {
      return name.equals("allocate") ? new Array(1, buffer) : null;
    }
    boolean isCopy =
        owner.equals("java/util/Arrays")
            && name.equals("copyOf")
            && call.typeSymbol().parameterCount() == 2;
    return isCopy ? new Array(1, widthOf(call.typeSymbol().returnType().componentType())) : null;
  }

  private static int widthOf(@Nullable ClassDesc type) {
    return type == null ? REFERENCE : widthOf(TypeKind.from(type));
  }

  private static int widthOf(TypeKind kind) {
    return switch (kind) {
      case BOOLEAN, BYTE -> 1;
      case CHAR, SHORT -> 2;
      case LONG, DOUBLE -> 8;
      default -> REFERENCE; // int and float as well
    };
  }
}
