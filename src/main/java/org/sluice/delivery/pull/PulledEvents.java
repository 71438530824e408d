package org.sluice.delivery.pull;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.delivery.row.SubscriptionStatus;

/**
 * What comes next of a subscription.
 *
 * @param events in order
 * @param next what to give as {@code after} once all of these have been handled
 * @param status how the subscription stands; SYNCED if there is nothing more
 */
@Schema(name = "PulledEvents")
public record PulledEvents(List<Event> events, String next, SubscriptionStatus status) {

  /**
   * One message, or one chunk of one.
   *
   * @param cursor what to give as {@code after} once this one and all before it have been handled
   * @param key the same whenever the message is given: the {@code webhook-id} of one that is
   *     posted; no UUID if it is a chunk
   * @param message as it would be posted
   */
  @Schema(name = "PulledEvent")
  public record Event(String cursor, String key, Map<String, Object> message) {}
}
