package org.sluice.delivery.gate;

import java.time.Instant;
import java.util.UUID;
import org.sluice.platform.Inside;

/**
 * A client app that receives files.
 *
 * <p>Its life: who maintains its namespace registers, edits, pauses and deletes it. Its breaker and
 * its rest are moved by what its endpoint answers; an endpoint that is gone disables it, until
 * somebody resumes it.
 *
 * @param id the subscriber
 * @param namespaceId namespace that it belongs to
 * @param name what people call it, unique in its namespace
 * @param endpointUrl where messages are posted to; null for one that only pulls
 * @param contact who looks after it; null if that was not said
 * @param secret sealed
 * @param formerSecret sealed; signs too until {@code formerUntil}; null if none was replaced
 * @param formerUntil when the former secret ends; null if there is none
 * @param status whether it is sent to
 * @param statusReason why it is not; null if that is known
 * @param rateLimit messages a second; null for no limit
 * @param breaker whether it can be reached
 * @param restingUntil until when it asked to be left alone; null if it did not
 * @param createdAt when it was registered
 * @param updatedAt when somebody last edited it
 * @param version number of its edits
 */
@Inside
public record Subscriber(
    UUID id,
    UUID namespaceId,
    String name,
    String endpointUrl,
    String contact,
    String secret,
    String formerSecret,
    Instant formerUntil,
    SubscriberStatus status,
    String statusReason,
    Integer rateLimit,
    Breaker breaker,
    Instant restingUntil,
    Instant createdAt,
    Instant updatedAt,
    long version) {

  /** Whether its former secret still signs. */
  public boolean isRotating(Instant now) {
    return formerSecret != null && now.isBefore(formerUntil);
  }

  /** Leaves out the secrets and the URL, which may be one. */
  @Override
  public String toString() {
    return "Subscriber[id=" + id + ", name=" + name + "]";
  }
}
