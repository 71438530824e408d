package org.sluice.console.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.sluice.console.Language;
import org.sluice.job.ItemView;
import org.sluice.job.JobKind;
import org.sluice.job.JobStatus;
import org.sluice.job.JobTrigger;
import org.sluice.job.JobView;
import org.sluice.job.item.ItemStatus;

/** How jobs and their items look and read, on pages and in what the script is told. */
@Named
@RequestScoped
public class JobFace {

  private static final List<String> ONE = List.of("repository:", "subscription:", "subscriber:");

  @Inject private Language language;

  /** What the job does, such as {@code Sync of team/app}. */
  public String title(JobView job) {
    String kind = job.kind().name();
    String selection = job.selection() == null ? "" : job.selection();
    for (String one : ONE) {
      if (selection.startsWith(one)) {
        return language.text(
            "job.title.one." + kind, selection.substring(one.length()).replace(" to ", " → "));
      }
    }
    if (job.parentId() != null) {
      return language.text("job.title.retry." + kind, job.total());
    }
    if (job.trigger() == JobTrigger.SCHEDULE) {
      return language.text("job.title.due." + kind);
    }
    if (selection.equals("all")) {
      return language.text("job.title.all." + kind);
    }
    return language.text("job.title.many." + kind, job.total());
  }

  /** The state in words. */
  public String status(JobView job) {
    return language.text("job.status." + job.status());
  }

  /** The class of the state's badge. */
  public String tone(JobView job) {
    return switch (job.status()) {
      case QUEUED, PAUSED -> "wait";
      case RUNNING -> "run";
      case CANCELLING, PARTIALLY_SUCCEEDED -> "warn";
      case SUCCEEDED -> "ok";
      case FAILED -> "bad";
      case CANCELLED -> "off";
    };
  }

  /** What set it off, in words. */
  public String trigger(JobView job) {
    return language.text("job.trigger." + job.trigger());
  }

  /** How it went in numbers, such as {@code 117 done, 3 failed}. */
  public String summary(JobView job) {
    StringBuilder words = new StringBuilder(language.text("job.summary.done", job.succeeded()));
    append(words, "job.summary.failed", job.failed());
    append(words, "job.summary.skipped", job.skipped());
    append(words, "job.summary.cancelled", job.cancelled());
    return words.toString();
  }

  private void append(StringBuilder words, String key, int count) {
    if (count > 0) {
      words.append(", ").append(language.text(key, count));
    }
  }

  /** The state of an item in words. */
  public String itemStatus(ItemView item) {
    return language.text("item.status." + item.status());
  }

  /** The class of an item's badge. */
  public String itemTone(ItemView item) {
    return itemTone(item.status());
  }

  private static String itemTone(ItemStatus status) {
    return switch (status) {
      case PENDING -> "wait";
      case RUNNING -> "run";
      case SUCCEEDED -> "ok";
      case FAILED -> "bad";
      case SKIPPED, CANCELLED -> "off";
    };
  }

  /** What is being done, in words; a phase without any is shown as it is. */
  public String phase(String phase) {
    if (phase == null) {
      return language.text("phase.STARTING");
    }
    String key = "phase." + phase;
    return language.has(key) ? language.text(key) : phase.toLowerCase(Locale.ROOT);
  }

  /** Why something failed, in words that help; the room's own where there are none. */
  public String failure(JobView.FailureView failure) {
    if (failure == null) {
      return null;
    }
    String key = "failure." + failure.kind();
    return language.has(key) ? language.text(key) : failure.kind();
  }

  /** What a person can do about a failure; null where nothing is known to help. */
  public String hint(JobView.FailureView failure) {
    String key = "hint." + failure.kind();
    return language.has(key) ? language.text(key) : null;
  }

  /**
   * How long something took, such as {@code 1.4 s} or {@code 3 min 20 s}; a dash until it ended.
   */
  public String took(Instant from, Instant to) {
    return from == null || to == null ? "–" : language.span(Duration.between(from, to));
  }

  /** The job as the script draws it. */
  public ObjectNode json(JobView job) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", job.id().toString());
    node.put("title", title(job));
    node.put("status", job.status().name());
    node.put("statusText", status(job));
    node.put("tone", tone(job));
    node.put("summary", summary(job));
    boolean lines = job.kind() == JobKind.IMPORT;
    node.put("unit", unit(job.kind()));
    node.put("files", files(job));
    node.put("ended", job.status().ended());
    // What an import has added is looked at as soon as it has ended.
    node.put("follows", lines && job.status().ended() && job.succeeded() > 0);
    node.put("total", job.total());
    node.put("completed", job.completed());
    node.put("percent", percent(job));
    node.put("succeeded", job.succeeded());
    node.put("failed", job.failed());
    node.put("skipped", job.skipped());
    node.put("cancelled", job.cancelled());
    node.put("running", job.running());
    node.put("pending", job.pending());
    node.put("requestedBy", job.requestedBy());
    put(node, "createdAt", job.createdAt());
    put(node, "startedAt", job.startedAt());
    put(node, "completedAt", job.completedAt());
    put(node, "estimatedCompletionAt", job.estimatedCompletionAt());
    if (job.failure() != null) {
      node.put("failure", job.failure().detail());
    }
    ArrayNode current = node.putArray("current");
    for (JobView.Current item : job.current()) {
      ObjectNode running = current.addObject();
      running.put("subject", item.subject());
      running.put("phase", phase(item.phase()));
      running.put("bytes", item.bytes());
      running.put("overall", overall(item));
      if (item.fraction() != null) {
        running.put("percent", (int) Math.floor(100 * item.fraction()));
      }
    }
    ArrayNode can = node.putArray("can");
    if (job.links().cancel() != null) {
      can.add("cancel");
    }
    if (job.links().pause() != null) {
      can.add("pause");
    }
    if (job.links().resume() != null) {
      can.add("resume");
    }
    if (job.links().retry() != null) {
      can.add("retry");
    }
    return node;
  }

  /**
   * Percent of the job. One of a single item moves with the phases of that item; one of many only
   * with items that have ended.
   */
  private static int percent(JobView job) {
    if (job.total() == 1 && job.status() == JobStatus.RUNNING && job.current().size() == 1) {
      return (int) Math.floor(100 * overall(job.current().get(0)));
    }
    return job.percent();
  }

  /** Part of one item that is done, 0 to below 1: of a sync, receiving is most of it. */
  static double overall(JobView.Current item) {
    double part = item.fraction() == null ? 0 : item.fraction();
    if (item.phase() == null) {
      return 0;
    }
    return switch (item.phase()) {
      case "LISTING" -> 0.02 * part;
      case "NEGOTIATING" -> 0.02 + 0.08 * part;
      case "RECEIVING" -> 0.10 + 0.60 * part;
      case "RESOLVING" -> 0.70 + 0.20 * part;
      case "CHECKING" -> 0.90 + 0.05 * part;
      case "UPDATING" -> 0.95 + 0.04 * part;
      case "PUSHING" -> 0.99;
      case "DELIVERING" -> 0.99 * part;
      case "ADDING" -> 0.05 + 0.90 * part;
      default -> 0;
    };
  }

  private static void put(ObjectNode node, String name, Instant instant) {
    if (instant != null) {
      node.put(name, instant.toString());
    }
  }

  private static String unit(JobKind kind) {
    return switch (kind) {
      case IMPORT -> "unit.lines";
      case DISCOVERY -> "unit.items";
      case RESYNC, DELIVERY_RETRY -> "unit.subscriptions";
      default -> "unit.repositories";
    };
  }

  /**
   * How many files have arrived of those that are known to be sent; null if that is not counted.
   */
  private String files(JobView job) {
    Long total = job.counters().get("filesTotal");
    return total == null
        ? null
        : language.text(
            "subscriptions.files.of", job.counters().getOrDefault("filesDelivered", 0L), total);
  }
}
