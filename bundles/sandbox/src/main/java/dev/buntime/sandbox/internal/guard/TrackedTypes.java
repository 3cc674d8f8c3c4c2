package dev.buntime.sandbox.internal.guard;

import java.util.Set;

/** Which types of the JDK are resources that a killed worker must not keep, and who makes them. */
final class TrackedTypes {
  private static final Set<String> MADE =
      Set.of(
          "java/lang/Thread",
          "java/net/DatagramSocket",
          "java/net/MulticastSocket",
          "java/net/ServerSocket",
          "java/net/Socket",
          "java/util/Timer",
          "java/util/concurrent/ForkJoinPool",
          "java/util/concurrent/ScheduledThreadPoolExecutor",
          "java/util/concurrent/ThreadPoolExecutor");

  private static final Set<String> FACTORIES =
      Set.of(
          "java/lang/ProcessBuilder",
          "java/lang/Runtime",
          "java/lang/Thread$Builder",
          "java/lang/Thread$Builder$OfPlatform",
          "java/lang/Thread$Builder$OfVirtual",
          "java/net/ServerSocket",
          "java/net/URL",
          "java/net/http/HttpClient",
          "java/net/http/HttpClient$Builder",
          "java/nio/channels/DatagramChannel",
          "java/nio/channels/ServerSocketChannel",
          "java/nio/channels/SocketChannel",
          "java/util/concurrent/Executors",
          "java/util/concurrent/ThreadFactory",
          "javax/net/ServerSocketFactory",
          "javax/net/SocketFactory",
          "javax/net/ssl/SSLServerSocket",
          "javax/net/ssl/SSLServerSocketFactory",
          "javax/net/ssl/SSLSocketFactory");

  private static final Set<String> RESULTS =
      Set.of(
          "Ljava/lang/Process;",
          "Ljava/lang/Thread;",
          "Ljava/net/DatagramSocket;",
          "Ljava/net/ServerSocket;",
          "Ljava/net/Socket;",
          "Ljava/net/URLConnection;",
          "Ljava/net/http/HttpClient;",
          "Ljava/util/concurrent/ExecutorService;",
          "Ljava/util/concurrent/ScheduledExecutorService;");

  private TrackedTypes() {}

  /** Whether the objects of a class are resources. */
  static boolean isMade(String owner) {
    return MADE.contains(owner);
  }

  /** Whether a call gives a new resource. What gives one that exists is not among them. */
  static boolean isObtained(String owner, String name, String descriptor) {
    return isFactory(owner, name)
        && RESULTS.contains(descriptor.substring(descriptor.indexOf(')') + 1));
  }

  private static boolean isFactory(String owner, String name) {
    return owner.equals("java/lang/Thread")
        ? name.equals("startVirtualThread")
        : FACTORIES.contains(owner);
  }
}
