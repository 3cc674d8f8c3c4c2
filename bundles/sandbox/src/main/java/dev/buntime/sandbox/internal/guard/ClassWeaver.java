package dev.buntime.sandbox.internal.guard;

import dev.buntime.sandbox.internal.guard.MethodWeaver.Frames;
import java.lang.classfile.AccessFlags;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassHierarchyResolver.ClassHierarchyInfo;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Weaves a class.
 *
 * <p>The frames of the original are kept where it has some, which is fast and needs no other class.
 * They are computed anew for class files older than Java 7, and where keeping them fails: where a
 * jump becomes too long for its instruction, or dead code needs more stack than the live code. Has
 * no state.
 */
final class ClassWeaver {
  /** Before the name of a method that has the code of a callback. */
  private static final String BODY = "$buntime$body$";

  private static final int PRIVATE_STATIC =
      ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;

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
    String name = method.methodName().stringValue();
    return (name.startsWith(BODY) ? name.substring(BODY.length()) : name)
        + method.methodType().stringValue();
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
    Map<MethodModel, CodeScan> scans = new HashMap<>();
    for (MethodModel method : model.methods()) {
      Optional<CodeModel> code = method.code();
      if (code.isPresent()) {
        CodeScan scan = CodeScan.of(method, code.get());
        if (scan.isToBeWoven() || callbackOf(method, awaited) != null) {
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
    return tool.transformClass(
        model, new Weaving(self, isInterface, awaited, scans, frames, bridges));
  }

  /** How the platform calls a method; null if it does not. */
  private static @Nullable Callback callbackOf(MethodModel method, Set<String> awaited) {
    if (method.flags().has(AccessFlag.STATIC)) {
      return null;
    }
    String name = method.methodName().stringValue();
    String type = method.methodType().stringValue();
    boolean isOfComponent =
        awaited.contains(name) && (type.endsWith(")V") || type.endsWith(")Ljava/util/Map;"));
    return isOfComponent ? Callback.AWAITED : Callback.ofMethod(name, type);
  }

  private record Weaving(
      ClassDesc self,
      boolean isInterface,
      Set<String> awaited,
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
      Callback callback = callbackOf(method, awaited);
      builder.transformMethod(
          method,
          (part, element) -> {
            if (element instanceof CodeModel code && scan != null) {
              if (callback == null) {
                part.transformCode(code, weaverOf(code, scan));
              } else {
                part.withCode(handOver -> handOver(handOver, callback, method));
              }
            } else if (callback != null && element instanceof AccessFlags flags) {
              // who holds the monitor would wait for the thread that needs it
              part.withFlags(flags.flagsMask() & ~ClassFile.ACC_SYNCHRONIZED);
            } else {
              part.with(element);
            }
          });
      if (callback != null && scan != null) {
        builder.withMethod(
            bodyName(method),
            method.methodTypeSymbol(),
            ClassFile.ACC_PRIVATE
                | ClassFile.ACC_SYNTHETIC
                | (method.flags().flagsMask() & ClassFile.ACC_SYNCHRONIZED),
            body ->
                method.code().ifPresent(code -> body.transformCode(code, weaverOf(code, scan))));
      }
    }

    private static String bodyName(MethodModel method) {
      return BODY + method.methodName().stringValue();
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
                      type)))
          .return_(TypeKind.from(type.returnType()));
    }

    private MethodWeaver weaverOf(CodeModel code, CodeScan scan) {
      return new MethodWeaver(self, isInterface, frames, code, scan, bridges);
    }

    private static int minorOf(ClassFileVersion version) {
      return version.majorVersion() < ClassFile.JAVA_8_VERSION ? 0 : version.minorVersion();
    }
  }
}
