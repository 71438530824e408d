package org.sluice.egress;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the dates of HTTP's fields, in the form of today and in both of old (RFC 9110, 5.6.7). */
public final class HttpDate {

  // Years of two digits: those more than fifty years ahead are of the century before.
  private static final DateTimeFormatter OF_RFC_850 =
      new DateTimeFormatterBuilder()
          .appendPattern("EEEE, dd-MMM-")
          .appendValueReduced(ChronoField.YEAR, 2, 2, LocalDate.now(ZoneOffset.UTC).minusYears(49))
          .appendPattern(" HH:mm:ss 'GMT'")
          .toFormatter(Locale.ENGLISH);

  private static final List<DateTimeFormatter> FORMS =
      List.of(
          DateTimeFormatter.RFC_1123_DATE_TIME,
          OF_RFC_850,
          DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH));

  private HttpDate() {}

  /**
   * The time that a field names.
   *
   * @return empty if it is no date
   */
  public static Optional<Instant> parse(String text) {
    for (DateTimeFormatter form : FORMS) {
      try {
        return Optional.of(
            form == DateTimeFormatter.RFC_1123_DATE_TIME
                ? Instant.from(form.parse(text.strip()))
                : LocalDateTime.parse(text.strip(), form).toInstant(ZoneOffset.UTC));
      } catch (DateTimeParseException next) {
        // It may have another form.
      }
    }
    return Optional.empty();
  }
}
