package dev.buntime.sandbox.internal.guard;

import dev.buntime.sandbox.internal.guard.MethodWeaver.Frames;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassHierarchyResolver.ClassHierarchyInfo;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ConstantDescs;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Weaves a class.
 *
 * <p>The frames of the original are kept where it has some, which is fast and needs no other class.
 * They are computed anew for class files older than Java 7, and where keeping them fails: where a
 * jump becomes too long for its instruction, or dead code needs more stack than the live code. Has
 * no state.
 */
final class ClassWeaver {
  /**
   * Weaves a class.
   *
   * @param bytes its class file
   * @param loader where other classes are looked up as resources, if frames are computed
   * @param awaited names of methods that the platform calls on threads of its own
   * @return the woven class file, or the same one if there is nothing to weave
   * @throws UnweavableException if it cannot be woven
   */
  byte[] weave(byte[] bytes, ClassLoader loader, Set<String> awaited) throws UnweavableException {
    try {
      ClassModel model = ClassFile.of().parse(bytes);
      if (model.majorVersion() >= ClassFile.JAVA_7_VERSION) {
        Optional<byte[]> woven = keepingFrames(bytes, awaited);
        if (woven.isPresent()) {
          return woven.get();
        }
      }
      return weave(computing(loader), bytes, awaited, Frames.COMPUTED);
    } catch (RuntimeException e) { // whatever the class-file API stumbles over
      throw new UnweavableException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Optional<byte[]> keepingFrames(byte[] bytes, Set<String> awaited)
      throws UnweavableException {
    ClassFile tool =
        ClassFile.of(
            ClassFile.StackMapsOption.DROP_STACK_MAPS,
            ClassFile.ShortJumpsOption.FAIL_ON_SHORT_JUMPS);
    try {
      byte[] woven = weave(tool, bytes, awaited, Frames.KEPT);
      return hasRoom(tool.parse(bytes), tool.parse(woven)) ? Optional.of(woven) : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty(); // computing them may do; if not, that tells why
    }
  }

  /** Whether the frames of dead code fit, which does not count when the size is worked out. */
  private static boolean hasRoom(ClassModel original, ClassModel woven) {
    Map<String, Integer> sizes = new HashMap<>();
    for (MethodModel method : woven.methods()) {
      method.code().ifPresent(code -> sizes.merge(key(method), maxStack(code), Math::max));
    }
    return original.methods().stream()
        .allMatch(method ->
            method
                .code()
                .map(code -> maxStack(code) <= sizes.getOrDefault(key(method), 0))
                .orElse(true));
  }

  /** Of the code of a method in the original and, wherever it is then, in the woven class. */
  private static String key(MethodModel method) {
    return Weaving.originalName(method) + method.methodType().stringValue();
  }

  private static int maxStack(CodeModel code) {
    return code instanceof CodeAttribute attribute ? attribute.maxStack() : 0;
  }

  private static ClassFile computing(ClassLoader loader) {
    ClassHierarchyResolver resolver =
        ClassHierarchyResolver.ofResourceParsing(loader)
            .orElse(ClassHierarchyResolver.defaultResolver())
            .orElse(_ -> ClassHierarchyInfo.ofClass(ConstantDescs.CD_Object))
            .cached();
    return ClassFile.of(
        ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
        ClassFile.ClassHierarchyResolverOption.of(resolver));
  }

  private static byte[] weave(ClassFile tool, byte[] bytes, Set<String> awaited, Frames frames)
      throws UnweavableException {
    ClassModel model = tool.parse(bytes);
    Map<MethodModel, Plan> plans = new HashMap<>();
    for (MethodModel method : model.methods()) {
      Optional<CodeModel> code = method.code();
      if (code.isPresent()) {
        Plan plan = Plan.of(method, code.get(), awaited);
        if (plan.isToBeWoven()) {
          plans.put(method, plan);
        }
      }
    }
    return plans.isEmpty() ? bytes : tool.transformClass(model, Weaving.of(model, plans, frames));
  }
}
