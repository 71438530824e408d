package org.sluice.mirror.plan;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Times of syncs, given by a cron expression of five fields in a time zone.
 *
 * <p>Where the clock is put forward, a time that does not exist is kept the length of the gap
 * later; where it is put back, a time of the day that comes twice is kept the first time only,
 * unless the expression goes on through every hour.
 */
public final class CronTimes {

  private static final int LONGEST = 100;

  /** Runs that are looked at for the shortest distance. */
  private static final int LOOKED_AT = 600;

  private final ExecutionTime times;
  private final ZoneId zone;

  private CronTimes(Cron cron, ZoneId zone) {
    this.times = ExecutionTime.forCron(cron);
    this.zone = zone;
  }

  /**
   * Reads an expression.
   *
   * @param timeZone null for UTC
   * @return empty if one of the two is none
   */
  public static Optional<CronTimes> of(String cron, String timeZone) {
    Optional<ZoneId> zone = timeZone == null ? Optional.of(ZoneOffset.UTC) : zone(timeZone);
    return cron(cron).flatMap(read -> zone.map(there -> new CronTimes(read, there)));
  }

  /** Reads a cron expression of five fields; empty if it is none. */
  public static Optional<Cron> cron(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      CronParser parser =
          new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
      return Optional.of(parser.parse(text).validate());
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }

  /** Reads the name of a time zone; empty if there is none. */
  public static Optional<ZoneId> zone(String name) {
    try {
      return Optional.of(ZoneId.of(name));
    } catch (DateTimeException unknown) {
      return Optional.empty();
    }
  }

  /** The first time after the given one; empty if there never is one. */
  public Optional<Instant> after(Instant time) {
    Optional<Instant> next = times.nextExecution(time.atZone(zone)).map(ZonedDateTime::toInstant);
    // The library leaves out what falls into the gap of a clock that is put forward.
    Optional<Instant> shifted =
        times
            .nextExecution(LocalDateTime.ofInstant(time, zone).atZone(ZoneOffset.UTC))
            .map(ZonedDateTime::toLocalDateTime)
            .filter(local -> zone.getRules().getValidOffsets(local).isEmpty())
            .map(local -> local.atZone(zone).toInstant())
            .filter(there -> there.isAfter(time));
    return shifted.isPresent() && (next.isEmpty() || shifted.get().isBefore(next.get()))
        ? shifted
        : next;
  }

  /** The next times, at most so many. */
  public List<Instant> next(Instant from, int most) {
    List<Instant> found = new ArrayList<>();
    Optional<Instant> each = after(from);
    while (each.isPresent() && found.size() < most) {
      found.add(each.get());
      each = found.size() < most ? after(each.get()) : Optional.empty();
    }
    return found;
  }

  /**
   * Whether two of the times that follow are nearer to each other than that.
   *
   * @param least no two are nearer than a minute
   */
  public boolean isDenserThan(Duration least, Instant from) {
    if (least.compareTo(Duration.ofMinutes(1)) <= 0) {
      return false;
    }
    Instant end = from.plus(Duration.ofDays(8));
    Instant last = null;
    Optional<Instant> each = after(from);
    for (int i = 0; i < LOOKED_AT && each.isPresent() && each.get().isBefore(end); i++) {
      if (last != null && Duration.between(last, each.get()).compareTo(least) < 0) {
        return true;
      }
      last = each.get();
      each = after(last);
    }
    return false;
  }
}
