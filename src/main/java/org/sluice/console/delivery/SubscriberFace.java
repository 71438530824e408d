package org.sluice.console.delivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.sluice.console.Language;
import org.sluice.delivery.gate.BreakerState;
import org.sluice.delivery.gate.SubscriberStatus;
import org.sluice.delivery.row.SubscriptionStatus;
import org.sluice.delivery.subscriber.SubscriberView;

/** How a subscriber looks and reads, on pages and in what the script is told. */
@Named
@RequestScoped
public class SubscriberFace {

  @Inject private Language language;

  /** The class of the badge that says whether it is sent to. */
  public String tone(SubscriberView subscriber) {
    return switch (subscriber.status()) {
      case ACTIVE -> hitch(subscriber) == null ? "ok" : "off";
      case PAUSED -> "off";
      case DISABLED -> "bad";
    };
  }

  /** Whether it is sent to, in a word. */
  public String text(SubscriberView subscriber) {
    return text(subscriber.status());
  }

  /** A state in a word. */
  public String text(SubscriberStatus status) {
    return language.text("subscribers.status." + status);
  }

  /** The class of the badge that says why nothing gets through; null where it needs none. */
  public String hitchTone(SubscriberView subscriber) {
    String hitch = hitch(subscriber);
    if (hitch == null) {
      return null;
    }
    return hitch.equals("OPEN") ? "bad" : "warn";
  }

  /** Why nothing gets through just now, in a word or two; null if that is not so. */
  public String hitchText(SubscriberView subscriber) {
    String hitch = hitch(subscriber);
    return hitch == null ? null : language.text("subscribers.hitch." + hitch);
  }

  /** What keeps messages from a subscriber that is to be sent some; null if nothing does. */
  private static String hitch(SubscriberView subscriber) {
    if (subscriber.status() != SubscriberStatus.ACTIVE) {
      return null;
    }
    if (subscriber.breaker().state() != BreakerState.CLOSED) {
      return subscriber.breaker().state().name();
    }
    return subscriber.restingUntil() == null ? null : "RESTING";
  }

  /** Why it is not sent to, or is not reached; null if it is. */
  public String reason(SubscriberView subscriber) {
    return subscriber.status() == SubscriberStatus.ACTIVE
        ? subscriber.breaker().reason()
        : subscriber.statusReason();
  }

  /** Host of its endpoint, with a port that is not the usual one; null if it only pulls. */
  public String host(SubscriberView subscriber) {
    return subscriber.endpointUrl() == null
        ? null
        : URI.create(subscriber.endpointUrl()).getAuthority();
  }

  /** States that some of its subscriptions are in. */
  public List<SubscriptionStatus> states(SubscriberView subscriber) {
    return Arrays.stream(SubscriptionStatus.values())
        .filter(each -> subscriber.subscriptions().get(each) > 0)
        .toList();
  }

  /** Number of its subscriptions. */
  public long total(SubscriberView subscriber) {
    return subscriber.subscriptions().values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whether a retry would have something to do. */
  public boolean isRetried(SubscriberView subscriber) {
    return subscriber.subscriptions().get(SubscriptionStatus.FAILED)
            + subscriber.subscriptions().get(SubscriptionStatus.DELIVERING)
        > 0;
  }

  /** Changes with everything that a page about one subscriber draws anew. */
  public String key(SubscriberView subscriber) {
    return Integer.toHexString(
        Objects.hash(
            subscriber.status(),
            subscriber.statusReason(),
            subscriber.breaker(),
            subscriber.restingUntil(),
            subscriber.subscriptions()));
  }

  /** What the script draws of it. */
  ObjectNode json(SubscriberView subscriber) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("tone", tone(subscriber));
    node.put("text", text(subscriber));
    node.put("key", key(subscriber));
    return node;
  }
}
