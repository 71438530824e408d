package org.sluice.notification.channel;

import java.time.Instant;
import org.sluice.notification.post.AttemptOutcome;

/**
 * A test message that was taken.
 *
 * @param outcome always SENT; what was not taken is answered as a problem
 * @param detail what the receiver said, in one sentence
 * @param sentAt when
 */
public record SentView(AttemptOutcome outcome, String detail, Instant sentAt) {}
