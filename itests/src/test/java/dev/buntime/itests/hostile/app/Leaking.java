package dev.buntime.itests.hostile.app;

import dev.buntime.testing.NoDriver;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.sql.DriverManager;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** Leaves something behind in the JVM. */
public final class Leaking extends HostileServlet {
  private static final long serialVersionUID = 1L;
  private static final ThreadLocal<Object> VARIABLE = new ThreadLocal<>();

  @Override
  void harm(String kind, HttpServletRequest request, HttpServletResponse response)
      throws Exception {
    switch (kind) {
      case "/thread" -> Thread.ofPlatform().daemon().name("left-behind").start(Leaking::rest);
      case "/threadlocal" ->
          CompletableFuture.runAsync(() -> VARIABLE.set(new Treasure())).get(); // a pool of the JDK
      case "/hook" -> Runtime.getRuntime().addShutdownHook(new Thread(() -> {}, "left-hook"));
      case "/session" -> request.getSession().setAttribute("left", new Treasure());
      case "/driver" -> DriverManager.registerDriver(new NoDriver());
      default -> throw new IllegalArgumentException(kind);
    }
    response.getWriter().print("left");
  }

  private static void rest() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private record Treasure() {}
}
