package dev.buntime.deployer.internal.web;

import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds annotations of the servlet API in classes without loading them. Most classes have none and
 * are only searched for the name, which stands as it is in a class file.
 */
final class ClassScan {
  private static final String PACKAGE = "jakarta/servlet/annotation/";
  private static final String OLD_API = "javax/servlet/";

  private ClassScan() {}

  /** Whether a class uses the servlet API as it was called before Jakarta EE 9. */
  static boolean usesOldApi(byte[] content) {
    return latin1(content).contains(OLD_API);
  }

  /**
   * The annotations of a class.
   *
   * @param content a class file
   * @param origin its name
   * @throws IllegalArgumentException if it is no class file
   */
  static List<Annotated> annotations(byte[] content, String origin) {
    if (!latin1(content).contains(PACKAGE)) {
      return List.of();
    }
    ClassModel type = ClassFile.of().parse(content);
    String name = type.thisClass().asInternalName().replace('/', '.');
    List<Annotated> found = new ArrayList<>();
    type.findAttribute(Attributes.runtimeVisibleAnnotations())
        .ifPresent(attribute -> {
          for (Annotation each : attribute.annotations()) {
            String descriptor = each.className().stringValue();
            if (descriptor.startsWith("L" + PACKAGE)) {
              found.add(new Annotated(name, simpleName(descriptor), values(each), origin));
            }
          }
        });
    return found;
  }

  private static String latin1(byte[] content) {
    return new String(content, StandardCharsets.ISO_8859_1);
  }

  private static String simpleName(String descriptor) {
    return descriptor.substring(PACKAGE.length() + 1, descriptor.length() - 1);
  }

  private static Map<String, Object> values(Annotation annotation) {
    Map<String, Object> values = new HashMap<>();
    for (AnnotationElement each : annotation.elements()) {
      values.put(each.name().stringValue(), value(each.value()));
    }
    return values;
  }

  private static Object value(AnnotationValue value) {
    return switch (value) {
      case AnnotationValue.OfString text -> text.stringValue();
      case AnnotationValue.OfBoolean truth -> truth.booleanValue();
      case AnnotationValue.OfInt number -> number.intValue();
      case AnnotationValue.OfLong number -> number.longValue();
      case AnnotationValue.OfEnum constant -> constant.constantName().stringValue();
      case AnnotationValue.OfArray array -> array.values().stream().map(ClassScan::value).toList();
      case AnnotationValue.OfAnnotation nested -> values(nested.annotation());
      default -> value.toString(); // kinds that annotations of the servlet API do not have
    };
  }
}
