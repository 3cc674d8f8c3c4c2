package dev.buntime.sandbox.internal.guard.app;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** A component's class whose constructors do much. */
public final class Making extends MakingBase {
  /** What was called, and on which thread. */
  public static final List<String> HEARD = new CopyOnWriteArrayList<>();

  private static final CountDownLatch NEVER = new CountDownLatch(1);

  private final List<String> list = new ArrayList<>(List.of("a"));
  private final String name;
  private final long number;
  private final Supplier<String> supplier;
  private final Runnable inner = new Inner();
  private volatile boolean isMarked;

  /** Made by default. */
  public Making() {
    this("default", 1, 0.5);
    note("default");
  }

  /** Does what its name says. */
  public Making(String name, long number, double share) {
    super(name.isEmpty() ? new StringBuilder("empty") : new StringBuilder(name));
    String text = name;
    long sum = 0;
    for (int i = 0; i < number; i++) {
      sum += i;
    }
    try {
      Integer.parseInt(name);
      text += " is a number";
    } catch (NumberFormatException e) {
      text += " is none";
    } finally {
      isMarked = true;
    }
    this.name = text + " " + share;
    this.number = sum;
    supplier = () -> this.name + list;
    note("named");
    switch (name) {
      case "fail" -> throw new IllegalStateException("is not made");
      case "hang" -> hang();
      default -> list.add("b");
    }
  }

  private static void hang() {
    try {
      NEVER.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static void note(String what) {
    HEARD.add(what + " on " + Thread.currentThread().getName());
  }

  @Override
  public String toString() {
    inner.run();
    return supplier.get() + number + isMarked;
  }

  /** Has an object around it, which it is given before its constructor is called. */
  private final class Inner implements Runnable {
    @Override
    public void run() {
      list.add("c");
    }
  }
}
