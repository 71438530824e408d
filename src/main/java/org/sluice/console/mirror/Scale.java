package org.sluice.console.mirror;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A logarithmic scale over a height in pixels, from one round value to another.
 *
 * <p>A first clone and a run that finds nothing new differ a thousandfold; on an even scale only
 * the first would be seen.
 */
final class Scale {

  /** Pixels that the label of a round value needs. */
  private static final int LABEL = 16;

  private final long[] ticks;
  private final int top;
  private final int bottom;

  private Scale(long[] ticks, int top, int bottom) {
    this.ticks = ticks;
    this.top = top;
    this.bottom = bottom;
  }

  /**
   * The narrowest scale that holds both values.
   *
   * @param round values that it may begin and end with, rising, all above 0
   * @param least smallest value
   * @param most largest value
   * @param top pixel of its end
   * @param bottom pixel of its beginning
   */
  static Scale over(long[] round, long least, long most, int top, int bottom) {
    int first = 0;
    while (first < round.length - 2 && round[first + 1] <= least) {
      first++;
    }
    int last = first + 1;
    while (last < round.length - 1 && round[last] < most) {
      last++;
    }
    return new Scale(Arrays.copyOfRange(round, first, last + 1), top, bottom);
  }

  /** The pixel of a value, rounded to tenths; one beyond an end stands at that end. */
  double at(long value) {
    double first = Math.log(ticks[0]);
    double last = Math.log(ticks[ticks.length - 1]);
    double share = (Math.log(Math.max(1, value)) - first) / (last - first);
    double pixel = bottom - Math.max(0, Math.min(1, share)) * (bottom - top);
    return Math.round(pixel * 10) / 10.0;
  }

  /** Round values to be written beside it, rising; not more than there is room for. */
  List<Long> ticks() {
    int most = Math.max(2, (bottom - top) / LABEL + 1);
    int step = (ticks.length + most - 1) / most;
    List<Long> written = new ArrayList<>();
    for (int i = 0; i < ticks.length; i += step) {
      written.add(ticks[i]);
    }
    return written;
  }
}
