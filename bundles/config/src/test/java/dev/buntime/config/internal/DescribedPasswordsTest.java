package dev.buntime.config.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeProvider;
import org.osgi.service.metatype.MetaTypeService;

public final class DescribedPasswordsTest {
  @Rule public final ConfigAdminRule runner = new ConfigAdminRule();

  /** What the next question is answered with, by the names of bundles. */
  private final Map<String, String> described = new ConcurrentHashMap<>();

  private final AtomicInteger questions = new AtomicInteger();
  private DescribedPasswords passwords = new DescribedPasswords(() -> new Bundle[0], service());

  @Before
  public void start() throws Exception {
    runner.start();
    passwords = new DescribedPasswords(() -> runner.context().getBundles(), service());
    runner.context().addBundleListener(passwords);
    runner.context().addServiceListener(passwords, DescribedPasswords.DESCRIBERS);
  }

  @Test
  public void bundles_areAskedOnce() {
    for (int i = 0; i < 10; i++) {
      assertThat(passwords.contains("pid-" + i, "code")).isFalse();
    }

    assertThat(questions).hasValue(runner.context().getBundles().length);
  }

  @Test
  public void aBundleThatComesOrGoes_isSeen_andOthersAreNotAskedAgain() throws Exception {
    assertThat(passwords.contains("a", "code")).isFalse();
    int before = questions.get();
    described.put("one", "a");

    Bundle one = runner.context().installBundle(jar("one").toUri().toString());
    assertThat(passwords.contains("a", "Code")).isTrue();
    assertThat(passwords.contains("a~x", "code")).isTrue();
    assertThat(passwords.contains("a", "other")).isFalse();
    assertThat(questions).hasValue(before + 1);

    described.put("one", "b");
    one.update();
    assertThat(passwords.contains("a", "code")).isFalse();
    assertThat(passwords.contains("b", "code")).isTrue();

    one.uninstall();
    assertThat(passwords.contains("b", "code")).isFalse();
  }

  @Test
  public void aBundleThatStarts_isNotAskedAgain() throws Exception {
    Bundle one = runner.context().installBundle(jar("one").toUri().toString());
    one.start(); // resolves it: fragments may describe something
    assertThat(passwords.contains("a", "code")).isFalse();
    int before = questions.get();

    one.stop();
    one.start();

    assertThat(passwords.contains("a", "code")).isFalse();
    assertThat(questions).hasValue(before);
  }

  @Test
  public void aServiceThatDescribes_isSeen_andSoIsItsEnd() {
    String name = String.valueOf(runner.context().getBundle().getSymbolicName());
    assertThat(passwords.contains("a", "code")).isFalse();

    described.put(name, "a");
    ServiceRegistration<?> describing =
        runner
            .context()
            .registerService(
                MetaTypeProvider.class,
                FakeMetatypes.proxy(MetaTypeProvider.class, (method, arguments) -> method),
                FrameworkUtil.asDictionary(Map.of("metatype.pid", "a")));
    assertThat(passwords.contains("a", "code")).isTrue();

    described.remove(name);
    describing.unregister();
    assertThat(passwords.contains("a", "code")).isFalse();
  }

  private MetaTypeService service() {
    return FakeMetatypes.proxy(
        MetaTypeService.class,
        (method, arguments) -> {
          questions.incrementAndGet();
          String pid = described.get(String.valueOf(((Bundle) arguments[0]).getSymbolicName()));
          return pid == null ? FakeMetatypes.none() : describing(pid);
        });
  }

  private static MetaTypeInformation describing(String pid) {
    return FakeMetatypes.renamed("plugin-a", pid);
  }

  private Path jar(String name) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
    manifest.getMainAttributes().putValue("Bundle-SymbolicName", name);
    Path jar = runner.path(name + ".jar");
    try (OutputStream out = Files.newOutputStream(jar)) {
      new JarOutputStream(out, manifest).close();
    }
    return jar;
  }
}
