package org.sluice.mirror;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.sluice.egress.UpstreamUrl;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;
import org.sluice.git.refs.ChangePolicy;
import org.sluice.git.refs.RefRules;
import org.sluice.git.refs.Verdict;
import org.sluice.mirror.plan.CronTimes;
import org.sluice.platform.settings.Settings;
import org.sluice.rest.Patch;

/**
 * How a mirror is to be kept, as people set it.
 *
 * @param syncInterval ISO 8601 duration between two syncs; null for the installation's
 * @param cron times of syncs in five fields, in place of an interval; null if none
 * @param timeZone time zone of {@code cron}; null for UTC
 * @param adaptive whether the interval follows the upstream's own pace
 * @param direction which way refs flow
 * @param pushUrl where refs are pushed on to; null if nowhere
 * @param pushCredentialId credential for {@code pushUrl}; null for none
 * @param refs which refs are mirrored
 * @param changePolicy what happens to destructive changes
 * @param sizeLimitBytes most bytes on disk; null for the installation's limit
 */
public record MirrorSettings(
    String syncInterval,
    String cron,
    String timeZone,
    boolean adaptive,
    MirrorDirection direction,
    String pushUrl,
    UUID pushCredentialId,
    RefSelection refs,
    ChangePolicy changePolicy,
    Long sizeLimitBytes) {

  /** What a mirror has that nobody has set anything for. */
  public static final MirrorSettings DEFAULT =
      new MirrorSettings(
          null,
          null,
          null,
          false,
          MirrorDirection.UPSTREAM,
          null,
          null,
          RefSelection.ALL,
          ChangePolicy.FOLLOW,
          null);

  /** Names of the fields, as the API has them. */
  public static final Set<String> FIELDS =
      Set.of(
          "syncInterval",
          "cron",
          "timeZone",
          "adaptive",
          "direction",
          "pushUrl",
          "pushCredentialId",
          "refs",
          "changePolicy",
          "sizeLimitBytes");

  private static final int LONGEST_CRON = 100;
  private static final Duration LONGEST_INTERVAL = Duration.ofDays(365);

  /** Blank texts are none, and a push URL in the short form of SSH is spelled out. */
  public MirrorSettings {
    syncInterval = stripped(syncInterval);
    cron = stripped(cron);
    timeZone = stripped(timeZone);
    pushUrl = stripped(pushUrl);
    pushUrl = pushUrl == null ? null : UpstreamUrl.spelledOut(pushUrl);
  }

  private static String stripped(String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }

  /**
   * These settings after a patch. Of interval, cron and adaptive only one holds: the one that the
   * patch names takes the place of the others.
   *
   * @throws DomainException INVALID if a field is of another type
   */
  public MirrorSettings patched(Patch patch) {
    String interval = text(patch, "syncInterval", syncInterval);
    String times = text(patch, "cron", cron);
    String zone = text(patch, "timeZone", timeZone);
    boolean follows =
        patch.has("adaptive") ? patch.value("adaptive", Boolean.class).orElse(false) : adaptive;
    if (names(patch, "cron") || names(patch, "adaptive") && follows) {
      interval = names(patch, "syncInterval") ? interval : null;
    }
    if (names(patch, "syncInterval") || names(patch, "adaptive") && follows) {
      times = names(patch, "cron") ? times : null;
    }
    if (names(patch, "syncInterval") || names(patch, "cron")) {
      follows = names(patch, "adaptive") && follows;
    }
    if (times == null && !names(patch, "timeZone")) {
      zone = null;
    }
    MirrorDirection flows =
        patch.has("direction")
            ? patch.value("direction", MirrorDirection.class).orElse(MirrorDirection.UPSTREAM)
            : direction;
    boolean stops = patch.has("direction") && !flows.pushes();
    return new MirrorSettings(
        interval,
        times,
        zone,
        follows,
        flows,
        text(patch, "pushUrl", stops ? null : pushUrl),
        patch.has("pushCredentialId")
            ? patch.value("pushCredentialId", UUID.class).orElse(null)
            : stops ? null : pushCredentialId,
        patch.has("refs") ? patch.value("refs", RefSelection.class).orElse(RefSelection.ALL) : refs,
        patch.has("changePolicy")
            ? patch.value("changePolicy", ChangePolicy.class).orElse(ChangePolicy.FOLLOW)
            : changePolicy,
        patch.has("sizeLimitBytes")
            ? patch.value("sizeLimitBytes", Long.class).orElse(null)
            : sizeLimitBytes);
  }

  private static boolean names(Patch patch, String field) {
    return patch.has(field) && !patch.clears(field);
  }

  private static String text(Patch patch, String field, String otherwise) {
    return patch.has(field) ? patch.value(field, String.class).orElse(null) : otherwise;
  }

  /** Whether nothing differs that decides where a mirror is pushed to, and who lets it in. */
  public boolean pushesAs(MirrorSettings other) {
    return Objects.equals(pushUrl, other.pushUrl)
        && Objects.equals(pushCredentialId, other.pushCredentialId);
  }

  /** Whether nothing differs that decides when the next sync is. */
  boolean schedulesAs(MirrorSettings other) {
    return Objects.equals(syncInterval, other.syncInterval)
        && Objects.equals(cron, other.cron)
        && Objects.equals(timeZone, other.timeZone)
        && adaptive == other.adaptive;
  }

  /** Name of the first field that says anything other than {@link #DEFAULT}; empty if none does. */
  public Optional<String> firstDifference() {
    Map<String, Object> mine = named();
    Map<String, Object> standard = DEFAULT.named();
    return mine.keySet().stream()
        .filter(field -> !Objects.equals(mine.get(field), standard.get(field)))
        .findFirst();
  }

  /**
   * Refuses whatever differs from {@link #DEFAULT}, for a repository that is tracked only.
   *
   * @throws DomainException INVALID, naming the field
   */
  public void refuseWithoutMirror() {
    firstDifference()
        .ifPresent(
            field -> {
              throw DomainException.invalid(field, "is of no use without a mirror");
            });
  }

  private Map<String, Object> named() {
    Map<String, Object> named = new LinkedHashMap<>();
    named.put("syncInterval", syncInterval);
    named.put("cron", cron);
    named.put("timeZone", timeZone);
    named.put("adaptive", adaptive);
    named.put("direction", direction);
    named.put("pushUrl", pushUrl);
    named.put("pushCredentialId", pushCredentialId);
    named.put("refs", refs);
    named.put("changePolicy", changePolicy);
    named.put("sizeLimitBytes", sizeLimitBytes);
    return named;
  }

  /** Whether nothing differs that decides which refs and changes a sync takes. */
  public boolean takesAs(MirrorSettings other) {
    return refs.equals(other.refs) && changePolicy == other.changePolicy;
  }

  /**
   * Which refs and changes a sync takes.
   *
   * @param verdicts what somebody decided on single changes, by the full name of the ref
   */
  public RefRules rules(Map<String, Verdict> verdicts) {
    return new RefRules(refs.filter(), changePolicy, verdicts);
  }

  /** Most bytes on disk. */
  public long sizeLimit() {
    return sizeLimitBytes == null ? Long.MAX_VALUE : sizeLimitBytes;
  }

  /**
   * Checks every rule.
   *
   * @throws DomainException INVALID with each field that breaks one
   */
  public void check(Settings installation) {
    List<FieldError> errors = new ArrayList<>();
    checkSchedule(installation, errors);
    checkPush(installation, errors);
    errors.addAll(refs.problems());
    if (sizeLimitBytes != null && sizeLimitBytes < 1 << 20) {
      errors.add(new FieldError("sizeLimitBytes", "must be at least " + (1 << 20)));
    }
    if (!errors.isEmpty()) {
      throw DomainException.invalid(errors);
    }
  }

  private void checkSchedule(Settings installation, List<FieldError> errors) {
    if (syncInterval != null) {
      checkInterval(installation.mirrorMinInterval(), errors);
    }
    if (cron != null) {
      if (syncInterval != null) {
        errors.add(new FieldError("cron", "cannot stand beside syncInterval"));
      } else {
        checkCron(installation.mirrorMinInterval(), errors);
      }
    }
    if (adaptive && (syncInterval != null || cron != null)) {
      errors.add(new FieldError("adaptive", "cannot stand beside syncInterval or cron"));
    }
    if (timeZone != null) {
      if (cron == null) {
        errors.add(new FieldError("timeZone", "is of no use without cron"));
      } else if (CronTimes.zone(timeZone).isEmpty()) {
        errors.add(new FieldError("timeZone", "must be a time zone such as Europe/Madrid"));
      }
    }
  }

  private void checkCron(Duration least, List<FieldError> errors) {
    if (CronTimes.cron(cron).isEmpty()) {
      errors.add(
          new FieldError("cron", "must be minute, hour, day, month and weekday, as 0 6 * * 1-5"));
      return;
    }
    CronTimes.of(cron, timeZone)
        .ifPresent(
            times -> {
              if (times.after(Instant.now()).isEmpty()) {
                errors.add(new FieldError("cron", "names a time that never comes"));
              } else if (times.isDenserThan(least, Instant.now())) {
                errors.add(
                    new FieldError(
                        "cron", "names times that are nearer to each other than " + least));
              }
            });
  }

  private void checkInterval(Duration least, List<FieldError> errors) {
    Duration interval;
    try {
      interval = Duration.parse(syncInterval);
    } catch (DateTimeParseException notADuration) {
      errors.add(new FieldError("syncInterval", "must be a duration such as PT1H"));
      return;
    }
    if (interval.compareTo(least) < 0 || interval.compareTo(LONGEST_INTERVAL) > 0) {
      errors.add(new FieldError("syncInterval", "must be from " + least + " to P365D"));
    }
  }

  private void checkPush(Settings installation, List<FieldError> errors) {
    if (!direction.pushes()) {
      if (pushUrl != null) {
        errors.add(new FieldError("pushUrl", "is of no use with direction UPSTREAM"));
      }
      if (pushCredentialId != null) {
        errors.add(new FieldError("pushCredentialId", "is of no use with direction UPSTREAM"));
      }
      return;
    }
    try {
      UpstreamUrl.parse("pushUrl", pushUrl, installation.transports());
    } catch (DomainException broken) {
      errors.addAll(broken.errors());
    }
  }

  /**
   * Checks that a mirror is not pushed to where it is fetched from. Longer loops, over other
   * mirrors, cannot be seen from here.
   *
   * @throws DomainException INVALID if it is
   */
  void checkNoLoop(String cloneUrl, Settings installation) {
    if (!direction.pushes()) {
      return;
    }
    boolean same;
    try {
      Set<String> transports = installation.transports();
      same =
          UpstreamUrl.parse("pushUrl", pushUrl, transports)
              .isSameRepositoryAs(UpstreamUrl.parse("cloneUrl", cloneUrl, transports));
    } catch (DomainException notSpoken) {
      // A transport that is not allowed any more; nothing is pushed there.
      return;
    }
    if (same) {
      throw DomainException.invalid("pushUrl", "must be another repository than the clone URL's");
    }
  }
}
