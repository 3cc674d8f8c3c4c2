package dev.buntime.sandbox.internal.guard.app;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntFunction;

/** Makes an array in one of many ways. */
public final class Allocating implements IntFunction<Object> {
  private static final int LITTLE = 10;

  private final String kind;

  /**
   * What to make.
   *
   * @param kind of array
   */
  public Allocating(String kind) {
    this.kind = kind;
  }

  @Override
  public Object apply(int length) {
    return switch (kind) {
      case "byte" -> new byte[length];
      case "char" -> new char[length];
      case "int" -> new int[length];
      case "long" -> new long[length];
      case "Object" -> new Object[length];
      case "int[][]" -> new int[length / LITTLE][LITTLE];
      case "reference" -> of(long[]::new, length);
      case "copy" -> Arrays.copyOf(new byte[] {1, 2, 3}, length);
      case "buffer" -> ByteBuffer.allocate(length);
      case "constant" -> length > LITTLE * LITTLE * LITTLE ? new long[1 << 30] : new long[LITTLE];
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static Object of(IntFunction<Object> making, int length) {
    return making.apply(length);
  }
}
