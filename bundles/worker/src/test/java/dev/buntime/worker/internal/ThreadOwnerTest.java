package dev.buntime.worker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.log.LogSource;
import dev.buntime.sandbox.ThreadOwner;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleReference;

/** Whose the threads of a worker are. */
public class ThreadOwnerTest {
  @Test
  public void ownerOf_aThreadOfThePool_isTheWorkerWhateverItsClassLoader() {
    Thread thread =
        new WorkerThread(
            new ThreadGroup("worker"),
            () -> {},
            "worker-1",
            LogSource.ofWorker("shop@1.0.0#1"),
            () -> {});
    thread.setContextClassLoader(new LoaderOf("file:bundles/http.jar"));

    assertThat(WorkerThreads.ownerOf(thread)).isEqualTo(ThreadOwner.WORKER);
  }

  @Test
  public void ownerOf_aThreadWithTheClassLoaderOfAnApp_isTheApp() {
    assertThat(WorkerThreads.ownerOf(thread(new LoaderOf("app:shop@1.0.0#1"))))
        .isEqualTo(ThreadOwner.APP);
    assertThat(WorkerThreads.ownerOf(thread(new LoaderOf("app:shop@1.0.0#1/library"))))
        .as("of a bundle that was installed for it")
        .isEqualTo(ThreadOwner.APP);
  }

  @Test
  public void ownerOf_aThreadWithAnyOtherClassLoader_isTheApp() {
    assertThat(WorkerThreads.ownerOf(thread(ClassLoader.getPlatformClassLoader())))
        .isEqualTo(ThreadOwner.APP);
    assertThat(WorkerThreads.ownerOf(thread(null))).isEqualTo(ThreadOwner.APP);
  }

  @Test
  public void ownerOf_aThreadWithTheClassLoaderOfAPlatformBundle_isThePlatform() {
    assertThat(WorkerThreads.ownerOf(thread(new LoaderOf("file:bundles/http.jar"))))
        .isEqualTo(ThreadOwner.PLATFORM);
  }

  private static Thread thread(@Nullable ClassLoader context) {
    Thread thread = new Thread(() -> {});
    thread.setContextClassLoader(context);
    return thread;
  }

  /** The class loader of a bundle. */
  private static final class LoaderOf extends ClassLoader implements BundleReference {
    private final String location;

    LoaderOf(String location) {
      super(null);
      this.location = location;
    }

    @Override
    public Bundle getBundle() {
      return (Bundle)
          Proxy.newProxyInstance(
              Bundle.class.getClassLoader(),
              new Class<?>[] {Bundle.class},
              (_, method, _) ->
                  switch (method.getName()) {
                    case "getLocation" -> location;
                    default -> throw new UnsupportedOperationException(method.getName());
                  });
    }
  }
}
