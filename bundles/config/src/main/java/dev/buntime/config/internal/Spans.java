package dev.buntime.config.internal;

import java.util.Arrays;

/** Parts of a text, none of which overlaps another one: those that do become one. */
final class Spans {
  private int[] begins = new int[16];
  private int[] ends = new int[16];
  private int size;

  /**
   * Adds one.
   *
   * @param end not before the end, or {@code begin} not before the begin, of any that was added
   */
  void add(int begin, int end) {
    int first = begin;
    int last = end;
    while (size > 0 && first < ends[size - 1]) {
      size--;
      first = Math.min(first, begins[size]);
      last = Math.max(last, ends[size]);
    }
    if (size == begins.length) {
      begins = Arrays.copyOf(begins, 2 * size);
      ends = Arrays.copyOf(ends, 2 * size);
    }
    begins[size] = first;
    ends[size] = last;
    size++;
  }

  /** Those of both. */
  Spans with(Spans others) {
    Spans all = new Spans();
    int left = 0;
    int right = 0;
    while (left < size || right < others.size) {
      boolean isLeft =
          right == others.size || (left < size && begins[left] <= others.begins[right]);
      if (isLeft) {
        all.add(begins[left], ends[left]);
        left++;
      } else {
        all.add(others.begins[right], others.ends[right]);
        right++;
      }
    }
    return all;
  }

  /** The text with another one in place of each. */
  String replaced(String text, String by) {
    if (size == 0) {
      return text;
    }
    StringBuilder replaced = new StringBuilder(text.length());
    int at = 0;
    for (int i = 0; i < size; i++) {
      replaced.append(text, at, begins[i]).append(by);
      at = ends[i];
    }
    return replaced.append(text, at, text.length()).toString();
  }
}
