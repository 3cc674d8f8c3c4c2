package dev.buntime.sandbox.internal.guard;

import dev.buntime.sandbox.internal.guard.MethodWeaver.Frames;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassHierarchyResolver.ClassHierarchyInfo;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Weaves a class.
 *
 * <p>The frames of the original are kept where it has some, which is fast and needs no other class.
 * They are computed anew for class files older than Java 7, and where keeping them fails: where a
 * jump becomes too long for its instruction, or dead code needs more stack than the live code. Has
 * no state.
 */
final class ClassWeaver {
  private static final int PRIVATE_STATIC =
      ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;

  /**
   * Weaves a class.
   *
   * @param bytes its class file
   * @param loader where other classes are looked up as resources, if frames are computed
   * @return the woven class file, or the same one if there is nothing to weave
   * @throws UnweavableException if it cannot be woven
   */
  byte[] weave(byte[] bytes, ClassLoader loader) throws UnweavableException {
    try {
      ClassModel model = ClassFile.of().parse(bytes);
      if (model.majorVersion() >= ClassFile.JAVA_7_VERSION) {
        Optional<byte[]> woven = keepingFrames(bytes);
        if (woven.isPresent()) {
          return woven.get();
        }
      }
      return weave(computing(loader), bytes, Frames.COMPUTED);
    } catch (IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException e) {
      throw new UnweavableException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Optional<byte[]> keepingFrames(byte[] bytes) throws UnweavableException {
    ClassFile tool =
        ClassFile.of(
            ClassFile.StackMapsOption.DROP_STACK_MAPS,
            ClassFile.ShortJumpsOption.FAIL_ON_SHORT_JUMPS);
    try {
      byte[] woven = weave(tool, bytes, Frames.KEPT);
      return hasRoom(tool.parse(bytes), tool.parse(woven)) ? Optional.of(woven) : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty(); // computing them may do; if not, that tells why
    }
  }

  /** Whether the frames of dead code fit, which does not count when the size is worked out. */
  private static boolean hasRoom(ClassModel original, ClassModel woven) {
    Map<String, Integer> sizes = new HashMap<>();
    for (MethodModel method : woven.methods()) {
      method.code().ifPresent(code -> sizes.put(key(method), maxStack(code)));
    }
    return original.methods().stream()
        .allMatch(method ->
            method
                .code()
                .map(code -> maxStack(code) <= sizes.getOrDefault(key(method), 0))
                .orElse(true));
  }

  private static String key(MethodModel method) {
    return method.methodName().stringValue() + method.methodType().stringValue();
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

  private static byte[] weave(ClassFile tool, byte[] bytes, Frames frames)
      throws UnweavableException {
    ClassModel model = tool.parse(bytes);
    Map<MethodModel, CodeScan> scans = new HashMap<>();
    for (MethodModel method : model.methods()) {
      Optional<CodeModel> code = method.code();
      if (code.isPresent()) {
        CodeScan scan = CodeScan.of(method, code.get());
        if (scan.isToBeWoven()) {
          scans.put(method, scan);
        }
      }
    }
    if (scans.isEmpty()) {
      return bytes;
    }
    boolean isInterface = (model.flags().flagsMask() & ClassFile.ACC_INTERFACE) != 0;
    ClassDesc self = model.thisClass().asSymbol();
    Bridges bridges = new Bridges(self, isInterface);
    return tool.transformClass(model, new Weaving(self, isInterface, scans, frames, bridges));
  }

  private record Weaving(
      ClassDesc self,
      boolean isInterface,
      Map<MethodModel, CodeScan> scans,
      Frames frames,
      Bridges bridges)
      implements ClassTransform {

    @Override
    public void accept(ClassBuilder builder, ClassElement element) {
      switch (element) {
        case ClassFileVersion version ->
            builder.withVersion(
                Math.max(version.majorVersion(), ClassFile.JAVA_8_VERSION), minorOf(version));
        case MethodModel method when scans.containsKey(method) -> weave(builder, method);
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

    private void weave(ClassBuilder builder, MethodModel method) {
      CodeScan scan = scans.get(method);
      builder.transformMethod(
          method,
          (part, element) -> {
            if (element instanceof CodeModel code && scan != null) {
              part.transformCode(code, weaverOf(code, scan));
            } else {
              part.with(element);
            }
          });
    }

    private MethodWeaver weaverOf(CodeModel code, CodeScan scan) {
      return new MethodWeaver(self, isInterface, frames, code, scan, bridges);
    }

    private static int minorOf(ClassFileVersion version) {
      return version.majorVersion() < ClassFile.JAVA_8_VERSION ? 0 : version.minorVersion();
    }
  }
}
