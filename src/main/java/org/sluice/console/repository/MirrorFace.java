package org.sluice.console.repository;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.sluice.console.Language;
import org.sluice.console.job.JobFace;
import org.sluice.git.SyncFailureKind;
import org.sluice.identity.Caller;
import org.sluice.job.JobService;
import org.sluice.job.JobTrigger;
import org.sluice.job.JobView;
import org.sluice.mirror.MirrorView;
import org.sluice.mirror.history.SyncRunOutcome;
import org.sluice.mirror.history.SyncRunView;
import org.sluice.mirror.plan.NextReason;
import org.sluice.registry.status.MirrorStatus;

/** How the state of a mirror looks and reads, on pages and in what the script is told. */
@Named
@RequestScoped
public class MirrorFace {

  @Inject private Caller caller;
  @Inject private Language language;
  @Inject private JobFace jobFace;
  @Inject private JobService jobs;
  @Inject private CronFace cronFace;

  private Map<UUID, JobView.Current> running;

  /** The class of the state's badge. */
  public String tone(MirrorView mirror) {
    if (!mirror.enabled()) {
      return "off";
    }
    return switch (mirror.status()) {
      case IDLE -> "off";
      case QUEUED -> "wait";
      case SYNCING -> "run";
      case SUCCESS -> isDiffering(mirror) ? "warn" : "ok";
      case HELD -> "warn";
      case FAILED, DISABLED -> "bad";
    };
  }

  /** The state in a word or two: what runs, what failed. */
  public String text(UUID repository, MirrorView mirror) {
    if (!mirror.enabled()) {
      return language.text("mirror.off");
    }
    if (mirror.status() == MirrorStatus.SYNCING) {
      JobView.Current now = running().get(repository);
      if (now == null) {
        return language.text("mirror.SYNCING");
      }
      String phase = jobFace.phase(now.phase());
      return now.fraction() == null
          ? phase
          : phase + " " + (int) Math.floor(100 * now.fraction()) + " %";
    }
    if (mirror.status() == MirrorStatus.FAILED && mirror.failure() != null) {
      return failure(mirror);
    }
    if (mirror.status() == MirrorStatus.SUCCESS && isDiffering(mirror)) {
      return language.text("mirror.differs");
    }
    return language.text("mirror." + mirror.status());
  }

  /** Whether refs differ from the upstream by the rules, by a decision, or by their names. */
  public boolean isDiffering(MirrorView mirror) {
    return mirror.divergedRefs() > 0 || mirror.leftOutRefs() > 0;
  }

  /** Why it is so, and what can be done; null where the state says it all. */
  public String title(MirrorView mirror) {
    boolean failed =
        mirror.status() == MirrorStatus.FAILED || mirror.status() == MirrorStatus.DISABLED;
    return failed && mirror.failure() != null
        ? mirror.failure().message() + " " + failureHint(mirror)
        : null;
  }

  private String failure(MirrorView mirror) {
    return language.text("failure." + mirror.failure().kind());
  }

  /** What a person can do about a failure of the kind. */
  public String hint(String kind) {
    return language.text("hint." + kind);
  }

  /** What a person can do about what the last run failed for; it failed. */
  public String failureHint(MirrorView mirror) {
    return isPushFailure(mirror)
        ? pushHint(mirror.failure().kind())
        : hint(mirror.failure().kind().name());
  }

  /** Whether the last run failed because pushing on did. */
  public boolean isPushFailure(MirrorView mirror) {
    return mirror.failure() != null
        && mirror.push() != null
        && mirror.push().failure() != null
        && mirror.failure().message().equals(mirror.push().failure().message());
  }

  /** Host that the last run failed at, as host keys name it. */
  public String failedHost(MirrorView mirror) {
    return host(isPushFailure(mirror) ? mirror.push().url() : mirror.url());
  }

  /** Host of a clone or push URL, as host keys name it. */
  public String host(String url) {
    URI address = URI.create(url);
    String host = address.getHost().toLowerCase(Locale.ROOT);
    return address.getPort() < 0 || address.getPort() == 22 ? host : host + ":" + address.getPort();
  }

  /**
   * Why the next sync is when it is. Times in it are in ISO 8601; the script shows them as the
   * reader's clock does.
   */
  public String nextReason(MirrorView mirror) {
    NextReason why = mirror.nextSyncCause();
    String key = "mirror.next." + why.code();
    return switch (why.code()) {
      case NOT_MIRRORED,
          TIMER_OFF,
          QUEUED,
          SYNCING,
          FIRST_SYNC,
          NEW_UPSTREAM,
          NEW_CREDENTIAL,
          NEW_PUSH_URL,
          HOST_KEY_APPROVED,
          NEW_RULES,
          MIRRORED_AGAIN,
          DAMAGED,
          NEEDS_PERSON,
          AWAITS_HOST_KEY ->
          language.text(key);
      case INTERVAL, CRON, ADAPTIVE -> regular(why);
      case STOPPED -> language.text(key, regular(why));
      case BACK_OFF ->
          language.text(
              key, Integer.parseInt(why.detail("failures")), span(why, "wait"), regular(why));
      case ASKED_TO_WAIT, OWN_WAIT -> language.text(key, span(why, "wait"));
      case HOST_UNREACHABLE ->
          language.text(key, why.detail("host"), why.detail("since"), why.detail("until"));
      case HOST_WAITS -> language.text(key, why.detail("host"), why.detail("until"));
      case DISABLED ->
          language.text(
              key,
              Integer.parseInt(why.detail("failures")),
              language.text("failure." + why.detail("kind")));
    };
  }

  private String regular(NextReason why) {
    if (why.detail("cron") != null) {
      return cronFace.words(why.detail("cron")) + " (" + why.detail("timeZone") + ")";
    }
    boolean adaptive = why.detail("adaptive") != null;
    return language.text(
        adaptive ? "mirror.next.ADAPTIVE" : "mirror.next.INTERVAL", span(why, "interval"));
  }

  private String span(NextReason why, String name) {
    return language.span(Duration.parse(why.detail(name)));
  }

  /** The time between two syncs, in words. */
  public String interval(MirrorView mirror) {
    return language.span(Duration.parse(mirror.syncInterval()));
  }

  /** What stands in place of the time of the next sync; null if that time itself does. */
  public String nextText(MirrorView mirror) {
    boolean timed =
        mirror.enabled()
            && mirror.nextSyncAt() != null
            && mirror.status() != MirrorStatus.QUEUED
            && mirror.status() != MirrorStatus.SYNCING;
    if (timed) {
      return null;
    }
    return switch (mirror.nextSyncCause().code()) {
      case DISABLED, NEEDS_PERSON -> language.text("mirror.next.hand");
      default -> nextReason(mirror);
    };
  }

  /** Whether a sync waits or runs. */
  public boolean isBusy(MirrorView mirror) {
    return mirror.enabled()
        && (mirror.status() == MirrorStatus.QUEUED || mirror.status() == MirrorStatus.SYNCING);
  }

  /** The class of the badge of a run in the history. */
  public String runTone(SyncRunView run) {
    return switch (run.outcome()) {
      case NO_OP -> "off";
      case CHANGED -> "ok";
      case HELD, REPAIRED -> "warn";
      case FAILED -> "bad";
      case CANCELLED -> "off";
    };
  }

  /** How a run ended, in words. */
  public String runText(SyncRunView run) {
    if (run.failure() != null) {
      return language.text("failure." + run.failure().kind());
    }
    return run.runs() > 1
        ? language.text("run.outcome." + run.outcome()) + " × " + run.runs()
        : language.text("run.outcome." + run.outcome());
  }

  /** Whether the job of a run tells anything of it. */
  public boolean isTraced(SyncRunView run) {
    return run.outcome() != SyncRunOutcome.NO_OP || run.trigger() != JobTrigger.SCHEDULE;
  }

  /** Which refs moved, by class, in words; a dash if none did. */
  public String refs(SyncRunView run) {
    StringBuilder words = new StringBuilder();
    append(words, "run.created", run.refs().created());
    append(words, "run.fastForward", run.refs().fastForward());
    append(words, "run.forced", run.refs().forced());
    append(words, "run.deleted", run.refs().deleted());
    return words.length() == 0 ? "–" : words.toString();
  }

  /** What the run pushed on, in words; null if there is nothing to say. */
  public String pushed(SyncRunView run) {
    if (run.pushFailure() != null) {
      return language.text("push.failed");
    }
    return run.pushedRefs() > 0 ? language.text("push.refs", run.pushedRefs()) : null;
  }

  /** What a person can do about a failure of a push. */
  public String pushHint(SyncFailureKind kind) {
    return switch (kind) {
      case AUTH -> language.text("push.hint.account");
      case NOT_FOUND, GONE -> language.text("push.hint.missing");
      case MOVED, CORRUPT_UPSTREAM -> language.text("push.hint.url");
      case RATE_LIMITED, TIMEOUT, NETWORK, UPSTREAM_5XX, DEADLINE ->
          language.text("push.hint.trouble");
      default -> hint(kind.name());
    };
  }

  private void append(StringBuilder words, String key, int count) {
    if (count > 0) {
      words.append(words.length() == 0 ? "" : ", ").append(language.text(key, count));
    }
  }

  /** The mirror as the script draws it. */
  public ObjectNode json(UUID repository, MirrorView mirror) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("tone", tone(mirror));
    node.put("text", text(repository, mirror));
    node.put("title", title(mirror));
    node.put("running", isBusy(mirror));
    if (mirror.lastAttemptAt() != null) {
      node.put("attempt", mirror.lastAttemptAt().toString());
    }
    if (mirror.lastSyncedAt() != null) {
      node.put("level", mirror.lastSyncedAt().toString());
    }
    if (mirror.nextSyncAt() != null) {
      node.put("next", mirror.nextSyncAt().toString());
    }
    node.put("nextText", nextText(mirror));
    node.put("nextReason", nextReason(mirror));
    return node;
  }

  /** What runs now by subject, from memory. */
  private Map<UUID, JobView.Current> running() {
    if (running == null) {
      running = new HashMap<>();
      for (JobView job : jobs.active(caller)) {
        job.current().forEach(item -> running.put(item.subjectId(), item));
      }
    }
    return running;
  }
}
