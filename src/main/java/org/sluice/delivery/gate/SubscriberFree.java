package org.sluice.delivery.gate;

import java.util.UUID;
import org.sluice.platform.Inside;

/**
 * A subscriber took a message after others had been turned away from its gate: they need not wait
 * any longer. Fired outside a transaction, in the thread that heard the answer.
 *
 * @param id the subscriber
 */
@Inside
public record SubscriberFree(UUID id) {}
