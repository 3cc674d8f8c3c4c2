package dev.buntime.deployer.internal;

import dev.buntime.repositories.Plan;
import dev.buntime.repositories.Plan.Provided;
import dev.buntime.repositories.Repositories;
import dev.buntime.repositories.UnprovidedException;
import dev.buntime.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.osgi.framework.Version;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.wiring.BundleRevision;

/** Repositories that plan what a test says, when it says so. For one thread. */
final class FakeRepositories implements Repositories {
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final List<Provided> bundles = new ArrayList<>();
  private String reason = "";
  private long revision;
  int asked;

  /** They have a bundle, which every app needs. */
  void have(Path folder, String name, TestJar jar) throws IOException {
    Path file = Files.write(folder.resolve(name + ".jar"), jar.bytes());
    bundles.add(new Provided(name, Version.valueOf("1.2.3"), "folder x", file, sha256(jar)));
  }

  private static String sha256(TestJar jar) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(jar.bytes()));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** They do not have what an app needs. */
  void lack(String why) {
    reason = why;
  }

  /** Others are configured. */
  void change() {
    reason = "";
    revision++;
  }

  /** Where plans are made: nowhere before {@link #answer}. */
  Executor threads() {
    return waiting::add;
  }

  /** Makes all plans that were asked for. */
  void answer() {
    while (!waiting.isEmpty()) {
      waiting.remove().run();
    }
  }

  /** Checksums of what is installed for apps. */
  Stream<String> inUse() {
    return asked > 0 && reason.isEmpty() ? bundles.stream().map(Provided::sha256) : Stream.of();
  }

  /** Nothing of what they have is installed any more. */
  void forget() {
    bundles.clear();
  }

  @Override
  public Plan plan(BundleRevision app, ResolverHookFactory wall) throws UnprovidedException {
    asked++;
    if (!reason.isEmpty()) {
      throw new UnprovidedException(reason);
    }
    return new Plan(bundles, List.of());
  }

  @Override
  public long revision() {
    return revision;
  }
}
