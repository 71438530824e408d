package org.sluice.console.delivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Objects;
import org.sluice.console.Language;
import org.sluice.delivery.row.SubscriptionStatus;
import org.sluice.delivery.subscription.SubscriptionView;
import org.sluice.rest.Page;

/** How a subscription looks and reads, on pages and in what the script is told. */
@Named
@RequestScoped
public class SubscriptionFace {

  private static final List<String> EVERYTHING = List.of("**");

  @Inject private Language language;

  /** The class of a state's badge. */
  public String tone(SubscriptionStatus status) {
    return switch (status) {
      case PENDING_SNAPSHOT -> "wait";
      case SCANNING, DELIVERING -> "run";
      case SYNCED -> "ok";
      case FAILED, DISABLED -> "bad";
      case PAUSED -> "off";
    };
  }

  /** A state in words. */
  public String text(SubscriptionStatus status) {
    return language.text("subscriptions.status." + status);
  }

  /** How many of a list are not on its first page; null if all are. */
  public String left(Page<?> first) {
    long left = first.total() - first.items().size();
    return left == 0 ? null : language.number(left) + (first.totalIsExact() ? "" : "+");
  }

  /** How many of its files have arrived, in words; a dash before anything was counted. */
  public String files(SubscriptionView subscription) {
    SubscriptionView.CountsView counts = subscription.counts();
    return subscription.targetCommit() == null
        ? "–"
        : language.text("subscriptions.files.of", counts.delivered(), counts.total());
  }

  /** Share of its files that have arrived, in percent. */
  public long percent(SubscriptionView subscription) {
    SubscriptionView.CountsView counts = subscription.counts();
    return counts.total() == 0 ? 0 : Math.min(100, 100L * counts.delivered() / counts.total());
  }

  /** Whether something is under way, so that numbers move. */
  public boolean isMoving(SubscriptionView subscription) {
    return tone(subscription.status()).equals("run")
        || subscription.status() == SubscriptionStatus.PENDING_SNAPSHOT
        || subscription.resyncJobId() != null;
  }

  /** Whether a retry would have something to do. */
  public boolean isRetried(SubscriptionView subscription) {
    return switch (subscription.status()) {
      case FAILED, DISABLED -> true;
      case DELIVERING -> subscription.lastError() != null;
      default -> false;
    };
  }

  /** Whether it stands still until somebody says so. */
  public boolean isStill(SubscriptionView subscription) {
    return subscription.status().isStill();
  }

  /** Why it does not go on, in a word or two; null if it does. */
  public String error(SubscriptionView subscription) {
    return subscription.lastError() == null ? null : failure(subscription.lastError().kind());
  }

  /** Why something failed, in words; the room's own where there are none. */
  public String failure(String kind) {
    if (kind == null) {
      return null;
    }
    String key = "deliveries.why." + kind;
    return language.has(key) ? language.text(key) : kind;
  }

  /** How many of its messages wait for an attempt, in words; empty if none does. */
  public String waiting(SubscriptionView subscription) {
    int waiting = subscription.counts().waiting();
    return waiting == 0 ? "" : language.text("subscriptions.waiting", waiting);
  }

  /** How many of its messages are refused, in words; null if none is. */
  public String refused(SubscriptionView subscription) {
    int refused = subscription.counts().refused();
    return refused == 0 ? null : language.text("subscriptions.refused", refused);
  }

  /** What of the repository is sent, in a few words. */
  public String part(SubscriptionView subscription) {
    String branch =
        subscription.branch() == null
            ? language.text("subscriptions.branch.default")
            : subscription.branch();
    return isWhole(subscription) ? branch : branch + " · " + globs(subscription);
  }

  /** Whether all paths are sent. */
  public boolean isWhole(SubscriptionView subscription) {
    return subscription.include().equals(EVERYTHING) && subscription.exclude().isEmpty();
  }

  /** Patterns of the paths, those that are left out with an exclamation mark. */
  private static String globs(SubscriptionView subscription) {
    StringBuilder words = new StringBuilder(String.join(" ", subscription.include()));
    subscription.exclude().forEach(each -> words.append(" !").append(each));
    return words.toString();
  }

  /** What a re-sync is called when it is asked for. */
  public String resyncTitle(SubscriptionView subscription) {
    return language.text("resync.title", subscription.repository(), subscription.subscriber());
  }

  /** What a re-sync does, with the number of files. */
  public String resyncText(SubscriptionView subscription) {
    return language.text(
        "resync.text",
        subscription.counts().total(),
        subscription.repository(),
        subscription.subscriber());
  }

  /** Owner of its repository. */
  public String owner(SubscriptionView subscription) {
    return subscription.repository().substring(0, subscription.repository().indexOf('/'));
  }

  /** Name of its repository, without the owner. */
  public String repository(SubscriptionView subscription) {
    return subscription.repository().substring(subscription.repository().indexOf('/') + 1);
  }

  /** Changes with everything that a page draws anew; what moves with each file is put in place. */
  public String key(SubscriptionView subscription) {
    return Integer.toHexString(
        Objects.hash(
            subscription.status(),
            subscription.behind(),
            subscription.lastError(),
            subscription.resyncJobId() == null,
            subscription.targetCommit(),
            subscription.deliveredCommit(),
            subscription.nextRunAt(),
            subscription.counts().refused()));
  }

  /** What the script draws of it. */
  ObjectNode json(SubscriptionView subscription) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("tone", tone(subscription.status()));
    node.put("text", text(subscription.status()));
    node.put("files", files(subscription));
    node.put("percent", percent(subscription));
    node.put("waiting", waiting(subscription));
    node.put("moving", isMoving(subscription));
    node.put("last", Objects.toString(subscription.lastDeliveredAt(), null));
    node.put("key", key(subscription));
    return node;
  }

  /** What the script needs to offer a re-sync of it. */
  ObjectNode offered(SubscriptionView subscription) {
    return json(subscription)
        .put("id", subscription.id().toString())
        .put("subscriber", subscription.subscriber())
        .put("title", resyncTitle(subscription))
        .put("question", resyncText(subscription));
  }
}
