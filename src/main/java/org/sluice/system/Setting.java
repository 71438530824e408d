package org.sluice.system;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.sluice.failure.DomainException;
import org.sluice.platform.Executors;
import org.sluice.platform.settings.Settings;
import org.sluice.registry.status.RefreshInterval;
import org.sluice.rest.Patch;

/** The settings that administrators may change while the installation runs, and their bounds. */
enum Setting {
  MIRROR_ENABLED("mirrorEnabled", "sluice.mirror.enabled", Settings::mirrorEnabled),
  MIRROR_SYNC_INTERVAL(
      "mirrorSyncInterval",
      "sluice.mirror.sync-interval",
      Settings::mirrorSyncInterval,
      Settings::mirrorMinInterval,
      Duration.ofDays(365)),
  REFRESH_ENABLED("refreshEnabled", "sluice.refresh.enabled", Settings::refreshEnabled),
  REFRESH_INTERVAL(
      "refreshInterval",
      "sluice.refresh.interval",
      Settings::refreshInterval,
      settings -> RefreshInterval.LEAST,
      RefreshInterval.MOST),
  JOB_CONCURRENCY(
      "jobConcurrency",
      "sluice.jobs.concurrency",
      Settings::jobConcurrency,
      settings -> 1,
      Executors.JOBS_CEILING),
  JOBS_PER_HOST(
      "jobsPerHost",
      "sluice.jobs.per-host",
      Settings::jobsPerHost,
      settings -> 1,
      Executors.JOBS_CEILING);

  private final String field;
  private final String key;
  private final Function<Settings, Object> value;
  private final Function<Settings, Object> least;
  private final Object most;

  /** A switch. */
  Setting(String field, String key, Function<Settings, Object> value) {
    this(field, key, value, settings -> null, null);
  }

  /** A duration or a whole number, as its bounds are. */
  Setting(
      String field,
      String key,
      Function<Settings, Object> value,
      Function<Settings, Object> least,
      Object most) {
    this.field = field;
    this.key = key;
    this.value = value;
    this.least = least;
    this.most = most;
  }

  /** Names of the fields. */
  static Set<String> fields() {
    return Arrays.stream(values()).map(Setting::field).collect(Collectors.toUnmodifiableSet());
  }

  /** Its name in answers and patches. */
  String field() {
    return field;
  }

  /** Its key in the environment and in the database. */
  String key() {
    return key;
  }

  /** What it would be without the change of an administrator, as text. */
  String standard(Settings settings) {
    return value.apply(settings.without(key)).toString();
  }

  /** Its smallest value as text; null for a switch. */
  String least(Settings settings) {
    return text(least.apply(settings));
  }

  /** Its largest value as text; null for a switch. */
  String most() {
    return text(most);
  }

  private static String text(Object bound) {
    // Durations of days are written as hours by themselves.
    return bound instanceof Duration interval && interval.toDays() > 1
        ? "P" + interval.toDays() + "D"
        : Objects.toString(bound, null);
  }

  /**
   * What a patch wants it to be, as it is stored; empty if it is given back.
   *
   * @throws DomainException INVALID if it is of another type or out of bounds
   */
  Optional<String> wanted(Patch patch, Settings settings) {
    if (most == null) {
      return patch.value(field, Boolean.class).map(Object::toString);
    }
    if (most instanceof Duration longest) {
      return patch.value(field, String.class).map(text -> interval(text, longest, settings));
    }
    return patch
        .value(field, Integer.class)
        .map(number -> within(number, (Integer) most, settings).toString());
  }

  private String interval(String text, Duration longest, Settings settings) {
    Duration interval;
    try {
      interval = Duration.parse(text);
    } catch (DateTimeParseException notADuration) {
      throw DomainException.invalid(field, "must be a duration such as PT1H");
    }
    if (interval.getNano() != 0) {
      throw DomainException.invalid(field, "must be in whole seconds");
    }
    return within(interval, longest, settings).toString();
  }

  @SuppressWarnings("unchecked")
  private <T extends Comparable<T>> T within(T wanted, T largest, Settings settings) {
    if (wanted.compareTo((T) least.apply(settings)) < 0 || wanted.compareTo(largest) > 0) {
      throw DomainException.invalid(field, "must be from " + least(settings) + " to " + most());
    }
    return wanted;
  }
}
