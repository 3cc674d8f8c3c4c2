package dev.buntime.sandbox.internal.guard;

import java.lang.classfile.Attributes;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The code of a constructor in two parts: up to the call of the constructor above, or of another
 * one of the class, before which there is no object that another thread could take over; and what
 * is behind it, which may be a method.
 *
 * @param head up to the call, which is the last instruction
 * @param body behind it
 * @param assigned names of the fields of the class that the body assigns
 */
record ConstructorCut(Part head, Part body, Set<String> assigned) {

  /**
   * A part.
   *
   * @param code its elements, without the frames
   * @param frames those of the original that are in this part; null if there are none
   */
  record Part(List<CodeElement> code, @Nullable StackMapTableAttribute frames) {}

  /**
   * Cuts the code of a constructor.
   *
   * @return null if there is nothing behind the call, or if the parts share more than the
   *     parameters: none that javac makes of the source do, unless statements before the call (JEP
   *     513) assign variables
   */
  static @Nullable ConstructorCut of(CodeModel code) {
    List<CodeElement> all = code.elementList();
    int call = indexOfCall(all);
    if (call < 0) {
      return null;
    }
    Stretch before = Stretch.of(all.subList(0, call + 1));
    Stretch behind = Stretch.of(all.subList(call + 1, all.size()));
    boolean isDone = behind.instructions().allMatch(one -> one.opcode() == Opcode.RETURN);
    if (isDone || before.isAssigning() || !before.isClosed() || !behind.isClosed()) {
      return null;
    }
    List<CodeElement> head = new ArrayList<>();
    List<CodeElement> body = new ArrayList<>();
    for (CodeElement element : all) {
      if (element instanceof ExceptionCatch handler) {
        Stretch stretch = before.labels().contains(handler.handler()) ? before : behind;
        if (!stretch.labels().containsAll(List.of(handler.tryStart(), handler.tryEnd()))) {
          return null;
        }
        (stretch.equals(before) ? head : body).add(handler);
      } else if (element instanceof LocalVariable local
          && behind.labels().containsAll(List.of(local.startScope(), local.endScope()))) {
        body.add(local);
      }
    }
    head.addAll(before.code());
    body.addAll(behind.code());
    return new ConstructorCut(
        new Part(head, frames(code, before.labels())),
        new Part(body, frames(code, behind.labels())),
        behind.assigned());
  }

  private static int indexOfCall(List<CodeElement> code) {
    int unfinished = 0;
    for (int i = 0; i < code.size(); i++) {
      switch (code.get(i)) {
        case NewObjectInstruction _ -> unfinished++;
        case InvokeInstruction call when call.name().equalsString(ConstantDescs.INIT_NAME) -> {
          if (unfinished == 0) {
            return i;
          }
          unfinished--;
        }
        default -> {
          // Makes no object.
        }
      }
    }
    return -1;
  }

  private static @Nullable StackMapTableAttribute frames(CodeModel code, Set<Label> labels) {
    if (!(code instanceof CodeAttribute attribute)) {
      return null;
    }
    return attribute
        .findAttribute(Attributes.stackMapTable())
        .map(
            all -> all.entries().stream().filter(frame -> labels.contains(frame.target())).toList())
        .filter(entries -> !entries.isEmpty())
        .map(StackMapTableAttribute::of)
        .orElse(null);
  }

  /**
   * Code that runs from its first instruction to its last one.
   *
   * @param code instructions, lines and labels
   * @param labels that are in it
   */
  private record Stretch(List<CodeElement> code, Set<Label> labels) {

    static Stretch of(List<CodeElement> elements) {
      List<CodeElement> code =
          elements.stream()
              .filter(each ->
                  each instanceof Instruction
                      || each instanceof LabelTarget
                      || each instanceof LineNumber)
              .toList();
      Set<Label> labels = new HashSet<>();
      code.forEach(each -> {
        if (each instanceof LabelTarget target) {
          labels.add(target.label());
        }
      });
      return new Stretch(code, labels);
    }

    Stream<Instruction> instructions() {
      return code.stream().filter(Instruction.class::isInstance).map(Instruction.class::cast);
    }

    /** Whether it assigns a variable, or a parameter. */
    boolean isAssigning() {
      return instructions()
          .anyMatch(one -> one instanceof StoreInstruction || one instanceof IncrementInstruction);
    }

    /** Whether it jumps nowhere else. */
    boolean isClosed() {
      return instructions().map(CodeScan::targets).allMatch(labels::containsAll);
    }

    Set<String> assigned() {
      Set<String> names = new HashSet<>();
      instructions()
          .forEach(one -> {
            if (one instanceof FieldInstruction field && field.opcode() == Opcode.PUTFIELD) {
              names.add(field.name().stringValue());
            }
          });
      return names;
    }
  }
}
