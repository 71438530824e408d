package org.sluice.mirror.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.sluice.mirror.MirrorSettings;
import org.sluice.mirror.upstream.HostHealth;
import org.sluice.platform.Inside;

/**
 * When a mirror is synced next, and why then.
 *
 * @param at the time; null if the timer leaves it alone
 * @param reason the rule
 */
@Inside
public record NextSync(Instant at, NextReason reason) {

  /** What a mirror goes by that names nothing else. */
  public record Schedule(
      Duration interval, CronTimes cron, String expression, String zone, boolean adaptive) {

    /** By an interval. */
    static Schedule every(Duration interval) {
      return new Schedule(interval, null, null, null, false);
    }

    /**
     * What the settings of a mirror come to.
     *
     * @param installation interval of mirrors that name none
     * @param lastChangedAt when the upstream was last seen to have changed; null if never
     */
    public static Schedule of(
        MirrorSettings settings, Duration installation, Instant lastChangedAt, Instant now) {
      if (settings.cron() != null) {
        String zone = settings.timeZone() == null ? "UTC" : settings.timeZone();
        // An expression that is not read any more, after an update, falls back to the interval.
        Optional<CronTimes> times = CronTimes.of(settings.cron(), settings.timeZone());
        if (times.isPresent()) {
          return new Schedule(installation, times.get(), settings.cron(), zone, false);
        }
      }
      if (settings.adaptive()) {
        return new Schedule(pace(lastChangedAt, now), null, null, null, true);
      }
      return every(
          settings.syncInterval() == null ? installation : Duration.parse(settings.syncInterval()));
    }

    /** Half of the time since the last change, in whole seconds, within bounds. */
    private static Duration pace(Instant lastChangedAt, Instant now) {
      if (lastChangedAt == null) {
        return SLOWEST_PACE;
      }
      Duration half = Duration.ofSeconds(Duration.between(lastChangedAt, now).toSeconds() / 2);
      return half.compareTo(FASTEST_PACE) < 0
          ? FASTEST_PACE
          : half.compareTo(SLOWEST_PACE) > 0 ? SLOWEST_PACE : half;
    }

    private NextReason reason(NextReason.Code code) {
      NextReason reason = NextReason.of(code);
      if (cron != null) {
        return reason.with("cron", expression).with("timeZone", zone);
      }
      reason = reason.with("interval", interval);
      return adaptive ? reason.with("adaptive", true) : reason;
    }

    private NextReason.Code code() {
      return cron != null
          ? NextReason.Code.CRON
          : adaptive ? NextReason.Code.ADAPTIVE : NextReason.Code.INTERVAL;
    }

    /** The time between two syncs from now on. */
    private Duration distance(Instant now) {
      if (cron == null) {
        return interval;
      }
      var next = cron.next(now, 2);
      return next.size() < 2 ? LONGEST_BACK_OFF : Duration.between(next.get(0), next.get(1));
    }
  }

  private static final Duration FASTEST_PACE = Duration.ofMinutes(1);
  private static final Duration SLOWEST_PACE = Duration.ofHours(8);
  private static final Duration LONGEST_BACK_OFF = Duration.ofHours(24);
  private static final Duration CRON_SPREAD = Duration.ofSeconds(30);

  /** After a run that left the mirror equal. */
  public static NextSync afterSuccess(UUID mirror, Instant now, Schedule schedule) {
    return regular(mirror, now, schedule, schedule.code());
  }

  /** After a run that was stopped: as if it had been done. */
  public static NextSync afterStop(UUID mirror, Instant now, Schedule schedule) {
    return regular(mirror, now, schedule, NextReason.Code.STOPPED);
  }

  private static NextSync regular(
      UUID mirror, Instant now, Schedule schedule, NextReason.Code code) {
    return new NextSync(at(mirror, now, schedule), schedule.reason(code));
  }

  private static Instant at(UUID mirror, Instant now, Schedule schedule) {
    return schedule.cron() == null
        ? now.plus(jittered(mirror, schedule.interval()))
        : schedule.cron().after(now).map(time -> spread(mirror, time)).orElse(null);
  }

  /**
   * After the given number of failures in a row: the interval doubled for each, a day at most; by
   * fixed times, the first one after that.
   *
   * @param failures at least 1
   */
  public static NextSync afterFailure(UUID mirror, Instant now, Schedule schedule, int failures) {
    Duration interval = schedule.distance(now);
    Duration wait = interval;
    for (int i = 0; i < failures && wait.compareTo(LONGEST_BACK_OFF) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    if (wait.compareTo(LONGEST_BACK_OFF) > 0) {
      wait = interval.compareTo(LONGEST_BACK_OFF) < 0 ? LONGEST_BACK_OFF : interval;
    }
    NextReason reason =
        schedule.reason(NextReason.Code.BACK_OFF).with("failures", failures).with("wait", wait);
    if (schedule.cron() == null) {
      return new NextSync(now.plus(jittered(mirror, wait)), reason);
    }
    // One before the end of the wait is the last that it leaves out.
    Instant end = now.plus(wait).minusSeconds(1);
    return new NextSync(
        schedule.cron().after(end).map(time -> spread(mirror, time)).orElse(null), reason);
  }

  /** When the upstream itself named the time: not before a minute, and not after a day. */
  public static NextSync asAsked(Instant now, Duration asked) {
    Duration wait = HostHealth.bounded(asked);
    return new NextSync(now.plus(wait), NextReason.of(NextReason.Code.ASKED_TO_WAIT, "wait", wait));
  }

  /** When the upstream asked to wait without naming a time. */
  public static NextSync asBefits(Instant now, Duration own) {
    return new NextSync(now.plus(own), NextReason.of(NextReason.Code.OWN_WAIT, "wait", own));
  }

  /** At once. */
  public static NextSync now(Instant now, NextReason.Code why) {
    return new NextSync(now, NextReason.of(why));
  }

  /** When only a person can go on. */
  public static NextSync never(NextReason reason) {
    return new NextSync(null, reason);
  }

  /** The same share of ±5 % for a mirror each time, so that a fleet does not move in step. */
  private static Duration jittered(UUID mirror, Duration wait) {
    return wait.plusMillis(Math.round(wait.toMillis() * 0.1 * (share(mirror) - 0.5)));
  }

  /** The same delay for a mirror each time, so that not all that name an hour begin with it. */
  private static Instant spread(UUID mirror, Instant time) {
    return time.plusMillis(Math.round(CRON_SPREAD.toMillis() * share(mirror)));
  }

  private static double share(UUID mirror) {
    return Math.floorMod(mirror.hashCode() * 0x9E3779B97F4A7C15L, 1001L) / 1000.0;
  }
}
