package dev.buntime.deployer.internal.forms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.testing.TestJar;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.SignatureAttribute;
import java.lang.constant.ClassDesc;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class FormsTest {
  @Rule public final TemporaryFolder temp = new TemporaryFolder();

  private Path file = Path.of("");

  @Before
  public void choosePath() {
    file = temp.getRoot().toPath().resolve("1.jar");
  }

  @Test
  public void bundle_whenItIsOne_leavesEveryByte() throws Exception {
    byte[] before = TestJar.bundle("x", "1.0.0").entry("META-INF/X.SF", "").bytes();

    assertThat(bundle(before, "other-2.0.0.jar")).isEmpty();

    assertThat(file).hasBinaryContent(before);
  }

  @Test
  public void bundle_whenThereAreNoForms_leavesEveryByte() throws Exception {
    byte[] before = TestJar.plain().bytes();
    Files.write(file, before);

    assertThat(Forms.none().bundle(file, ArtifactName.ofFile("x.jar"), false)).isEmpty();

    assertThat(file).hasBinaryContent(before);
  }

  @Test
  public void bundle_whenAPage_takesNameAndVersionFromTheFile() throws Exception {
    assertThat(bundle(page().bytes(), "Hello-1.2.3-beta.1.zip")).isEmpty();

    Attributes headers = headers();
    assertThat(headers.getValue("App-Name")).isEqualTo("hello");
    assertThat(headers.getValue("App-Version")).isEqualTo("1.2.3-beta.1");
    assertThat(headers.getValue("Bundle-SymbolicName")).isEqualTo("hello");
    assertThat(headers.getValue("Bundle-Version")).isEqualTo("1.2.3.beta_1");
    assertThat(headers.getValue("Bundle-ManifestVersion")).isEqualTo("2");
    assertThat(headers.getValue("Import-Package")).isNull();
    assertThat(temp.getRoot().list()).containsExactly("1.jar");
  }

  @Test
  public void bundle_whenItHasHeaders_theyWin() throws Exception {
    TestJar jar =
        page().header("App-Name", "shop").header("App-Version", "3.0.0").header("X-Own", "kept");

    bundle(jar.bytes(), "Not a name!-1.0.0.jar");

    assertThat(headers().getValue("App-Name")).isEqualTo("shop");
    assertThat(headers().getValue("Bundle-Version")).isEqualTo("3.0.0");
    assertThat(headers().getValue("X-Own")).isEqualTo("kept");
  }

  @Test
  public void bundle_whenItHasClasses_importsWhatTheyReferTo() throws Exception {
    TestJar jar = TestJar.plain().type(ReferringClass.class);

    bundle(jar.bytes(), "x.jar");

    assertThat(headers().getValue("Import-Package"))
        .isEqualTo("javax.xml.parsers;resolution:=optional,org.w3c.dom;resolution:=optional");
  }

  @Test
  public void bundle_whenItHasAnInnerJarOnItsClassPath_looksIntoIt() throws Exception {
    byte[] inner = TestJar.plain().type(ReferringClass.class).bytes();
    TestJar jar =
        page().header("Bundle-ClassPath", ".,lib/inner.jar").entry("lib/inner.jar", inner);

    bundle(jar.bytes(), "x.jar");

    assertThat(headers().getValue("Import-Package")).contains("javax.xml.parsers");
  }

  @Test
  public void bundle_isDeterministic() throws Exception {
    byte[] jar = page().type(ReferringClass.class).bytes();
    bundle(jar, "x.jar");
    byte[] once = Files.readAllBytes(file);

    bundle(jar, "x.jar");

    assertThat(file).hasBinaryContent(once);
  }

  @Test
  public void bundle_keepsTheOtherEntries_manifestFirst() throws Exception {
    byte[] inner = TestJar.plain().bytes();
    bundle(page().entry("lib/a.jar", inner).entry("z", "last").bytes(), "x.zip");

    try (JarFile jar = new JarFile(file.toFile())) {
      assertThat(Collections.list(jar.entries()))
          .extracting(ZipEntry::getName)
          .containsExactly("META-INF/MANIFEST.MF", "index.html", "lib/a.jar", "z");
      assertThat(jar.getInputStream(jar.getEntry("lib/a.jar"))).hasBinaryContent(inner);
    }
  }

  @Test
  public void bundle_whenSigned_dropsTheSignatureWithAWarning() throws Exception {
    TestJar jar = page().entry("META-INF/ME.SF", "").entry("META-INF/me.rsa", "");

    assertThat(bundle(jar.bytes(), "x.jar"))
        .singleElement()
        .asString()
        .contains("'META-INF/ME.SF', 'META-INF/me.rsa'");

    try (JarFile zip = new JarFile(file.toFile())) {
      assertThat(zip.getEntry("META-INF/ME.SF")).isNull();
      assertThat(zip.getEntry("META-INF/me.rsa")).isNull();
    }
  }

  @Test
  public void bundle_whenNothingAnswers_saysWhatItHasAndWhatItNeeds() {
    TestJar jar = TestJar.plain();
    for (int i = 0; i < 9; i++) {
      jar.entry("file" + i, "");
    }

    assertThatThrownBy(() -> bundle(jar.bytes(), "x.zip"))
        .isInstanceOf(UnfitException.class)
        .hasMessageContaining("has 9 files: 'file0', 'file1'")
        .hasMessageContaining(", ...")
        .hasMessageContaining("index.html or public/index.html");
    assertThatThrownBy(() -> bundle(TestJar.plain().bytes(), "x.zip"))
        .hasMessageContaining("is empty");
  }

  @Test
  public void bundle_whenTheFolderWasPackedRatherThanItsContent_saysSo() {
    assertThatThrownBy(() -> bundle(TestJar.plain().entry("hello/index.html", "").bytes(), "x.zip"))
        .hasMessageContaining("The page is in 'hello/': move what is in that folder one level up");
  }

  @Test
  public void bundle_whenOnlyASidecarNamesThePage_isAnApp() throws Exception {
    Files.write(file, TestJar.plain().entry("start.html", "").bytes());

    Forms.all().bundle(file, ArtifactName.ofFile("x.zip"), true);

    assertThat(headers().getValue("Bundle-SymbolicName")).isEqualTo("x");
  }

  @Test
  public void bundle_whenHeadersHoldMacros_leavesThemAsText() throws Exception {
    TestJar jar =
        page()
            .type(ReferringClass.class)
            .header("Bundle-Name", "${system;touch " + temp.getRoot() + "/hacked}")
            .header("-include", "http://127.0.0.1:1/x")
            .entry("packageinfo", "version ${system;touch " + temp.getRoot() + "/hacked}");

    bundle(jar.bytes(), "x.jar");

    assertThat(headers().getValue("Bundle-Name")).startsWith("${system;");
    assertThat(temp.getRoot().list()).containsExactly("1.jar");
  }

  @Test
  public void bundle_whenAClassFileIsBroken_warnsAndGoesOn() throws Exception {
    byte[] real = TestJar.bytesOf(ReferringClass.class);
    TestJar jar = page().entry("a/Cut.class", Arrays.copyOf(real, real.length / 2));
    jar.entry("a/Text.class", "no class").entry("a/Bomb.class", bomb());

    List<String> warnings = bundle(jar.bytes(), "x.jar");

    assertThat(warnings).hasSize(3).allMatch(each -> each.contains("cannot be read as a class"));
  }

  @Test
  public void bundle_whenASignatureIsEndlesslyNested_warnsAndGoesOn() throws Exception {
    int depth = 15_000;
    String signature = "Lx/A<".repeat(depth / 2) + "Lx/A;" + ">;".repeat(depth / 2);
    byte[] type =
        ClassFile.of()
            .build(
                ClassDesc.of("x.Y"),
                each -> each.with(SignatureAttribute.of(each.constantPool().utf8Entry(signature))));

    assertThat(bundle(page().entry("x/Y.class", type).bytes(), "x.jar"))
        .allMatch(each -> each.contains("'x/Y.class'"));
  }

  @Test
  public void bundle_whenTheManifestIsWrittenOtherwise_itIsNone() throws Exception {
    TestJar jar = page().entry("meta-inf/manifest.mf", "Bundle-SymbolicName: other\n");

    bundle(jar.bytes(), "x.jar");

    assertThat(headers().getValue("Bundle-SymbolicName")).isEqualTo("x");
  }

  @Test
  public void bundle_whenAClassNamesAPackageThatNobodyHas_keepsItOutOfTheHeader() throws Exception {
    String hostile = "a;b:=\"c\",d/E";
    bundle(page().entry("x/Y.class", classNaming(hostile)).bytes(), "x.jar");

    assertThat(headers().getValue("Import-Package")).isNull();
  }

  /** A class file of one class that refers to another one. */
  private static byte[] classNaming(String other) {
    return ClassFile.of()
        .build(
            ClassDesc.of("x.Y"),
            type ->
                type.withInterfaceSymbols(
                    List.of(ClassDesc.ofInternalName(other.replace(';', '!')))));
  }

  /** Says that an attribute has two gigabytes. */
  private static byte[] bomb() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] name = "Custom".getBytes(StandardCharsets.UTF_8);
    bytes.write(ByteBuffer.allocate(10).putInt(0xcafebabe).putInt(69).putShort((short) 4).array());
    bytes.write(ByteBuffer.allocate(3).put((byte) 1).putShort((short) name.length).array());
    bytes.write(name);
    byte[] type = "x/Y".getBytes(StandardCharsets.UTF_8);
    bytes.write(ByteBuffer.allocate(3).put((byte) 1).putShort((short) type.length).array());
    bytes.write(type);
    bytes.write(ByteBuffer.allocate(3).put((byte) 7).putShort((short) 2).array());
    bytes.write(ByteBuffer.allocate(14).putShort(1, (short) 3).array());
    bytes.write(
        ByteBuffer.allocate(8).putShort((short) 1).putShort((short) 1).putInt(0x7fffffff).array());
    return bytes.toByteArray();
  }

  private static TestJar page() {
    return TestJar.plain().entry("index.html", "<p>hello");
  }

  private List<String> bundle(byte[] bytes, String name) throws Exception {
    Files.write(file, bytes);
    return new ArrayList<>(Forms.all().bundle(file, ArtifactName.ofFile(name), false));
  }

  private Attributes headers() throws IOException {
    try (JarFile jar = new JarFile(file.toFile())) {
      return jar.getManifest().getMainAttributes();
    }
  }
}
