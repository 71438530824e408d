package org.sluice.configsource.placeholder;

import java.util.Arrays;

/** Which brace closes which in a text, found in one pass. */
final class Braces {

  private final int[] opened;
  private final int[] closed;

  private Braces(int[] opened, int[] closed) {
    this.opened = opened;
    this.closed = closed;
  }

  static Braces of(String text) {
    int[] opened = new int[16];
    int[] closed = new int[16];
    int[] waiting = new int[16];
    int count = 0;
    int depth = 0;
    for (int at = 0; at < text.length(); at++) {
      char sign = text.charAt(at);
      if (sign == '{') {
        if (count == opened.length) {
          opened = Arrays.copyOf(opened, 2 * count);
          closed = Arrays.copyOf(closed, 2 * count);
          waiting = Arrays.copyOf(waiting, 2 * count);
        }
        opened[count] = at;
        closed[count] = -1;
        waiting[depth++] = count++;
      } else if (sign == '}' && depth > 0) {
        closed[waiting[--depth]] = at;
      }
    }
    return new Braces(Arrays.copyOf(opened, count), closed);
  }

  /** Where the brace closes that opens at a place; -1 if nowhere. */
  int close(int open) {
    return closed[Arrays.binarySearch(opened, open)];
  }
}
