package org.sluice.console.delivery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.sluice.console.Language;
import org.sluice.delivery.history.DeliveryView;
import org.sluice.delivery.row.DeliveryEvent;
import org.sluice.delivery.row.DeliveryStatus;

/** How a message and its attempts look and read, on pages and in what the script is told. */
@Named
@RequestScoped
public class DeliveryFace {

  @Inject private Language language;
  @Inject private SubscriptionFace subscriptionFace;

  /** The class of a state's badge. */
  public String tone(DeliveryStatus status) {
    return switch (status) {
      case PENDING -> "wait";
      case SENDING -> "run";
      case DELIVERED -> "ok";
      case FAILED, QUARANTINED -> "bad";
      case CANCELLED -> "off";
    };
  }

  /** A state in words. */
  public String text(DeliveryStatus status) {
    return language.text("deliveries.status." + status);
  }

  /** States to filter by: those that are stored. */
  public List<DeliveryStatus> getStatuses() {
    return Arrays.stream(DeliveryStatus.values())
        .filter(each -> each != DeliveryStatus.SENDING)
        .toList();
  }

  /** Types of events to filter by: those of a subscription. */
  public List<String> getEvents() {
    return Arrays.stream(DeliveryEvent.values())
        .filter(each -> each != DeliveryEvent.PING)
        .map(DeliveryEvent::type)
        .toList();
  }

  /** What the last attempt came to, in a few words; null if there was none. */
  public String answer(DeliveryView.AttemptView attempt) {
    if (attempt == null) {
      return null;
    }
    String failure = subscriptionFace.failure(attempt.failureKind());
    if (attempt.httpStatus() == null) {
      return failure;
    }
    return failure == null
        ? "HTTP " + attempt.httpStatus()
        : "HTTP " + attempt.httpStatus() + " · " + failure;
  }

  /** How long an attempt took. */
  public String latency(DeliveryView.AttemptView attempt) {
    return attempt == null ? "–" : language.span(Duration.ofMillis(attempt.latencyMs()));
  }

  /** Whether it may be sent again. */
  public boolean isSentAgain(DeliveryView delivery) {
    return switch (delivery.status()) {
      case PENDING, QUARANTINED -> true;
      case DELIVERED ->
          delivery.path() != null && !delivery.event().equals(DeliveryEvent.FILE_DELETED.type());
      default -> false;
    };
  }

  /** What the script shows of a message and its attempts. */
  ObjectNode json(DeliveryView delivery) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("event", delivery.event());
    node.put("path", delivery.path());
    node.put("tone", tone(delivery.status()));
    node.put("text", text(delivery.status()));
    node.put("id", delivery.id().toString());
    node.put("sha256", delivery.sha256());
    node.put("commit", delivery.commit());
    if (delivery.size() != null) {
      node.put("size", language.bytes(delivery.size()));
    }
    if (delivery.nextAttemptAt() != null) {
      node.put("next", delivery.nextAttemptAt().toString());
    }
    ArrayNode attempts = node.putArray("attempts");
    delivery.attempts().forEach(each -> attempts.add(json(each)));
    return node;
  }

  private ObjectNode json(DeliveryView.AttemptView attempt) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("number", language.text("deliveries.attempt", attempt.number()));
    node.put("at", attempt.at().toString());
    node.put("tone", attempt.failureKind() == null ? "ok" : "bad");
    node.put("words", answer(attempt));
    node.put("latency", latency(attempt));
    node.put("answer", attempt.answer());
    return node;
  }
}
