package org.sluice.system;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.sluice.failure.DomainException;
import org.sluice.platform.Executors;
import org.sluice.platform.Settings;
import org.sluice.rest.Patch;

/** The settings that administrators may change while the installation runs, and their bounds. */
enum Setting {
  MIRROR_ENABLED("mirrorEnabled", "sluice.mirror.enabled", Settings::mirrorEnabled),
  MIRROR_SYNC_INTERVAL(
      "mirrorSyncInterval", "sluice.mirror.sync-interval", Settings::mirrorSyncInterval),
  JOB_CONCURRENCY("jobConcurrency", "sluice.jobs.concurrency", Settings::jobConcurrency),
  JOBS_PER_HOST("jobsPerHost", "sluice.jobs.per-host", Settings::jobsPerHost);

  private static final Duration LONGEST_INTERVAL = Duration.ofDays(365);

  private final String field;
  private final String key;
  private final Function<Settings, Object> value;

  Setting(String field, String key, Function<Settings, Object> value) {
    this.field = field;
    this.key = key;
    this.value = value;
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
    return switch (this) {
      case MIRROR_ENABLED -> null;
      case MIRROR_SYNC_INTERVAL -> settings.mirrorMinInterval().toString();
      case JOB_CONCURRENCY, JOBS_PER_HOST -> "1";
    };
  }

  /** Its largest value as text; null for a switch. */
  String most() {
    return switch (this) {
      case MIRROR_ENABLED -> null;
      case MIRROR_SYNC_INTERVAL -> "P" + LONGEST_INTERVAL.toDays() + "D";
      case JOB_CONCURRENCY, JOBS_PER_HOST -> Integer.toString(Executors.JOBS_CEILING);
    };
  }

  /**
   * What a patch wants it to be, as it is stored; empty if it is given back.
   *
   * @throws DomainException INVALID if it is of another type or out of bounds
   */
  Optional<String> wanted(Patch patch, Settings settings) {
    return switch (this) {
      case MIRROR_ENABLED -> patch.value(field, Boolean.class).map(Object::toString);
      case MIRROR_SYNC_INTERVAL ->
          patch.value(field, String.class).map(text -> interval(text, settings));
      case JOB_CONCURRENCY, JOBS_PER_HOST ->
          patch.value(field, Integer.class).map(number -> number(number, settings));
    };
  }

  private String interval(String text, Settings settings) {
    Duration interval;
    try {
      interval = Duration.parse(text);
    } catch (DateTimeParseException notADuration) {
      throw DomainException.invalid(field, "must be a duration such as PT1H");
    }
    if (interval.getNano() != 0) {
      throw DomainException.invalid(field, "must be in whole seconds");
    }
    if (interval.compareTo(settings.mirrorMinInterval()) < 0
        || interval.compareTo(LONGEST_INTERVAL) > 0) {
      throw outOfBounds(settings);
    }
    return interval.toString();
  }

  private String number(int number, Settings settings) {
    if (number < 1 || number > Executors.JOBS_CEILING) {
      throw outOfBounds(settings);
    }
    return Integer.toString(number);
  }

  private DomainException outOfBounds(Settings settings) {
    return DomainException.invalid(field, "must be from " + least(settings) + " to " + most());
  }
}
