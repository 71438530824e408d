package org.sluice.delivery.gate;

import java.util.UUID;
import org.sluice.platform.Inside;

/**
 * A subscriber was edited, paused, resumed or deleted; fired in the transaction of the change.
 *
 * @param id the subscriber
 */
@Inside
public record SubscriberChanged(UUID id) {}
