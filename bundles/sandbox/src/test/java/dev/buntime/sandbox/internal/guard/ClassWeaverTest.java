package dev.buntime.sandbox.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.h2.Driver;
import org.junit.Test;

/** Class files that are woven. */
public class ClassWeaverTest {
  private static final ClassLoader LOADER = ClassWeaverTest.class.getClassLoader();
  private static final int AT_LEAST = 1000;

  private final ClassWeaver weaver = new ClassWeaver();

  @Test
  public void weave_ofALargeLibrary_keepsEveryClassValid() throws Exception {
    assertThatClassesStayValid(Set.of());
  }

  @Test
  public void weave_ofALargeLibrary_withConstructorsCut_keepsEveryClassValid() throws Exception {
    assertThatClassesStayValid(Set.of(ConstantDescs.INIT_NAME));
  }

  private void assertThatClassesStayValid(Set<String> awaited) throws Exception {
    ClassFile verifier =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(LOADER)
                    .orElse(ClassHierarchyResolver.defaultResolver())
                    .orElse(_ ->
                        ClassHierarchyResolver.ClassHierarchyInfo.ofClass(ConstantDescs.CD_Object))
                    .cached()));
    List<byte[]> classes = library();
    assertThat(classes).hasSizeGreaterThan(AT_LEAST);

    for (byte[] one : classes) {
      byte[] woven = weaver.weave(one, LOADER, awaited);

      List<VerifyError> before = verifier.verify(one);
      assertThat(verifier.verify(woven))
          .as(verifier.parse(one).thisClass().asInternalName())
          .hasSameSizeAs(before);
    }
  }

  private static List<byte[]> library() throws IOException {
    List<byte[]> classes = new ArrayList<>();
    Path path = Path.of(Driver.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    try (JarFile jar = new JarFile(path.toFile())) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        if (entry.getName().startsWith("org/") && entry.getName().endsWith(".class")) {
          classes.add(jar.getInputStream(entry).readAllBytes());
        }
      }
    }
    return classes;
  }

  @Test
  public void weave_ofAMethodThatOnlyReturns_leavesItAlone() throws UnweavableException {
    byte[] plain = withLoop(0);

    assertThat(weaver.weave(plain, LOADER, Set.of())).isSameAs(plain);
  }

  @Test
  public void weave_ofAConstructorThatOnlyCallsThatOfObject_leavesItAlone()
      throws UnweavableException {
    byte[] plain =
        ClassFile.of()
            .build(
                ClassDesc.of("Plain"),
                builder ->
                    builder.withMethodBody(
                        ConstantDescs.INIT_NAME,
                        ConstantDescs.MTD_void,
                        ClassFile.ACC_PUBLIC,
                        code ->
                            code.aload(0)
                                .invokespecial(
                                    ConstantDescs.CD_Object,
                                    ConstantDescs.INIT_NAME,
                                    ConstantDescs.MTD_void)
                                .return_()));

    assertThat(weaver.weave(plain, LOADER, Set.of())).isSameAs(plain);
  }

  @Test
  public void weave_whenAJumpBecomesTooLong_computesTheFramesAnew() throws UnweavableException {
    byte[] woven = weaver.weave(withLoop(Short.MAX_VALUE - 8), LOADER, Set.of());

    ClassModel model = ClassFile.of().parse(woven);
    assertThat(model.methods()).hasSize(2);
    assertThat(ClassFile.of().verify(model)).isEmpty();
  }

  @Test
  public void weave_whenTheCodeBecomesTooLarge_isRefusedWithTheReason() {
    assertThatThrownBy(() -> weaver.weave(withLoop(65_524), LOADER, Set.of()))
        .isInstanceOf(UnweavableException.class)
        .hasMessageContaining("65");
  }

  @Test
  public void weave_ofRubbish_isRefused() {
    assertThatThrownBy(() -> weaver.weave(new byte[] {1, 2, 3}, LOADER, Set.of()))
        .isInstanceOf(UnweavableException.class);
  }

  /** A class with a loop around so many bytes of code; without a loop if there are none. */
  private static byte[] withLoop(int bytes) {
    return ClassFile.of()
        .build(
            ClassDesc.of("Loop"),
            builder ->
                builder.withMethodBody(
                    "loop",
                    MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int),
                    ClassFile.ACC_STATIC,
                    code -> {
                      var start = code.newBoundLabel();
                      for (int i = 0; i < bytes; i++) {
                        code.nop();
                      }
                      if (bytes > 0) {
                        code.iload(0).ifgt(start);
                      }
                      code.return_();
                    }));
  }
}
