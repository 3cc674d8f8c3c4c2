package dev.buntime.sandbox.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.buntime.sandbox.Guard;
import dev.buntime.sandbox.ThreadOwner;
import dev.buntime.sandbox.Ward;
import dev.buntime.sandbox.WorkerEndedError;
import dev.buntime.sandbox.guard.Linkage;
import dev.buntime.sandbox.internal.guard.app.Guest;
import dev.buntime.testing.NoDriver;
import dev.buntime.testing.TestJar;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.instruction.DiscontinuedInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.h2.Driver;
import org.junit.Rule;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWiring;

/** The guard in a framework. */
public class GuardTest {
  @Rule public final FelixRule felix = new FelixRule();

  private final ThreadGroup group = new ThreadGroup("worker");
  private final AtomicInteger exits = new AtomicInteger();

  @Test
  public void exit_inAnyForm_endsTheCallAndTellsTheWorker() throws Exception {
    Bundle bundle = felix.app("guest", AppJar.of(Guest.class));
    try (Ward ward = guard(bundle)) {
      Function<String, Object> guest = guest(bundle);

      assertThatThrownBy(() -> guest.apply("exit"))
          .isInstanceOf(WorkerEndedError.class)
          .hasMessage("app 1.0.0 (app:guest) called System.exit(7)");
      assertThatThrownBy(() -> guest.apply("runtime exit"))
          .isInstanceOf(WorkerEndedError.class)
          .hasMessageEndingWith("Runtime.exit(8)");
      assertThatThrownBy(() -> guest.apply("halt"))
          .isInstanceOf(WorkerEndedError.class)
          .hasMessageEndingWith("Runtime.halt(9)");
      assertThatThrownBy(() -> guest.apply("exit by reference"))
          .isInstanceOf(WorkerEndedError.class)
          .hasMessageEndingWith("System.exit(10)");
      assertThatThrownBy(() -> guest.apply("halt by reference"))
          .isInstanceOf(WorkerEndedError.class)
          .hasMessageEndingWith("Runtime.halt(11)");
      assertThat(exits).hasValue(5);
      assertThat(ward.isKilled()).isFalse();
    }
  }

  @Test
  public void lineNumbers_ofWovenCode_areThoseOfTheSource() throws Exception {
    Bundle bundle = felix.guarded("guest", AppJar.of(Guest.class));
    Function<String, Object> woven = guest(bundle);
    Function<String, Object> plain = new Guest();

    List<StackTraceElement> expected = traceOf(plain);
    assertThat(traceOf(woven)).isEqualTo(expected).hasSizeGreaterThan(2);
    assertThat(hasSafepoint(woven.getClass())).isTrue();
  }

  private static List<StackTraceElement> traceOf(Function<String, Object> guest) {
    return Arrays.stream(catchThrowable(() -> guest.apply("fail")).getStackTrace())
        .filter(element -> element.getClassName().equals(Guest.class.getName()))
        .map(element ->
            new StackTraceElement(
                element.getClassName(),
                element.getMethodName(),
                element.getFileName(),
                element.getLineNumber()))
        .toList();
  }

  @Test
  public void embeddedJar_isWoven() throws Exception {
    TestJar jar = AppJar.around(AppJar.of(Guest.class).bytes());
    Bundle bundle = felix.guarded("around", jar);
    Function<String, Object> guest = guest(bundle);

    assertThat(hasSafepoint(guest.getClass())).isTrue();
  }

  @Test
  public void codeOfABundleThatWasInstalledForAnApp_isTheApps() throws Exception {
    Bundle bundle = felix.app("x@1#1", TestJar.bundle("x", "1.0.0"));
    Bundle companion = felix.app("x@1#1/with#2", AppJar.of(Guest.class));
    Bundle stranger = felix.guarded("x@1#10/with#2", AppJar.of(Guest.class));
    try (Ward ward = guard(bundle)) {
      Function<String, Object> guest = guest(companion);
      Function<String, Object> other = guest(stranger);
      assertThatThrownBy(() -> guest.apply("exit")).isInstanceOf(WorkerEndedError.class);
      assertThat(exits).hasValue(1);

      ward.kill();

      assertThatThrownBy(() -> guest.apply("fail")).isInstanceOf(WorkerEndedError.class);
      assertThatThrownBy(() -> other.apply("fail")).isNotInstanceOf(WorkerEndedError.class);
    }
  }

  @Test
  public void failureOfAVirtualThread_isHeard() throws Exception {
    Bundle bundle = felix.app("guest", AppJar.of(Guest.class));
    BlockingQueue<Throwable> heard = new LinkedBlockingQueue<>();
    Guard.Events events =
        new Guard.Events() {
          @Override
          public void exitCalled() {}

          @Override
          public void uncaught(Throwable failure) {
            heard.add(failure);
          }
        };
    try (Ward _ = felix.guard().guard(bundle, group, _ -> ThreadOwner.APP, new Here(), events)) {
      OutOfMemoryError full = new OutOfMemoryError("of a test");
      Thread thread =
          Thread.ofVirtual()
              .unstarted(() -> {
                throw full;
              });
      thread.setContextClassLoader(bundle.adapt(BundleWiring.class).getClassLoader());
      thread.start();

      assertThat(heard.poll(30, TimeUnit.SECONDS)).isSameAs(full);
    }
  }

  @Test
  public void bundleThatIsNoApp_isNotWoven() throws Exception {
    Bundle bundle = felix.install("runner:x", AppJar.of(Guest.class));

    assertThat(hasSafepoint(bundle.loadClass(Guest.class.getName()))).isFalse();
  }

  @Test
  public void manyClasses_bringOneImportOfTheGuard() throws Exception {
    Bundle bundle = felix.guarded("guest", AppJar.of(Guest.class, NoDriver.class));
    guest(bundle);
    bundle.loadClass(NoDriver.class.getName());
    bundle.loadClass(Guest.Counter.class.getName());

    assertThat(bundle.adapt(BundleWiring.class).getRequirements(PackageNamespace.PACKAGE_NAMESPACE))
        .filteredOn(one -> one.toString().contains(Linkage.class.getPackageName()))
        .hasSize(1);
  }

  @Test
  public void locks_whenInterrupted_waitOnAndStayInterrupted() throws Exception {
    Bundle bundle = felix.guarded("guest", AppJar.of(Guest.class));

    assertThat(guest(bundle).apply("locks")).isEqualTo(List.of(true, true, 0, true));
  }

  @Test
  public void lock_byReference_locks() throws Exception {
    Bundle bundle = felix.guarded("guest", AppJar.of(Guest.class));

    assertThat(guest(bundle).apply("lock by reference")).isEqualTo(1);
  }

  @Test
  public void killedGeneration_staysKilledAfterItsWardIsClosed() throws Exception {
    Bundle bundle = felix.app("guest", AppJar.of(Guest.class, NoDriver.class));
    Ward ward = guard(bundle);
    Function<String, Object> guest = guest(bundle);
    assertThat(guest.apply("locks")).isNotNull();

    ward.kill();
    ward.close();

    assertThatThrownBy(() -> guest.apply("locks")).isInstanceOf(WorkerEndedError.class);
    java.sql.Driver late =
        (java.sql.Driver) bundle.loadClass(NoDriver.class.getName()).getConstructor().newInstance();
    assertThatThrownBy(late::getParentLogger)
        .as("a class that is linked only now")
        .isInstanceOf(WorkerEndedError.class);
  }

  @Test
  public void kill_ofOneGeneration_leavesTheOtherAlone() throws Exception {
    Bundle one = felix.app("one", AppJar.of(Guest.class));
    Bundle other = felix.app("other", AppJar.of(Guest.class));
    try (Ward ward = guard(one);
        Ward otherWard = guard(other)) {
      Function<String, Object> guest = guest(one);
      Function<String, Object> otherGuest = guest(other);

      ward.kill();

      assertThatThrownBy(() -> guest.apply("locks")).isInstanceOf(WorkerEndedError.class);
      assertThat(otherGuest.apply("locks")).isNotNull();
      assertThat(otherWard.isKilled()).isFalse();
    }
  }

  @Test
  public void guard_whenGuardedAlready_isRefused() throws Exception {
    Bundle bundle = felix.app("guest", AppJar.of(Guest.class));
    Ward ward = guard(bundle);
    assertThatThrownBy(() -> guard(bundle))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("under guard already");

    ward.close();

    guard(bundle).close();
  }

  @Test
  public void oldClass_isWovenAndVerified() throws Exception {
    TestJar jar = AppJar.of().entry("old/Old.class", old(false));
    Bundle bundle = felix.app("old", jar);
    try (Ward ward = guard(bundle)) {
      Class<?> old = bundle.loadClass("old.Old");

      assertThat(old.getMethod("sum", int.class).invoke(null, 4)).isEqualTo(10);
      assertThat(hasSafepoint(old)).isTrue();
      assertThat(ward.unwovenClasses()).isZero();

      ward.kill();
      assertThatThrownBy(() -> old.getMethod("sum", int.class).invoke(null, 4))
          .hasRootCauseInstanceOf(WorkerEndedError.class);
    }
  }

  @Test
  public void classWithSubroutines_isLoadedUnwovenAndCounted() throws Exception {
    Bundle bundle = felix.app("old", AppJar.of().entry("old/Old.class", old(true)));
    try (Ward ward = guard(bundle)) {
      Class<?> old = bundle.loadClass("old.Old");

      assertThat(old.getMethod("sum", int.class).invoke(null, 4)).isEqualTo(10);
      assertThat(hasSafepoint(old)).isFalse();
      assertThat(ward.unwovenClasses()).isOne();
    }
  }

  /** A class file of Java 5: {@code int sum(int n)} adds up in a loop. */
  private static byte[] old(boolean hasSubroutine) {
    MethodTypeDesc type = MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int);
    return ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS)
        .build(
            ClassDesc.of("old.Old"),
            builder ->
                builder
                    .withVersion(ClassFile.JAVA_5_VERSION, 0)
                    .withMethodBody(
                        "sum",
                        type,
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                        code -> {
                          var loop = code.newLabel();
                          var end = code.newLabel();
                          code.iconst_0().istore(1);
                          if (hasSubroutine) {
                            var subroutine = code.newLabel();
                            var after = code.newLabel();
                            code.with(DiscontinuedInstruction.JsrInstruction.of(subroutine))
                                .goto_(after)
                                .labelBinding(subroutine)
                                .astore(2)
                                .with(DiscontinuedInstruction.RetInstruction.of(2))
                                .labelBinding(after);
                          }
                          code.labelBinding(loop)
                              .iload(0)
                              .ifle(end)
                              .iload(1)
                              .iload(0)
                              .iadd()
                              .istore(1)
                              .iinc(0, -1)
                              .goto_(loop)
                              .labelBinding(end)
                              .iload(1)
                              .ireturn();
                        }));
  }

  @Test
  public void largeLibrary_whenWoven_works() throws Exception {
    Bundle bundle = felix.app("h2", h2());
    try (Ward ward = guard(bundle)) {
      AtomicReference<Object> answer = new AtomicReference<>();
      Thread thread = new Thread(group, () -> answer.set(guest(bundle).apply("h2")), "main");
      thread.setContextClassLoader(bundle.adapt(BundleWiring.class).getClassLoader());
      thread.start();
      thread.join();

      assertThat(answer.get()).isEqualTo(List.of(271));
      assertThat(ward.unwovenClasses()).isZero();
      assertThat(ward.cleanUp()).contains("deregistered JDBC driver org.h2.Driver");
    }
  }

  private static TestJar h2() throws IOException {
    Path library =
        Path.of(Driver.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    return AppJar.around(Files.readAllBytes(library)).type(Guest.class).type(NoDriver.class);
  }

  private Ward guard(Bundle bundle) {
    return felix
        .guard()
        .guard(bundle, group, _ -> ThreadOwner.APP, new Here(), exits::incrementAndGet);
  }

  @SuppressWarnings("unchecked")
  static Function<String, Object> guest(Bundle bundle) {
    try {
      return (Function<String, Object>)
          bundle.loadClass(Guest.class.getName()).getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  static boolean hasSafepoint(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .anyMatch(method -> method.getName().equals(MethodWeaver.SAFEPOINT));
  }
}
