package dev.buntime.sandbox.internal.guard.app;

import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Work of the kinds that a safepoint could slow down; the size is the number of steps. */
public final class Workload {
  private static final int[] NUMBERS = IntStream.range(0, 10_000).toArray();

  private Workload() {}

  /** The work of a kind. */
  public static IntUnaryOperator of(String kind) {
    return switch (kind) {
      case "arithmetic" -> Workload::arithmetic;
      case "array" -> Workload::array;
      case "strings" -> Workload::strings;
      case "streams" -> Workload::streams;
      case "recursion" -> Workload::recursion;
      case "arrays" -> Workload::arrays;
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static int arithmetic(int size) {
    int x = size;
    for (int i = 0; i < 10_000; i++) {
      x = x * 31 + (x >>> 7) + i;
    }
    return x;
  }

  private static int array(int size) {
    int sum = size;
    for (int number : NUMBERS) {
      sum += number;
    }
    return sum;
  }

  private static int strings(int size) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 1_000; i++) {
      text.append(i ^ size).append(',');
    }
    return text.toString().hashCode();
  }

  private static int streams(int size) {
    return IntStream.of(NUMBERS)
        .filter(number -> number % 3 != 0)
        .map(number -> number ^ size)
        .sum();
  }

  private static int recursion(int size) {
    return fibonacci(17) + size;
  }

  private static int arrays(int size) {
    int sum = size;
    for (int i = 0; i < 1_000; i++) {
      sum += new int[(sum & 31) + 1].length + new byte[(i & 63) + 1].length;
    }
    return sum;
  }

  private static int fibonacci(int n) {
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
  }
}
