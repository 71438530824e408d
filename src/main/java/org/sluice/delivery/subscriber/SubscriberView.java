package org.sluice.delivery.subscriber;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.delivery.gate.Breaker;
import org.sluice.delivery.gate.BreakerState;
import org.sluice.delivery.gate.Subscriber;
import org.sluice.delivery.gate.SubscriberStatus;
import org.sluice.delivery.row.SubscriptionStatus;

/**
 * A subscriber as the API shows it.
 *
 * @param id the subscriber
 * @param namespace name of the namespace that it belongs to
 * @param name what people call it
 * @param endpointUrl where messages are posted to; null for one that only pulls
 * @param contact who looks after it; null if that was not said
 * @param secret by which messages are signed: only in the answer that makes it, absent ever after
 * @param secretRotation how replacing its secret stands; null unless two secrets sign
 * @param rateLimit most messages a second; null for no limit
 * @param status whether it is sent to
 * @param statusReason why it is not; null if it is, or somebody paused it
 * @param breaker whether it can be reached
 * @param restingUntil until when it asked to be left alone; null if it does not
 * @param subscriptions number of its subscriptions by their status
 * @param createdAt when it was registered
 * @param updatedAt when somebody last changed it
 * @param version number of such changes
 */
@Schema(name = "Subscriber")
public record SubscriberView(
    UUID id,
    String namespace,
    String name,
    String endpointUrl,
    String contact,
    @JsonInclude(JsonInclude.Include.NON_NULL) String secret,
    SecretRotation secretRotation,
    Integer rateLimit,
    SubscriberStatus status,
    String statusReason,
    BreakerView breaker,
    Instant restingUntil,
    Map<SubscriptionStatus, Long> subscriptions,
    Instant createdAt,
    Instant updatedAt,
    long version) {

  /**
   * How replacing a secret stands.
   *
   * @param until when the former secret ends; until then both sign
   */
  public record SecretRotation(Instant until) {}

  /**
   * Whether a subscriber can be reached.
   *
   * @param state CLOSED while messages go through, OPEN while none does, HALF_OPEN when the next
   *     one decides
   * @param openUntil when it is tried again; null while it is closed
   * @param reason why it opened; null while it is closed
   */
  public record BreakerView(BreakerState state, Instant openUntil, String reason) {}

  static SubscriberView of(
      Subscriber subscriber,
      String namespace,
      String secret,
      Map<SubscriptionStatus, Long> subscriptions,
      Instant now) {
    Map<SubscriptionStatus, Long> counts = new EnumMap<>(SubscriptionStatus.class);
    for (SubscriptionStatus each : SubscriptionStatus.values()) {
      counts.put(each, subscriptions.getOrDefault(each, 0L));
    }
    Instant resting = subscriber.restingUntil();
    Breaker breaker = subscriber.breaker();
    return new SubscriberView(
        subscriber.id(),
        namespace,
        subscriber.name(),
        subscriber.endpointUrl(),
        subscriber.contact(),
        secret,
        subscriber.isRotating(now) ? new SecretRotation(subscriber.formerUntil()) : null,
        subscriber.rateLimit(),
        subscriber.status(),
        subscriber.statusReason(),
        new BreakerView(breaker.state(now), breaker.openUntil(), breaker.reason()),
        resting != null && now.isBefore(resting) ? resting : null,
        counts,
        subscriber.createdAt(),
        subscriber.updatedAt(),
        subscriber.version());
  }

  /** Version of what is shown; its part before the dot is that of what people edit. */
  String tag() {
    String shown = namespace + secretRotation + breaker + restingUntil + subscriptions;
    return version + "." + Integer.toHexString(shown.hashCode());
  }

  /** Leaves out the secret and the URL, which may be one. */
  @Override
  public String toString() {
    return "SubscriberView[id=" + id + ", name=" + name + "]";
  }
}
