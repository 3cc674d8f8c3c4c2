package dev.buntime.itests.hostile.app;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/** Waits for what never comes. */
public final class Blocking extends HostileServlet {
  private static final long serialVersionUID = 1L;

  private final transient Object left = new Object();
  private final transient Object right = new Object();
  private final transient ReentrantLock lock = new ReentrantLock();

  @Override
  void harm(String kind, HttpServletRequest request, HttpServletResponse response)
      throws Exception {
    switch (kind) {
      case "/deadlock" -> deadlock();
      case "/lock" -> lockForGood();
      case "/socket" -> readFromSilence();
      default -> throw new IllegalArgumentException(kind);
    }
  }

  private void deadlock() throws InterruptedException {
    CountDownLatch bothHaveOne = new CountDownLatch(2);
    Thread other = new Thread(() -> takeBoth(right, left, bothHaveOne), "other-half");
    other.start();
    takeBoth(left, right, bothHaveOne);
    other.join();
  }

  private static void takeBoth(Object first, Object second, CountDownLatch bothHaveOne) {
    synchronized (first) {
      bothHaveOne.countDown();
      try {
        bothHaveOne.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      synchronized (second) {
        bothHaveOne.countDown();
      }
    }
  }

  @SuppressWarnings("LockNotBeforeTry") // a lock that nobody gives back
  private void lockForGood() throws InterruptedException {
    Thread holder = new Thread(lock::lock, "lock-holder");
    holder.start();
    holder.join();
    lock.lock();
  }

  private static void readFromSilence() throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    try (ServerSocket server = new ServerSocket(0, 1, here);
        Socket client = new Socket(here, server.getLocalPort())) {
      int read;
      do {
        read = client.getInputStream().read();
      } while (read >= 0);
    }
  }
}
