package org.sluice.delivery.subscriber;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.sluice.delivery.gate.Subscriber;
import org.sluice.delivery.gate.SubscriberSecrets;
import org.sluice.delivery.row.DeliveryEvent;
import org.sluice.egress.webhook.Attempt;
import org.sluice.egress.webhook.WebhookPost;
import org.sluice.platform.Ids;
import org.sluice.rest.Json;

/** Posts messages that tell nothing but that messages come through. */
@ApplicationScoped
public class SubscriberPing {

  @Inject private WebhookPost webhooks;
  @Inject private SubscriberSecrets secrets;

  /** Posts one now, in the caller's thread and outside a transaction, and waits for the answer. */
  Attempt send(Subscriber subscriber, Instant now) {
    return webhooks.send(
        subscriber.endpointUrl(),
        Ids.next().toString(),
        now,
        json(subscriber, now),
        secrets.signing(subscriber, now));
  }

  private static byte[] json(Subscriber subscriber, Instant now) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("type", DeliveryEvent.PING.type())
        .put("timestamp", now.truncatedTo(ChronoUnit.MILLIS).toString());
    body.putObject("data")
        .putObject("subscriber")
        .put("id", subscriber.id().toString())
        .put("name", subscriber.name());
    try {
      return Json.mapper().writeValueAsBytes(body);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
