package org.sluice.mirror.plan;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Why a mirror is synced next when it is: a code, and what belongs to it.
 *
 * @param code the rule
 * @param details values by name: durations and times in ISO 8601, numbers, names
 */
public record NextReason(Code code, Map<String, String> details) {

  /** The rule by which the next sync is planned. */
  public enum Code {
    /** The repository is tracked only. */
    NOT_MIRRORED,
    /** The timer of the whole installation is off. */
    TIMER_OFF,
    /** A job has it. */
    QUEUED,
    /** A sync runs. */
    SYNCING,
    /** It was never synced. */
    FIRST_SYNC,
    /** By an interval: {@code interval}. */
    INTERVAL,
    /** By fixed times: {@code cron}, {@code timeZone}. */
    CRON,
    /** By the upstream's own pace: {@code interval}. */
    ADAPTIVE,
    /** Later than its schedule says: {@code failures}, {@code wait}, {@code interval} or cron. */
    BACK_OFF,
    /** The last run was stopped; then by its schedule. */
    STOPPED,
    /** The upstream was changed. */
    NEW_UPSTREAM,
    /** The credential was changed. */
    NEW_CREDENTIAL,
    /** The push URL was changed. */
    NEW_PUSH_URL,
    /** The key of its host was approved. */
    HOST_KEY_APPROVED,
    /** The refs or changes that it takes were changed. */
    NEW_RULES,
    /** It is mirrored again. */
    MIRRORED_AGAIN,
    /** Damage was found on disk; the sync repairs it. */
    DAMAGED,
    /** The upstream named a time: {@code wait}. */
    ASKED_TO_WAIT,
    /** The upstream asked to wait and named no time: {@code wait}. */
    OWN_WAIT,
    /** The host does not answer: {@code host}, {@code since}, {@code until}. */
    HOST_UNREACHABLE,
    /** The host asked all to wait: {@code host}, {@code until}. */
    HOST_WAITS,
    /** It failed so often that the timer leaves it alone: {@code kind}, {@code failures}. */
    DISABLED,
    /** Only a person can go on: {@code kind}. */
    NEEDS_PERSON,
    /** Only an administrator can go on: he has to approve the key of its host. */
    AWAITS_HOST_KEY
  }

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Keeps a copy, in order. */
  public NextReason {
    details = java.util.Collections.unmodifiableMap(new TreeMap<>(details));
  }

  public static NextReason of(Code code) {
    return new NextReason(code, Map.of());
  }

  public static NextReason of(Code code, String name, Object value) {
    return of(code).with(name, value);
  }

  /** The same with one detail more. */
  public NextReason with(String name, Object value) {
    Map<String, String> more = new TreeMap<>(details);
    more.put(name, value.toString());
    return new NextReason(code, more);
  }

  /** The same details under another code. */
  NextReason as(Code other) {
    return new NextReason(other, details);
  }

  /** A detail; null if there is none of that name. */
  public String detail(String name) {
    return details.get(name);
  }

  /** The details in one text, one a line. */
  public String written() {
    return details.entrySet().stream()
        .map(each -> each.getKey() + "=" + each.getValue())
        .collect(Collectors.joining("\n"));
  }

  /** Reads what {@link #written} gave. */
  public static NextReason read(Code code, String written) {
    Map<String, String> details = new TreeMap<>();
    if (written != null) {
      written
          .lines()
          .forEach(
              line -> {
                int equals = line.indexOf('=');
                if (equals > 0) {
                  details.put(line.substring(0, equals), line.substring(equals + 1));
                }
              });
    }
    return new NextReason(code, details);
  }

  /** The rule in English words. */
  public String words() {
    return switch (code) {
      case NOT_MIRRORED -> "not mirrored";
      case TIMER_OFF -> "the timer is off";
      case QUEUED -> "waiting for its turn";
      case SYNCING -> "syncing now";
      case FIRST_SYNC -> "first sync";
      case INTERVAL, CRON, ADAPTIVE -> schedule();
      case BACK_OFF -> backOff();
      case STOPPED -> "the last one was stopped; " + schedule();
      case NEW_UPSTREAM -> "the upstream was changed";
      case NEW_CREDENTIAL -> "the credential was changed";
      case NEW_PUSH_URL -> "the push URL was changed";
      case HOST_KEY_APPROVED -> "the key of its host was approved";
      case NEW_RULES -> "its rules were changed";
      case MIRRORED_AGAIN -> "it is mirrored again";
      case DAMAGED -> "damage was found on disk";
      case ASKED_TO_WAIT -> "the upstream asked to wait " + span("wait");
      case OWN_WAIT -> "the upstream asked to wait and named no time: " + span("wait");
      case HOST_UNREACHABLE ->
          "waits for "
              + detail("host")
              + ", which has not answered since "
              + time("since")
              + "; next try "
              + time("until");
      case HOST_WAITS ->
          "waits for " + detail("host") + ", which asked to wait until " + time("until");
      case DISABLED ->
          "disabled after "
              + detail("failures")
              + " answers "
              + detail("kind")
              + " in a row: only a sync by hand, or another URL or credential, wakes it";
      case NEEDS_PERSON -> "only a person can permit the address or change it";
      case AWAITS_HOST_KEY -> "waits until an administrator approves the key of its host";
    };
  }

  private String schedule() {
    if (detail("cron") != null) {
      return "at " + detail("cron") + " in " + detail("timeZone");
    }
    if (code == Code.ADAPTIVE || "true".equals(detail("adaptive"))) {
      return "every " + span("interval") + ", half of the time since the last change";
    }
    return "every " + span("interval");
  }

  private String backOff() {
    int failures = Integer.parseInt(detail("failures"));
    return "backing off after "
        + (failures == 1 ? "a failure" : failures + " failures in a row")
        + ": "
        + span("wait")
        + " instead of "
        + (detail("cron") == null ? span("interval") : detail("cron"));
  }

  private String span(String name) {
    return words(Duration.parse(detail(name)));
  }

  private String time(String name) {
    return TIME.format(Instant.parse(detail(name)));
  }

  /** A duration as people say it: {@code 90 s}, {@code 5 min}, {@code 1 h}. */
  static String words(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds % 86400 == 0 && seconds > 0) {
      return seconds == 86400 ? "1 day" : seconds / 86400 + " days";
    }
    if (seconds % 3600 == 0 && seconds > 0) {
      return seconds / 3600 + " h";
    }
    if (seconds % 60 == 0 && seconds > 0) {
      return seconds / 60 + " min";
    }
    return seconds + " s";
  }
}
