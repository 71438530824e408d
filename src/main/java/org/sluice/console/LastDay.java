package org.sluice.console;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import org.sluice.failure.DomainException;

/** The last day of something, as a form asks for it instead of the instant of its end. */
public final class LastDay {

  private LastDay() {}

  /** The last day before an end, such as {@code 2027-01-31}; null if there is no end. */
  public static String before(Instant end) {
    return end == null ? null : end.minusMillis(1).toString().substring(0, 10);
  }

  /**
   * The end of a day as it is typed.
   *
   * @param field name of the input
   * @param day such as {@code 2027-01-31}; null or blank if there is no end
   * @throws DomainException INVALID, naming the field, if it is no day
   */
  public static Instant end(String field, String day) {
    if (day == null || day.isBlank()) {
      return null;
    }
    try {
      return LocalDate.parse(day.strip()).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException notADay) {
      throw DomainException.invalid(field, "must be a day such as 2027-01-31");
    }
  }
}
