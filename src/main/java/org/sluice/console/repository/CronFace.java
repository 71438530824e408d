package org.sluice.console.repository;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.DayOfWeek;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.sluice.console.Language;

/**
 * Says a cron expression in the reader's language.
 *
 * <p>The library that computes its times has words too, in both languages; they are not sentences
 * that a person would say ("at 15 1 day").
 */
@Named
@RequestScoped
public class CronFace {

  private static final int MOST_TIMES = 6;
  private static final List<String> DAYS =
      List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN");
  private static final List<String> MONTHS =
      List.of(
          "", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");

  private Language language;

  /** For the container only. */
  protected CronFace() {}

  /** Speaks the language of the request. */
  @Inject
  public CronFace(Language language) {
    this.language = language;
  }

  /** The expression in words; as it is if it is none of five fields. */
  public String words(String cron) {
    String[] field = cron.strip().split("\\s+");
    if (field.length != 5) {
      return cron;
    }
    String time = time(field[0], field[1]);
    List<String> days = new ArrayList<>();
    if (!field[2].equals("*")) {
      days.add(language.text("cron.dates", list(field[2], item -> item)));
    }
    if (!field[4].equals("*")) {
      String named = list(field[4], this::day);
      days.add(language.text("cron.days", named));
    }
    StringBuilder words = new StringBuilder(time);
    if (days.size() == 2) {
      // Where both are named, a day that is either of them counts.
      words.append(", ").append(language.text("cron.or", days.get(0), days.get(1)));
    } else if (days.size() == 1) {
      words.append(", ").append(days.get(0));
    } else if (isTimes(field[0], field[1])) {
      words.append(", ").append(language.text("cron.daily"));
    }
    if (!field[3].equals("*")) {
      words.append(", ").append(language.text("cron.months", list(field[3], this::month)));
    }
    return words.toString();
  }

  private String time(String minute, String hour) {
    if (isTimes(minute, hour)) {
      List<String> times = new ArrayList<>();
      for (String h : hour.split(",")) {
        for (String m : minute.split(",")) {
          times.add(String.format("%02d:%02d", Integer.parseInt(h), Integer.parseInt(m)));
        }
      }
      return language.text("cron.at", joined(times));
    }
    String hours = hours(hour);
    if (minute.equals("*")) {
      return language.text("cron.minute") + hours;
    }
    if (minute.matches("\\*/\\d+")) {
      return language.text("cron.minutes", minute.substring(2)) + hours;
    }
    if (hour.equals("*")) {
      return language.text("cron.hourly", list(minute, item -> item));
    }
    if (hour.matches("\\*/\\d+")) {
      return language.text("cron.hours", hour.substring(2), list(minute, item -> item));
    }
    return language.text("cron.past", list(minute, item -> item)) + hours;
  }

  private String hours(String hour) {
    return hour.equals("*") ? "" : ", " + language.text("cron.within", list(hour, item -> item));
  }

  private static boolean isTimes(String minute, String hour) {
    return minute.matches("\\d+(,\\d+)*")
        && hour.matches("\\d+(,\\d+)*")
        && minute.split(",").length * hour.split(",").length <= MOST_TIMES;
  }

  /** A field's parts in words: single values, ranges and lists; what is neither stays as it is. */
  private String list(String field, UnaryOperator<String> name) {
    return joined(
        Arrays.stream(field.split(","))
            .map(
                part -> {
                  String[] ends = part.split("-");
                  return ends.length == 2 && !part.contains("/")
                      ? language.text("cron.range", name.apply(ends[0]), name.apply(ends[1]))
                      : name.apply(part);
                })
            .toList());
  }

  private String joined(List<String> parts) {
    int last = parts.size() - 1;
    return last == 0
        ? parts.get(0)
        : language.text("cron.and", String.join(", ", parts.subList(0, last)), parts.get(last));
  }

  private String day(String value) {
    int number = number(value, DAYS);
    return number < 0 || number > 7
        ? value
        : DayOfWeek.of(number == 0 ? 7 : number)
            .getDisplayName(TextStyle.FULL, language.getLocale());
  }

  private String month(String value) {
    int number = number(value, MONTHS);
    return number < 1 || number > 12
        ? value
        : Month.of(number).getDisplayName(TextStyle.FULL, language.getLocale());
  }

  private static int number(String value, List<String> names) {
    return value.matches("\\d{1,2}")
        ? Integer.parseInt(value)
        : names.indexOf(value.toUpperCase(Locale.ROOT));
  }
}
