package org.sluice.delivery.subscriber;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A ping that was taken; one that was not is answered as a problem.
 *
 * @param detail what the endpoint answered, in one sentence
 * @param sentAt when it was sent
 */
@Schema(name = "SubscriberPing")
public record PingView(String detail, Instant sentAt) {}
