package dev.buntime.sandbox.internal.guard;

import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.DiscontinuedInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.constant.ConstantDescs;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What there is to weave in a method. One that neither calls nor jumps back ends by itself.
 *
 * @param isCalling whether it calls anything, and so may be called again before it ends; the empty
 *     constructors that most constructors call do not count
 * @param isLooping whether it jumps back
 * @param isAllocating whether it makes arrays that may be large
 * @param isConstructor whether it is a constructor
 */
record CodeScan(boolean isCalling, boolean isLooping, boolean isAllocating, boolean isConstructor) {
  private static final Set<String> EMPTY_CONSTRUCTORS =
      Set.of("java/lang/Object", "java/lang/Record");

  /**
   * Looks through a method.
   *
   * @throws UnweavableException if it has subroutines, which newer class files must not have
   */
  static CodeScan of(MethodModel method, CodeModel code) throws UnweavableException {
    boolean isCalling = false;
    boolean isLooping = false;
    ArrayScan arrays = new ArrayScan();
    boolean isAllocating = false;
    Set<Label> passed = new HashSet<>();
    for (CodeElement element : code) {
      isAllocating |= arrays.next(element) != null;
      switch (element) {
        case LabelTarget target -> passed.add(target.label());
        case InvokeInstruction call -> isCalling |= !isEmptyConstructor(call);
        case InvokeDynamicInstruction _ -> isCalling = true;
        case DiscontinuedInstruction _ ->
            throw new UnweavableException(
                "method " + method.methodName().stringValue() + " uses jsr or ret");
        case Instruction instruction -> isLooping |= isBackward(instruction, passed);
        default -> {
          // Neither calls nor jumps.
        }
      }
    }
    return new CodeScan(
        isCalling,
        isLooping,
        isAllocating,
        method.methodName().equalsString(ConstantDescs.INIT_NAME));
  }

  private static boolean isEmptyConstructor(InvokeInstruction call) {
    return call.name().equalsString(ConstantDescs.INIT_NAME)
        && EMPTY_CONSTRUCTORS.contains(call.owner().asInternalName());
  }

  /** Of the part of a constructor that is behind the call of the one above. */
  CodeScan ofBody() {
    return new CodeScan(isCalling, isLooping, isAllocating, false);
  }

  boolean isToBeWoven() {
    return isCalling || isLooping || isAllocating;
  }

  /**
   * Whether an instruction may jump back.
   *
   * @param passed the labels before it
   */
  static boolean isBackward(Instruction instruction, Set<Label> passed) {
    return targets(instruction).stream().anyMatch(passed::contains);
  }

  /** Where an instruction may jump to; nowhere, if it does not jump. */
  static List<Label> targets(Instruction instruction) {
    return switch (instruction) {
      case BranchInstruction branch -> List.of(branch.target());
      case TableSwitchInstruction table -> targets(table.defaultTarget(), table.cases());
      case LookupSwitchInstruction table -> targets(table.defaultTarget(), table.cases());
      default -> List.of();
    };
  }

  private static List<Label> targets(Label other, List<SwitchCase> cases) {
    return Stream.concat(Stream.of(other), cases.stream().map(SwitchCase::target)).toList();
  }
}
