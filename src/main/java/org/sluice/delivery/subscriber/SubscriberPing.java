package org.sluice.delivery.subscriber;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import org.sluice.delivery.gate.Subscriber;
import org.sluice.delivery.gate.SubscriberSecrets;
import org.sluice.delivery.message.MessageBody;
import org.sluice.egress.webhook.Attempt;
import org.sluice.egress.webhook.WebhookPost;
import org.sluice.platform.Ids;

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
        MessageBody.ping(now, subscriber.id(), subscriber.name()),
        secrets.signing(subscriber, now));
  }
}
