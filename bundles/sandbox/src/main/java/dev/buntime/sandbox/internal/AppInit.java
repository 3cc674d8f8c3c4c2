package dev.buntime.sandbox.internal;

import jakarta.servlet.ServletException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The {@code init} of a servlet or filter of an app: on the app's threads, and reported. */
final class AppInit {
  private AppInit() {}

  /** What throws as {@code init} may. */
  @FunctionalInterface
  interface Step {
    void run() throws ServletException;
  }

  /**
   * Runs an {@code init} and waits for it.
   *
   * @param onFailure hears what it throws
   * @throws ServletException what it throws; or that it does not return
   */
  static void run(AppCalls calls, Step init, Consumer<Throwable> onFailure)
      throws ServletException {
    try {
      var _ =
          calls.call(() -> {
            init.run();
            return Boolean.TRUE;
          });
    } catch (ServletException | RuntimeException | Error e) {
      onFailure.accept(e);
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(e, onFailure);
    } catch (TimeoutException e) {
      throw failed(e, onFailure);
    } catch (Exception e) {
      throw new IllegalStateException("init throws no other exception", e);
    }
  }

  private static ServletException failed(Exception cause, Consumer<Throwable> onFailure) {
    ServletException failure = new ServletException("init() did not return in time", cause);
    onFailure.accept(failure);
    return failure;
  }
}
