package org.sluice.platform.settings;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people write them: {@code 500MiB}, {@code 1.5 GiB}, {@code 4096}. */
public final class ByteSize {

  private static final String UNITS = "KMGTP";
  private static final Pattern SIZE =
      Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,3})?)\\s*(?:([KMGTP])(I?)B?|B)?");

  private ByteSize() {}

  /**
   * Reads one; {@code KiB} and {@code K} count by 1024, {@code KB} by 1000.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static long parse(String text) {
    Matcher size = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!size.matches()) {
      throw new IllegalArgumentException(text + " is no number of bytes, such as 500MiB");
    }
    BigDecimal number = new BigDecimal(size.group(1));
    if (size.group(2) != null) {
      boolean decimal = size.group(3).isEmpty() && size.group().endsWith("B");
      number =
          number.multiply(
              BigDecimal.valueOf(decimal ? 1000 : 1024).pow(UNITS.indexOf(size.group(2)) + 1));
    }
    try {
      return number.toBigInteger().longValueExact();
    } catch (ArithmeticException tooLarge) {
      throw new IllegalArgumentException(text + " is more than a disk can hold", tooLarge);
    }
  }

  /** The same for people, with one digit behind the point: {@code 1.5 GiB}. */
  public static String words(long bytes) {
    double size = bytes;
    int unit = -1;
    while (size >= 1024 && unit < UNITS.length() - 1) {
      size /= 1024;
      unit++;
    }
    return unit < 0
        ? bytes + " bytes"
        : String.format(Locale.ROOT, "%.1f %ciB", size, UNITS.charAt(unit));
  }
}
